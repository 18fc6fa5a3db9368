"""Filling the dose calendar: one day or a span of days, by whoever may write the programme (TB-04)."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from gongwei.care.verbs.refusals import must_be_allowed
from gongwei.kernel.clock import now
from gongwei.people.models import Staff
from gongwei.people.problems import refuse
from gongwei.programmes.tuberculosis import codes, counting
from gongwei.programmes.tuberculosis.course import PROGRAMME, Course
from gongwei.programmes.tuberculosis.models import Dose
from gongwei.records.history import acting

UNMARKED = 0


def mark(
    course: Course, first: dt.date, last: dt.date, state: int, *, by: Staff, only_empty: bool = False
) -> int:
    """Say of each medicine day from first to last what happened; 0 takes a mark away. How many days changed."""
    if state != UNMARKED and state not in codes.DOSE:
        raise refuse("state", "服药情况：请选已服、漏服或停药")
    if first > last:
        raise refuse("first", f"开始日期 {first} 晚于结束日期 {last}，请核对")
    if first < course.start or last > course.until:
        raise refuse("day", f"只能填疗程之内、今天为止的日子（{course.start} 至 {course.until}）")
    must_be_allowed(by, course.span.resident, PROGRAMME)
    wanted = [day for day in counting.medicine_days(course.start, last, course.usage) if day >= first]
    with transaction.atomic(), acting(str(by.pk), "填写服药日历"):
        held = {
            each.day: each
            for each in Dose.objects.select_for_update().filter(
                resident=course.span.resident_id, day__in=wanted
            )
        }
        return sum(_one(course, day, held.get(day), state or None, by, only_empty) for day in wanted)


def _one(
    course: Course, day: dt.date, held: Dose | None, state: int | None, by: Staff, only_empty: bool
) -> bool:
    if held is None:
        if state is None:
            return False
        Dose.objects.create(resident=course.span.resident, day=day, state=state, staff=by, marked_at=now())
        return True
    if held.state == state or (only_empty and held.state is not None):
        return False
    held.state, held.staff, held.marked_at = state, by, now()
    held.save()
    return True
