"""指标下钻: a rate opens to names, a name to the missing step, its clause and the last day that still counts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.http import urlencode

from gongwei.catalogue.chapters import chapter, measures
from gongwei.indicators.evaluation import evaluate
from gongwei.indicators.figures import Figure
from gongwei.indicators.missing import Missing, Person, missing
from gongwei.indicators.places import Scope as Places
from gongwei.people import access
from gongwei.people.grants import may
from gongwei.people.models import Institution, Resident
from gongwei.ui.bars import Progress, WhyBar
from gongwei.ui.frame import Link
from gongwei.ui.lists import Column, Filter, Listing, chosen, narrowed
from gongwei.ui.lists import page as list_page
from gongwei.ui.refusals import NotYours
from gongwei.ui.status import Chip, Due
from gongwei.ui.workbook import export
from gongwei.web import words
from gongwei.web.figures import (
    as_of_day,
    elapsed,
    freshness,
    pace,
    reach_of,
    target_words,
    weeks_left,
    within,
)
from gongwei.web.scope import Scope
from gongwei.web.shell import page, staff_page

MARKS = "①②③④⑤⑥⑦⑧⑨"
BATCH = 1000


@dataclass(frozen=True)
class Line:
    """One person of the list as a row."""

    pk: int
    person: Any
    record_no: str
    village: str
    doctor: str
    lacking: tuple[Chip, ...]
    due: Due | None
    last: str
    url: str
    criteria: str
    clauses: str


@dataclass(frozen=True)
class MissingRows:
    """The people of a gap as rows of a list, cut and counted by the engine."""

    indicator: str
    place: Places
    day: dt.date
    criterion: str | None = None
    only_one: bool = False

    def count(self) -> int:
        """How many match the filters."""
        return self.asked(limit=0).matching

    def ordered(self, fields: Sequence[str]) -> MissingRows:
        """The most urgent first, always."""
        return self

    def part(self, start: int, stop: int) -> Sequence[Line]:
        """Rows from start (inclusive) to stop."""
        return [
            _line(self.indicator, each, self.day)
            for each in self.asked(limit=stop - start, offset=start).people
        ]

    def all(self) -> Iterator[Line]:
        """Every row, a batch at a time."""
        start = 0
        while part := self.part(start, start + BATCH):
            yield from part
            start += len(part)

    def asked(self, *, limit: int, offset: int = 0) -> Missing:
        """Ask the engine with the filters of this list."""
        return missing(
            self.indicator,
            self.place,
            self.day,
            criterion=self.criterion,
            only_one=self.only_one,
            limit=limit,
            offset=offset,
        )


@staff_page()
def indicator(request: HttpRequest, indicator: str) -> HttpResponse:
    """The figure, why people fail, its definition, where the gap is, and the people one by one."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    of = _measure(request, indicator)
    place, day = _place(request, scope), as_of_day()
    declared = _listing(of, scope)
    base = MissingRows(indicator, place, day)
    shown = list_page(
        declared, base, request.GET, export_url=reverse("web:indicator_export", args=[indicator])
    )
    whole = base.asked(limit=0)
    figure = _figure(indicator, place, day)
    context = {
        "measure": of,
        "chapter": chapter(measures()[indicator][0].id),
        "figure": figure,
        "progress": _progress(figure, day) if figure else None,
        "target": target_words(figure) if figure else "",
        "gap_note": _gap_note(figure, day) if figure else "",
        "missing": whole,
        "why": _why(request, whole),
        "only_one": {
            "count": whole.only_one,
            "url": _with(request, only="1"),
            "on": request.GET.get("only") == "1",
        },
        "list": shown,
        "trail": _trail(place, figure),
        "elsewhere": _elsewhere(indicator, place, day),
        "readings": figure.readings if figure else (),
    }
    return page(request, "web/indicator.html", context, at="indicators", as_of=freshness(), rail=True)


@staff_page("export")
def indicator_export(request: HttpRequest, indicator: str) -> HttpResponse:
    """The filtered list as a workbook; every resident in it is logged as taken out."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    of = _measure(request, indicator)
    place, day = _place(request, scope), as_of_day()
    declared = _listing(of, scope)
    rows = narrowed(declared, MissingRows(indicator, place, day), chosen(declared, request.GET))
    found = list(rows.all())
    access.looked_at(
        request.user,
        Resident.objects.filter(pk__in=[each.pk for each in found]),
        f"导出 {of.label} 缺口",
        request,
    )
    about = (f"{of.label} · 截至 {day} · {freshness().words}", f"导出人 {scope.staff.name}")
    return export(declared, rows, name=f"{of.label}-缺口-{day}", about=about)


def _measure(request: HttpRequest, indicator: str) -> Any:
    if indicator not in measures():
        raise Http404("没有这个指标")
    of, measure = measures()[indicator]
    if not may(request.user, "read", of.id):
        raise NotYours(f"您的账号不能看“{of.label}”的名单", how="请向本机构管理员申请条线权限")
    return measure


def _place(request: HttpRequest, scope: Scope) -> Places:
    """The place asked for, refused when it is outside the account's reach."""
    reach = reach_of(scope)
    asked = {key: request.GET[key] for key in ("institution", "village", "doctor") if request.GET.get(key)}
    institution = asked.get("institution")
    if institution is not None and not reach.holds(institution):
        raise NotYours("这个机构不在您的范围内", how="请联系该机构公卫科或项目办")
    place = replace(within(scope, reach), **{key: value for key, value in asked.items() if _plain(value)})
    if not reach.everything and place.institution is None and place.village is None:
        raise NotYours("请先选机构", how="在页面左上角选择数据范围")
    if place.institution is not None and not reach.holds(place.institution):
        raise NotYours("这个机构不在您的范围内", how="请联系该机构公卫科或项目办")
    if reach.villages and place.village not in reach.villages:
        place = replace(
            place, village=place.village if place.village in reach.villages else reach.villages[0]
        )
    return place


