"""Taking a resident under management, ending it, and taking back a mistaken end."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q

from gongwei.care.codes.services import CLOSED_REASON
from gongwei.care.models import Enrolment
from gongwei.care.verbs.refusals import must_be_allowed, on_that_day, refuse_all
from gongwei.kernel.clock import today
from gongwei.people.models import Institution, Resident, Staff
from gongwei.people.problems import Conflict, refuse
from gongwei.records.history import acting
from gongwei.records.layout import Problem

WITH_THE_RECORD = (1, 2)
"""死亡, 迁出: ends that come with the end of the record."""


def enrol(
    resident_id: int,
    programme: str,
    *,
    actor: Staff,
    from_on: dt.date,
    diagnosed_on: dt.date | None = None,
    found_by: int | None = None,
    institution: Institution | None = None,
    doctor: Staff | None = None,
    reason: str = "纳入管理",
) -> Enrolment:
    """Open management in a programme from a day on; the same request twice changes nothing."""
    with acting(str(actor.pk), reason):
        resident = Resident.objects.select_for_update().get(pk=resident_id)
        must_be_allowed(actor, resident, programme)
        refuse_all(
            [
                *on_that_day(resident, from_on, "纳入日期", "from_on"),
                *_of_diagnosis(resident, diagnosed_on, from_on),
            ]
        )
        known = _overlapping(resident, programme, from_on)
        if known is not None:
            if (known.from_on, known.diagnosed_on, known.to_on) == (from_on, diagnosed_on, None):
                return known
            raise Conflict(f"此人自 {known.from_on} 起已在管，不能从 {from_on} 再次纳入；请在原专案上更正")
        return Enrolment.objects.create(
            resident=resident,
            programme=programme,
            from_on=from_on,
            diagnosed_on=diagnosed_on,
            found_by=found_by,
            institution=institution or resident.institution,
            doctor=doctor or resident.doctor,
        )


def close_enrolment(
    enrolment_id: int, *, actor: Staff, to_on: dt.date, closed_reason: int, note: str = ""
) -> Enrolment:
    """End management: ``to_on`` is the first day on which it no longer holds."""
    if closed_reason not in CLOSED_REASON:
        offered = "、".join(f"{code} {label}" for code, label in CLOSED_REASON)
        raise refuse("closed_reason", f"结束原因没有代码 {closed_reason}，可选：{offered}")
    with acting(str(actor.pk), note or CLOSED_REASON.label(closed_reason)):
        enrolment = Enrolment.objects.select_for_update().get(pk=enrolment_id)
        must_be_allowed(actor, enrolment.resident, enrolment.programme)
        if (enrolment.to_on, enrolment.closed_reason) == (to_on, closed_reason):
            return enrolment
        if enrolment.to_on is not None:
            raise Conflict(
                f"此专案已于 {enrolment.to_on} 结束（{CLOSED_REASON.label(enrolment.closed_reason)}）"
            )
        _refuse_end(enrolment.from_on, to_on)
        enrolment.to_on, enrolment.closed_reason, enrolment.closed_note = to_on, closed_reason, note
        enrolment.save()
        return enrolment


def close_enrolments_of(
    resident_id: int, *, actor: Staff, to_on: dt.date, closed_reason: int, note: str = ""
) -> list[Enrolment]:
    """End every open enrolment of a resident: after death or moving away."""
    open_ones = Enrolment.objects.filter(resident_id=resident_id, to_on__isnull=True)
    return [
        close_enrolment(
            each.pk, actor=actor, to_on=max(to_on, each.from_on), closed_reason=closed_reason, note=note
        )
        for each in open_ones
    ]


def reopen_enrolment(enrolment_id: int, *, actor: Staff, reason: str) -> Enrolment:
    """Take back an end that was a mistake; whoever comes back after a real end is enrolled anew."""
    if not reason.strip():
        raise refuse("reason", "请写明恢复管理的原因")
    with acting(str(actor.pk), reason):
        enrolment = Enrolment.objects.select_for_update().get(pk=enrolment_id)
        must_be_allowed(actor, enrolment.resident, enrolment.programme)
        if enrolment.to_on is None:
            return enrolment
        later = Enrolment.objects.filter(
            resident=enrolment.resident, programme=enrolment.programme, from_on__gte=enrolment.to_on
        ).exclude(pk=enrolment.pk)
        if later.exists():
            raise Conflict("此人后来已重新纳入管理，不能再恢复旧专案；请在新专案上操作")
        refuse_all(on_that_day(enrolment.resident, today(), "恢复日期", "to_on"))
        enrolment.to_on = enrolment.closed_reason = None
        enrolment.closed_note = ""
        enrolment.save()
        return enrolment


def reopen_enrolments_of(resident_id: int, *, actor: Staff, closed_on: dt.date, reason: str) -> list[Enrolment]:
    """Take back every end that came with a closing which never was: a mistaken death, a move that did not happen."""
    ended = Enrolment.objects.filter(
        resident_id=resident_id, to_on=closed_on, closed_reason__in=WITH_THE_RECORD
    ).order_by("pk")
    return [reopen_enrolment(each.pk, actor=actor, reason=reason) for each in ended]


def _overlapping(resident: Resident, programme: str, from_on: dt.date) -> Enrolment | None:
    """A span that still holds on or after the day."""
    spans = Enrolment.objects.filter(resident=resident, programme=programme)
    return spans.filter(Q(to_on__isnull=True) | Q(to_on__gt=from_on)).order_by("from_on").first()


def _of_diagnosis(resident: Resident, diagnosed_on: dt.date | None, from_on: dt.date) -> list[Problem]:
    if diagnosed_on is None:
        return []
    if diagnosed_on < resident.birth_date:
        return [Problem("diagnosed_on", "hard", f"确诊日期 {diagnosed_on} 早于出生日期，请核对")]
    if diagnosed_on > from_on:
        return [
            Problem(
                "diagnosed_on", "hard", f"确诊日期 {diagnosed_on} 晚于纳入日期 {from_on}，确诊后才纳入管理"
            )
        ]
    return []


def _refuse_end(from_on: dt.date, to_on: dt.date) -> None:
    if to_on > today():
        raise refuse("to_on", f"结束日期 {to_on} 在今天之后，请填实际日期")
    if to_on < from_on:
        raise refuse("to_on", f"结束日期 {to_on} 早于纳入日期 {from_on}，请核对")
