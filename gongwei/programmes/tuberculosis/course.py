"""One course of treatment: its notice, its enrolment, what a new form opens with, and its end (TB-03, TB-06)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from gongwei.care.models import Enrolment
from gongwei.care.verbs.enrolments import close_enrolment, reopen_enrolment
from gongwei.people.models import Staff
from gongwei.programmes.tuberculosis import counting
from gongwei.programmes.tuberculosis.counting import Doses
from gongwei.programmes.tuberculosis.models import Case, Closing, Dose, FirstVisit, Followup

PROGRAMME = "tuberculosis"
CLOSED_AS = {1: 6, 2: 1, 3: 3, 4: 9}
"""停止治疗原因 → 结束原因 of the enrolment: completed, died, lost, other (转入耐多药治疗)."""
Facts = Mapping[str, Any]


@dataclass(frozen=True)
class Course:
    """A course by its dates; ``until`` is the last day that counts: its stop, else today."""

    span: Enrolment
    case: Case | None
    closing: Closing | None
    start: dt.date
    until: dt.date
    kind: int
    usage: int

    @property
    def planned_end(self) -> dt.date | None:
        """The planned end as the last notice says it."""
        return self.case.planned_end if self.case else None


def course_on(resident_id: int, day: dt.date) -> Course | None:
    """The course that holds the day or ended on it."""
    spans = Enrolment.objects.filter(resident=resident_id, programme=PROGRAMME, from_on__lte=day)
    span = spans.filter(Q(to_on=None) | Q(to_on__gte=day)).order_by("-from_on").first()
    return course_of(span, day) if span else None


def course_of(span: Enrolment, today: dt.date) -> Course:
    """What is known of one span of management."""
    last = span.to_on or dt.date.max
    inside = {"resident": span.resident_id, "voided_at": None, "served_on__gte": span.from_on}
    case = Case.objects.filter(**inside, served_on__lte=last).order_by("served_on", "recorded_at").last()
    closing = Closing.objects.filter(**inside, served_on__lte=last).order_by("served_on").last()
    start = case.treatment_start if case and case.treatment_start else span.from_on
    ended = closing.stop_date if closing else (span.to_on - counting.Day if span.to_on else None)
    return Course(
        span, case, closing, start, min(ended or today, today),
        (case.course_kind if case else None) or counting.NEW, (case.usage if case else None) or counting.DAILY,
    )  # fmt: skip


def marks_of(course: Course) -> dict[dt.date, int]:
    """Day → state of the calendar, from the start of treatment on."""
    rows = Dose.objects.filter(resident=course.span.resident_id, day__gte=course.start, state__isnull=False)
    if course.span.to_on is not None:
        rows = rows.filter(day__lte=course.until)
    return {day: state for day, state in rows.values_list("day", "state") if state is not None}


def doses_of(course: Course) -> Doses:
    """What the calendar says from the start to the last day that counts."""
    return counting.doses(course.start, course.until, marks_of(course), course.usage)


def first_visit_opens(facts: Facts) -> dict[str, Any]:
    """The first visit opens with what the notice told."""
    course = course_on(facts["resident_id"], facts["served_on"])
    if course is None or course.case is None:
        return {}
    case = course.case
    return {"patient_type": case.patient_type, "regimen": case.regimen, "usage": case.usage}


def followup_opens(facts: Facts) -> dict[str, Any]:
    """A follow-up opens with month of treatment, phase, and the doses missed since the last visit by the calendar."""
    day = facts["served_on"]
    course = course_on(facts["resident_id"], day)
    if course is None or day < course.start:
        return {}
    opened = {
        "treat_month": counting.treatment_month(course.start, day),
        "phase": counting.phase_on(course.start, course.kind, day, facts["parameters"]),
    }
    marks = marks_of(course)
    if marks:
        since = last_visit(course, day) or course.start
        days = [each for each in marks if since <= each < day]
        opened["missed_doses"] = sum(1 for each in days if marks[each] == counting.MISSED)
        opened["missed_in_row"] = counting.longest_gap(days, marks, course.usage)
    return opened


def last_visit(course: Course, before: dt.date) -> dt.date | None:
    """The day of the last visit of the course before a day."""
    days = [
        each
        for form in (Followup, FirstVisit)
        for each in _visits(form, course).filter(served_on__lt=before).values_list("served_on", flat=True)
    ]
    return max(days, default=None)


def _visits(form: Any, course: Course) -> Any:
    found = form.objects.filter(
        resident=course.span.resident_id, voided_at=None, served_on__gte=course.span.from_on
    )
    return found.filter(served_on__lte=course.span.to_on) if course.span.to_on else found


def closing_opens(facts: Facts) -> dict[str, Any]:
    """The closing opens with what should have been and what was, by the records and the calendar."""
    day, p = facts["served_on"], facts["parameters"]
    course = course_on(facts["resident_id"], day)
    if course is None:
        return {}
    planned = course.planned_end
    stop = min(planned, day) if planned else day
    told = counting.doses(course.start, stop, marks_of(course), course.usage)
    opened: dict[str, Any] = {
        "stop_date": stop,
        "should_visits": counting.visits_due(course.start, stop, course.kind, supervisor_of(course), p),
        "actual_visits": _visits(Followup, course).count() + _visits(FirstVisit, course).count(),
        "should_doses": told.due,
    }
    if planned and day >= planned:
        opened["stop_reason"] = 1
    return opened | ({"actual_doses": told.taken} if told.taken else {})


def supervisor_of(course: Course) -> int | None:
    """Who supervises: as the last visit of the course says."""
    for form in (Followup, FirstVisit):
        last = _visits(form, course).order_by("served_on").last()
        if last is not None:
            found: int | None = last.supervisor
            return found
    return None


def closed(closing: Closing, actor: Staff) -> list[int]:
    """The closing ends the course on its day; voided, the course goes on."""
    spans = Enrolment.objects.filter(resident=closing.resident_id, programme=PROGRAMME)
    if closing.voided_at is not None:
        held = spans.filter(to_on=closing.served_on, closed_reason__in=CLOSED_AS.values()).first()
        if held is not None and closing.resident.living:
            reopen_enrolment(held.pk, actor=actor, reason=f"结案评估作废：{closing.void_reason}"[:200])
        return []
    held = spans.filter(to_on=None, from_on__lte=closing.served_on).first()
    if held is not None:
        close_enrolment(
            held.pk,
            actor=actor,
            to_on=closing.served_on,
            closed_reason=CLOSED_AS[closing.stop_reason],
            note="结案评估",
        )
    return []