def _plain(value: str) -> bool:
    return value.isdecimal() or value == "unassigned"


def _listing(measure: Any, scope: Scope) -> Listing:
    criteria = [
        (each, f"{MARKS[n]} {measure.cohort.criterion(each).lacking}") for n, each in enumerate(measure.met)
    ]
    return Listing(
        "missing", measure.label,
        (
            Column("name", "居民", "person.name"), Column("record_no", "档案编号", shown=False), Column("sex", "性别", "person.sex", shown=False),
            Column("age", "年龄", "person.age", shown=False), Column("village", "村"), Column("doctor", "医生"),
            Column("criteria", "缺什么"), Column("clauses", "依据", shown=False), Column("until", "最晚日期", "due.on", format="date"),
            Column("last", "上次"),
        ),
        (
            Filter("criterion", "缺", lambda rows, one: replace(rows, criterion=one), tuple(criteria)),
            Filter("only", "只差1项", lambda rows, _: replace(rows, only_one=True), (("1", "只差 1 项"),)),
        ),
        row_template="web/missing_row.html",
    )  # fmt: skip


def _line(indicator: str, each: Person, day: dt.date) -> Line:
    measure = measures()[indicator][1]
    place = {name: number for number, name in enumerate(measure.met)}
    chips = tuple(
        Chip(
            f"{MARKS[place[one.criterion]]} {one.lacking}" + (f" 差 {one.count} 次" if one.count else ""),
            "overdue" if one.too_late else "line",
        )
        for one in each.lacking
    )
    due = Due.of(day, each.due_on, day) if each.due_on else None
    return Line(
        each.resident_id, words.person_of(each.resident_id, each.name, each.sex, each.birth_date, day), each.record_no or "",
        each.village, each.doctor, chips, due, each.last_value or "", reverse("web:resident", args=[each.resident_id]),
        "；".join(one.lacking for one in each.lacking), "；".join(dict.fromkeys(one.clause for one in each.lacking)),
    )  # fmt: skip


def _figure(indicator: str, place: Places, day: dt.date) -> Figure | None:
    by = (
        "doctor"
        if place.doctor
        else "village"
        if place.village
        else "institution"
        if place.institution
        else "district"
    )
    found = evaluate(day, by, within=place, indicators=(indicator,))  # type: ignore[arg-type]
    wanted = place.doctor or place.village or place.institution
    return next((each for each in found if wanted is None or each.group_id == wanted), None)


def _progress(figure: Figure, day: dt.date) -> Progress:
    target = 100 * figure.required / figure.denominator if figure.required and figure.denominator else None
    return Progress(
        "",
        figure.numerator or 0,
        figure.denominator or 0,
        float(elapsed(day)) * (target or 100),
        target,
        pace(figure, day),
        large=True,
    )


def _gap_note(figure: Figure, day: dt.date) -> str:
    if not figure.gap:
        return ""
    return f"还差 {figure.gap:,} 人 · 需 {figure.gap / max(weeks_left(day), 1):.1f} 人/周"


def _why(request: HttpRequest, found: Missing) -> list[WhyBar]:
    most = max((reason.people for reason in found.reasons), default=0)
    chosen_one = request.GET.get("criterion")
    return [
        WhyBar(MARKS[n], reason.criterion.lacking, reason.people, most, words.clause_label(reason.criterion.ref),
               _with(request, criterion=reason.criterion.id), reason.criterion.id == chosen_one)
        for n, reason in enumerate(found.reasons)
    ]  # fmt: skip


def _with(request: HttpRequest, **changes: str) -> str:
    kept = {key: value for key, value in request.GET.items() if key != "page"} | changes
    return f"?{urlencode(kept)}"


def _trail(place: Places, figure: Figure | None) -> list[Link]:
    trail = [Link("指标总览", reverse("web:indicators"))]
    if place.institution and place.institution.isdecimal():
        name = Institution.objects.filter(pk=int(place.institution)).values_list("short_name", "name").first()
        trail.append(Link((name[0] or name[1]) if name else "", f"{reverse('web:indicators')}?by=village"))
    if figure and (place.village or place.doctor):
        trail.append(Link(figure.group_label))
    return trail


def _elsewhere(indicator: str, place: Places, day: dt.date) -> list[WhyBar]:
    """Where the gap is: one level down from the place, the largest first."""
    by = "doctor" if place.village else "village" if place.institution else "institution"
    found = [each for each in evaluate(day, by, within=place, indicators=(indicator,)) if each.people]  # type: ignore[arg-type]
    lacking = sorted(
        (((each.people or 0) - (each.numerator or 0), each) for each in found), key=lambda pair: -pair[0]
    )
    most = lacking[0][0] if lacking else 0
    return [
        WhyBar("", each.group_label, count, most, url=f"?{urlencode({**_query(place), by: each.group_id})}")
        for count, each in lacking[:8]
        if count
    ]


def _query(place: Places) -> dict[str, str]:
    pairs = {"institution": place.institution, "village": place.village, "doctor": place.doctor}
    return {key: value for key, value in pairs.items() if value}


urlpatterns = [
    path("indicators/<str:indicator>/", indicator, name="indicator"),
    path("indicators/<str:indicator>/export/", indicator_export, name="indicator_export"),
]
