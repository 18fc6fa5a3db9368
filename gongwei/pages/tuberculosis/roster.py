"""在治患者: every course of the scope with its clock of 72 hours, its supervision, its doses and what comes next."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse

from gongwei.care.models import Enrolment
from gongwei.catalogue.plans import values_on
from gongwei.kernel import clock
from gongwei.kernel.dates import add_months
from gongwei.obligations import worklist
from gongwei.pages.tuberculosis.doors import PROGRAMME, tb_page
from gongwei.programmes.tuberculosis import codes, counting
from gongwei.programmes.tuberculosis.checks import CHINA
from gongwei.programmes.tuberculosis.counting import Doses
from gongwei.programmes.tuberculosis.course import Course, course_of, marks_of, supervisor_of
from gongwei.programmes.tuberculosis.models import FirstVisit
from gongwei.ui.status import Due
from gongwei.web.frame import words
from gongwei.web.frame.leaving import leaves
from gongwei.web.frame.scope import Scope
from gongwei.web.frame.shell import page
from gongwei.web.worklist.home import named

VIEWS = {
    "now": "在治", "clock": "待入户", "gaps": "连续漏服", "irregular": "服药不足", "ending": "待结案",
    "ended": "一年内结案",
}  # fmt: skip
SHOWN, LAST_DAYS = 200, 14


@dataclass(frozen=True)
class Line:
    """One course as the list shows it."""

    course: Course
    doses: Doses
    gap: int
    supervisor: int | None
    visited: bool
    month: int
    phase: int
    dots: tuple[int, ...]
    due: Due | None = None
    due_words: str = ""
    url: str = ""

    @property
    def hours_left(self) -> int | None:
        """Hours of the 72 that are left (negative: over); None once visited or where nobody noted the notice."""
        case = self.course.case
        if self.visited or case is None or case.notice_at is None:
            return None
        allowed = dt.timedelta(days=values_on(PROGRAMME, case.served_on)["first_visit_days"])
        return int((case.notice_at + allowed - clock.now()).total_seconds() // 3600)


def lines(scope: Scope, today: dt.date) -> list[Line]:
    """Courses that go on, and those that ended within a year; read course by course, there are few."""
    recent = Q(to_on=None) | Q(to_on__gt=add_months(today, -12))
    spans = Enrolment.objects.filter(
        recent, programme=PROGRAMME, from_on__lte=today, resident__in=scope.residents()
    )
    held = list(spans.select_related("resident").order_by("-from_on")[:SHOWN])
    owed = worklist.open_of([each.resident_id for each in held], today)
    visited = set(
        FirstVisit.objects.filter(
            resident__in=[each.resident_id for each in held], voided_at=None
        ).values_list("resident_id", "served_on")
    )
    p = values_on(PROGRAMME, today)
    found = []
    for span in held:
        course = course_of(span, today)
        first = next((each for each in owed.get(span.resident_id, ()) if each.programme == PROGRAMME), None)
        seen = any(who == span.resident_id and on >= span.from_on for who, on in visited)
        found.append(_line(scope.user, course, seen, today, p, first if span.to_on is None else None))
    return found


def _line(user: Any, course: Course, seen: bool, today: dt.date, p: dict[str, Any], first: Any) -> Line:
    marks = marks_of(course)
    told = counting.doses(course.start, min(course.until, today), marks, course.usage)
    days = [today - dt.timedelta(each) for each in range(LAST_DAYS, 0, -1)]
    recent = {day: marks[day] for day in days if day in marks}
    on = min(today, course.until)
    return Line(
        course, told, counting.longest_gap(recent, recent, course.usage), supervisor_of(course), seen,
        counting.treatment_month(course.start, max(on, course.start)),
        counting.phase_on(course.start, course.kind, on, p),
        tuple(marks.get(day, 0) for day in days if day >= course.start),
        words.due_of(first, today) if first else None,
        words.task(first) if first else "",
        words.record_url(user, first) if first else "",
    )  # fmt: skip


def in_view(view: str, line: Line, p: dict[str, Any], today: dt.date) -> bool:
    """Whether the course belongs to the chosen part of the list."""
    going = line.course.span.to_on is None
    rate, planned = line.doses.rate, line.course.planned_end
    match view:
        case "clock":
            return going and not line.visited
        case "gaps":
            return going and line.gap >= p["missed_days_report"]
        case "irregular":
            return going and rate is not None and rate < p["regular_percent"]
        case "ending":
            return going and planned is not None and planned <= today
        case "ended":
            return not going
    return going


@tb_page()
@leaves(PROGRAMME)
def roster(request: HttpRequest) -> HttpResponse:
    """One part of the courses at a time."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    today = clock.today()
    p = values_on(PROGRAMME, today)
    every = lines(scope, today)
    view = request.GET.get("view", "now")
    view = view if view in VIEWS else "now"
    chosen = [line for line in every if in_view(view, line, p, today)]
    people = named([line.course.span.resident_id for line in chosen], scope.hidden)
    context = {
        "rows": [_row(line, people, today) for line in chosen],
        "views": [
            (key, label, key == view, sum(1 for line in every if in_view(key, line, p, today)))
            for key, label in VIEWS.items()
        ],
        "percent": p["regular_percent"], "hours": p["first_visit_days"] * 24,
    }  # fmt: skip
    return page(request, "tuberculosis/roster.html", context, at=PROGRAMME)


def _row(line: Line, people: dict[int, Any], today: dt.date) -> dict[str, Any]:
    person = people[line.course.span.resident_id]
    rate, hours = line.doses.rate, line.hours_left
    return {
        "person": words.person(person, today),
        "village": words.place(person.village.name),
        "line": line,
        "kind": codes.COURSE_KIND.label(line.course.kind),
        "regimen": line.course.case.regimen if line.course.case else "",
        "phase": codes.PHASE.label(line.phase),
        "supervisor": codes.SUPERVISOR.label(line.supervisor),
        "rate": None if rate is None else round(rate, 1),
        "hours": hours,
        "noticed": line.course.case.notice_at.astimezone(CHINA)
        if line.course.case and line.course.case.notice_at
        else None,
        "url": reverse("tuberculosis:course", args=[line.course.span.pk]),
    }


urlpatterns = [path("", roster, name="roster")]
