"""信息报告: every clue with its clock: not reported, late, waiting for an answer, answered."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import path

from gongwei.catalogue.judging import judge
from gongwei.catalogue.plans import values_on
from gongwei.kernel import clock
from gongwei.kernel.clock import CHINA
from gongwei.programmes.health_supervision import codes
from gongwei.programmes.health_supervision.models import Clue
from gongwei.ui.status import Chip
from gongwei.web.activities.reach import institutions_for
from gongwei.web.frame.leaving import leaves, per_page
from gongwei.web.frame.scope import Scope
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.worklist.walk import page_of

PROGRAMME = "health_supervision"
PAGE = 40
VIEWS = {"open": "未报告", "late": "超时", "waiting": "待反馈", "all": "全部"}


@dataclass(frozen=True)
class Line:
    """One clue: what it is about, its clock in words, and the answer."""

    clue: Clue
    subject: str
    clock: Chip
    answer: Chip
    outcome: str
    waiting: bool


def lines(found: list[Clue], now: dt.datetime, feedback_days: int) -> list[Line]:
    """Clues judged by the chapter's own rules."""
    typed = [
        {"served_on": each.served_on, "found_at": _wall(each.found_at), "reported_at": _wall(each.reported_at),
         "urgent": each.urgent, "answer": each.answer}
        for each in found
    ]  # fmt: skip
    outcomes = judge(PROGRAMME, typed)
    return [_line(each, outcome, now, feedback_days) for each, outcome in zip(found, outcomes, strict=True)]


def _wall(moment: dt.datetime | None) -> dt.datetime | None:
    """As expressions see it: the clock on the wall in China."""
    return moment.astimezone(CHINA).replace(tzinfo=None) if moment else None


def _line(each: Clue, outcome: dict[str, object], now: dt.datetime, feedback_days: int) -> Line:
    how, allowed = str(outcome["reported"]), outcome["hours_allowed"]
    shown = {"in_time": Chip("及时", "done"), "late": Chip("超时限", "overdue"), "missing": Chip("时间不全", "overdue")}
    waiting = bool(outcome["unanswered"])
    days = (now.date() - each.served_on).days
    if each.answer is not None:
        answer = Chip(codes.ANSWER.label(each.answer), "done")
    elif waiting:
        answer = Chip(f"等 {days} 天", "overdue" if days > feedback_days else "due")
    else:
        answer = Chip("未报告", "later")
    return Line(
        each, codes.SUBJECT.label(each.subject), shown.get(how) or _left(each, int(str(allowed)), now), answer, how,
        waiting,
    )  # fmt: skip


def _left(each: Clue, hours: int, now: dt.datetime) -> Chip:
    """How long there is to report, or since when it is late."""
    assert each.found_at is not None
    left = each.found_at + dt.timedelta(hours=hours) - now
    whole = int(abs(left).total_seconds() // 3600)
    return Chip(f"已超 {whole} 小时", "overdue") if left < dt.timedelta() else Chip(f"剩 {whole} 小时", "due")


@staff_page()
@leaves(PROGRAMME)
def clues(request: HttpRequest) -> HttpResponse:
    """The clues of the scope this year and last, by state."""
    size = per_page(request, PAGE)
    scope: Scope = request.scope  # type: ignore[attr-defined]
    today, now = clock.today(), clock.now()
    rows = Clue.objects.filter(
        institution__in=institutions_for(scope, PROGRAMME), voided_at=None, served_on__year__gte=today.year - 1
    )
    limit = int(values_on(PROGRAMME, today)["feedback_days"])
    every = lines(list(rows.select_related("institution").order_by("-found_at")), now, limit)
    parts = {
        "open": [line for line in every if line.outcome in ("not_reported", "missing")],
        "late": [line for line in every if line.outcome == "late"],
        "waiting": [line for line in every if line.waiting],
        "all": every,
    }
    view = request.GET.get("view", "")
    view = view if view in VIEWS else next((key for key in ("open", "waiting") if parts[key]), "all")
    number = max(1, page_of(request.GET.get("page", "")) or 1)
    context = {
        "views": [(key, label, key == view, len(parts[key])) for key, label in VIEWS.items()], "view": view,
        "lines": parts[view][(number - 1) * size : number * size], "number": number,
        "pages": -(-len(parts[view]) // size), "limit": limit,
    }  # fmt: skip
    return page(request, "health_supervision/clues.html", context, at=PROGRAMME)


urlpatterns = [path("clues/", clues, name="clues")]
