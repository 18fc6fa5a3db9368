"""服药日历: a course day by day, filled by tap or key, counted at once, and the paper of it (TB-04)."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import path, reverse

from gongwei.care.models import Enrolment
from gongwei.catalogue.plans import values_on
from gongwei.kernel import clock
from gongwei.pages.tuberculosis.doors import PROGRAMME, tb_page
from gongwei.people import access
from gongwei.people.grants import may
from gongwei.people.models import Resident
from gongwei.people.problems import HARD, Forbidden, Invalid, refuse
from gongwei.programmes.tuberculosis import codes, counting
from gongwei.programmes.tuberculosis.course import Course, course_of, marks_of, supervisor_of
from gongwei.programmes.tuberculosis.marking import mark
from gongwei.records.layout import Problem
from gongwei.ui.notices import Toast
from gongwei.ui.refusals import NotYours
from gongwei.web.frame.scope import Scope
from gongwei.web.frame.shell import page
from gongwei.web.frame.toasts import say
from gongwei.web.person.resident import short_number, strip
from gongwei.web.worklist.home import named

SIGNS = {0: "", 1: "✓", 2: "×", 3: "停"}
WORDS = {0: "未填", **codes.DOSE.items}


@dataclass(frozen=True)
class Cell:
    """One day of a month: its state, and whether it may be marked."""

    day: dt.date
    state: int
    open: bool
    sign: str
    said: str


@dataclass(frozen=True)
class Month:
    """One month of treatment days: weeks of cells, None outside the month."""

    label: str
    weeks: tuple[tuple[Cell | None, ...], ...]
    taken: int
    missed: int


def months(course: Course, marks: dict[dt.date, int], last: dt.date) -> list[Month]:
    """Every month from the start of treatment to the planned end (or the last day that counts)."""
    medicine = set(counting.medicine_days(course.start, last, course.usage))
    found, day = [], course.start.replace(day=1)
    while day <= last:
        weeks = tuple(
            tuple(_cell(course, marks, each, medicine) if each.month == day.month else None for each in week)
            for week in calendar.Calendar().monthdatescalendar(day.year, day.month)
        )
        mine = [state for on, state in marks.items() if (on.year, on.month) == (day.year, day.month)]
        taken, missed = mine.count(counting.TAKEN), mine.count(counting.MISSED)
        found.append(Month(f"{day.year}年{day.month}月", weeks, taken, missed))
        day = (day + dt.timedelta(32)).replace(day=1)
    return found


def _cell(course: Course, marks: dict[dt.date, int], day: dt.date, medicine: set[dt.date]) -> Cell | None:
    if day not in medicine:
        return (
            Cell(day, -1, False, "", "不在疗程内")
            if day < course.start or course.usage == 1
            else Cell(day, -1, False, "", "不服药日")
        )
    state = marks.get(day, 0)
    return Cell(day, state, day <= course.until, SIGNS[state], f"{day:%m-%d} {WORDS[state]}")


def held(request: HttpRequest, span_id: int, purpose: str) -> tuple[Resident, Course]:
    """The course of somebody whom this account may see; 404 otherwise, and the look is logged."""
    visible = Resident.objects.visible_to(request.user)
    span = Enrolment.objects.filter(pk=span_id, programme=PROGRAMME, resident__in=visible).first()
    if span is None:
        raise Http404("没有这个疗程，或不在您的服务范围内")
    person = access.resident_for(request.user, span.resident_id)
    access.look(request.user, person, purpose, request, "服药日历")
    scope: Scope = request.scope  # type: ignore[attr-defined]
    return named([person.pk], scope.hidden)[person.pk], course_of(span, clock.today())


@tb_page()
def course(request: HttpRequest, span_id: int) -> HttpResponse:
    """The calendar with its counts; read-only where the account may not write or the course is closed."""
    person, found = held(request, span_id, "服药日历")
    today = clock.today()
    writes = may(request.user, "write", PROGRAMME, person.institution) and found.closing is None
    p = values_on(PROGRAMME, today)
    last = max(found.until, found.planned_end or found.until) if found.closing is None else found.until
    context = {
        "strip": strip(person, today), "person": person, "course": found, "writes": writes,
        "months": months(found, marks_of(found), last), "told": told(found, p),
        "kind": codes.COURSE_KIND.label(found.kind), "supervisor": codes.SUPERVISOR.label(supervisor_of(found)),
        "month": counting.treatment_month(found.start, max(min(today, found.until), found.start)),
        "phase": codes.PHASE.label(counting.phase_on(found.start, found.kind, found.until, p)),
        "percent": p["regular_percent"], "days": ("一", "二", "三", "四", "五", "六", "日"),
        "stop": codes.STOP.label(found.closing.stop_reason) if found.closing else "",
    }  # fmt: skip
    return page(request, "tuberculosis/course.html", context, at=PROGRAMME, rail=True)


def told(found: Course, p: dict[str, Any]) -> dict[str, Any]:
    """The counts as the page shows them and the browser brings up to date."""
    marks = marks_of(found)
    doses = counting.doses(found.start, found.until, marks, found.usage)
    rate = doses.rate
    regular = None if rate is None else doses.taken * 100 >= doses.due * p["regular_percent"]
    return {
        "due": doses.due, "taken": doses.taken, "missed": doses.missed, "stopped": doses.stopped,
        "unmarked": doses.unmarked, "rate": "—" if rate is None else f"{rate:.1f}%",
        "tint": "" if regular is None else "t-done" if regular else "t-overdue",
        "gap": counting.longest_gap(marks, marks, found.usage), "report": p["missed_days_report"],
    }  # fmt: skip


@tb_page("write")
def fill(request: HttpRequest, span_id: int) -> HttpResponseBase:
    """Mark one day (answered in JSON) or a span of days (answered with the page)."""
    person, found = held(request, span_id, "填写服药日历")
    if request.method != "POST":
        raise Http404("没有这个页面")
    one = "day" in request.POST
    try:
        first = _day(request.POST.get("day" if one else "first", ""))
        last = first if one else _day(request.POST.get("last", ""))
        state = request.POST.get("state", "")
        if found.closing is not None:
            raise Invalid(*_closed(found))
        changed = mark(
            found, first, last, int(state) if state in ("0", "1", "2", "3") else -1,
            by=request.scope.staff, only_empty=not one,  # type: ignore[attr-defined]
        )  # fmt: skip
    except Forbidden as refused:
        raise NotYours(str(refused), owner=str(person.institution)) from None
    except Invalid as refused:
        said = "；".join(each.message for each in refused.problems)
        if one:
            return JsonResponse({"problem": said}, status=422)
        say(request, Toast(f"没有保存：{said}"))
        return redirect("tuberculosis:course", span_id)
    if one:
        return JsonResponse(told(course_of(found.span, clock.today()), values_on(PROGRAMME, clock.today())))
    say(request, Toast(f"已填 {changed} 天为{WORDS[int(state)]}；已填过的没有改"))
    return redirect("tuberculosis:course", span_id)


def _closed(found: Course) -> list[Any]:
    on = found.closing.served_on if found.closing else ""
    return [Problem("day", HARD, f"此疗程已于 {on} 结案评估，服药日历不能再改；请先作废结案评估")]


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise refuse("day", "日期：请填 2024-10-16 这样的日期") from None


@tb_page()
def printed(request: HttpRequest, span_id: int) -> HttpResponse:
    """The calendar on paper: blank boxes for the days to come, so that it can hang at the patient's home."""
    person, found = held(request, span_id, "打印服药日历")
    last = max(found.until, found.planned_end or found.until) if found.closing is None else found.until
    context = {
        "person": person, "number": short_number(person), "course": found,
        "months": months(found, marks_of(found), last),
        "days": ("一", "二", "三", "四", "五", "六", "日"), "told": told(found, values_on(PROGRAMME, clock.today())),
        "supervisor": codes.SUPERVISOR.label(supervisor_of(found)), "kind": codes.COURSE_KIND.label(found.kind),
        "back": reverse("tuberculosis:course", args=[span_id]), "printed_at": clock.now(),
        "by": request.scope.staff.name,  # type: ignore[attr-defined]
    }  # fmt: skip
    return page(request, "tuberculosis/calendar_print.html", context, at=PROGRAMME, rail=True)


urlpatterns = [
    path("course/<int:span_id>/", course, name="course"),
    path("course/<int:span_id>/fill/", fill, name="fill"),
    path("course/<int:span_id>/print/", printed, name="course_print"),
]
