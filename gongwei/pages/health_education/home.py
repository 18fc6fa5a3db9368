"""本机构: what the institution has reached of each yearly minimum, what is owed now, and the days that call for it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path

from gongwei.catalogue.plans import plan, values_on
from gongwei.indicators.institution import rows_of
from gongwei.kernel import clock
from gongwei.people.models import Institution
from gongwei.policy.resolver import ResolvedParameter
from gongwei.programmes.health_education import codes
from gongwei.programmes.health_education.models import PlanItem
from gongwei.web.activities.owed import work_context
from gongwei.web.activities.reach import own_institution
from gongwei.web.figures.clauses import clause_url
from gongwei.web.frame.leaving import leaves
from gongwei.web.frame.scope import Scope
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.frame.words import clause_label

PROGRAMME = "health_education"
MINIMA = (
    ("印刷资料", "print_kinds", "enough_print", "print_kinds", "种/年"),
    ("音像资料播放", "audiovisual_kinds", "enough_audiovisual", "audiovisual_kinds", "种/年"),
    ("宣传栏", "boards", "enough_boards", "boards", "个"),
    ("宣传栏更换", "changes", "boards_changed", "board_changes_per_year", "次/年，每两个月每个宣传栏一次"),
    ("公众健康咨询活动", "consultations", "enough_consultations", "consultations_per_year", "次/年"),
    ("健康知识讲座", "lectures", "lecture_each_month", "lectures_per_year", "次/年，每月一次"),
    ("健康知识讲座", "lectures", "lecture_each_window", "lectures_per_year", "次/年，每两个月一次"),
)
DAYS = (
    (3, 24, "世界防治结核病日"), (4, 7, "世界卫生日"), (4, 25, "全国儿童预防接种宣传日"), (5, 15, "防治碘缺乏病日"),
    (5, 17, "世界高血压日"), (5, 20, "中国学生营养日"), (5, 31, "世界无烟日"), (6, 6, "全国爱眼日"),
    (6, 26, "国际禁毒日"), (7, 28, "世界肝炎日"), (8, 1, "世界母乳喂养周"), (9, 1, "全民健康生活方式日"),
    (9, 20, "全国爱牙日"),
    (10, 8, "全国高血压日"), (10, 10, "世界精神卫生日"), (10, 29, "世界卒中日"), (11, 14, "联合国糖尿病日"),
    (12, 1, "世界艾滋病日"),
)  # fmt: skip
AHEAD = 4


@dataclass(frozen=True)
class Minimum:
    """One demand of the year: done, asked, still lacking; its clause and whether its number is to be confirmed."""

    label: str
    done: int
    asked: Any
    unit: str
    met: bool
    lacking: int
    clause: str
    clause_url: str
    doubtful: bool


def minima(place: Institution, on: dt.date) -> list[Minimum]:
    """What institutions of this kind must reach in a year, as of the day, from the same definitions as the figures."""
    centre = place.kind in codes.CENTRE_KINDS
    cohort = "health_education.centres" if centre else "health_education.stations"
    rows = rows_of(cohort, [place.pk], on)
    if not rows:
        return []
    [row], asked, declared = rows, values_on(PROGRAMME, on), plan().parameters.of(PROGRAMME)
    found = []
    for label, count, criterion, name, unit in MINIMA:
        if criterion not in row:
            continue
        own = name if centre or f"{name}_station" not in asked else f"{name}_station"
        lacking = int(row.get(f"{criterion}_lacking") or 0)
        ref, doubtful = _source(declared[own], on)
        found.append(Minimum(
            label, int(row[count]), asked[own], unit, bool(row[criterion]), lacking, clause_label(ref), clause_url(ref),
            doubtful,
        ))  # fmt: skip
    return found


def _source(parameter: ResolvedParameter, on: dt.date) -> tuple[str, bool]:
    """The clause of the value in force, and whether it is marked 待核."""
    winner = parameter.winner(on)
    return (winner.ref, winner.sure == "?") if winner is not None else ("", True)


def days_ahead(today: dt.date) -> list[tuple[dt.date, str]]:
    """The next theme days."""
    this_year = [(dt.date(today.year, month, day), words) for month, day, words in DAYS]
    later = [(dt.date(today.year + 1, month, day), words) for month, day, words in DAYS]
    return [pair for pair in (*this_year, *later) if pair[0] >= today][:AHEAD]


@staff_page()
@leaves(PROGRAMME)
def home(request: HttpRequest) -> HttpResponse:
    """The institution's year."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    place, today = own_institution(request, PROGRAMME, "read"), clock.today()
    planned = PlanItem.objects.filter(
        record__institution=place, record__year=today.year, record__voided_at=None, month=today.month
    )
    context = {
        **work_context(request, scope, PROGRAMME, place),
        "minima": minima(place, today), "days": days_ahead(today),
        "planned": [(codes.ACTIVITY.label(each.form), each.theme) for each in planned],
    }  # fmt: skip
    return page(request, "health_education/home.html", context, at=PROGRAMME)


urlpatterns = [path("", home, name="home")]
