"""What follows in the same transaction from saving or voiding a maternal form: the case, its end, the newborns."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID, uuid5

from gongwei.care.facts import enrolled_on
from gongwei.care.models import Enrolment
from gongwei.care.verbs import close_enrolment, enrol, reopen_enrolment, save_record, void_record
from gongwei.kernel.clock import now
from gongwei.people.models import Staff
from gongwei.programmes.maternal.case_form import PREGNANCY
from gongwei.programmes.maternal.dating import TERM_DAYS
from gongwei.programmes.maternal.models import AntenatalFirst, Delivery, Postnatal42, Pregnancy
from gongwei.programmes.maternal.newborns import file_newborns
from gongwei.programmes.maternal.pregnancies import pregnancy_on

PROGRAMME = "maternal"
EXCLUDED, COMPLETED = 5, 6
UNBOOKED = 4
CLOSED = 1
DATING = ("lmp", "lmp_certain", "edd", "scan_on", "scan_weeks", "scan_days", "dated_by", "gravidity")


def first_visit(first: AntenatalFirst, actor: Staff) -> list[int]:
    """The first antenatal visit opens the case of its pregnancy, or corrects the one that it had opened."""
    own = Pregnancy.objects.filter(pk=case_id(first.pk)).first()
    if first.voided_at is not None:
        if own is not None and own.voided_at is None:
            void_record(
                PREGNANCY, own.pk, actor=actor, reason=f"第1次产前检查作废：{first.void_reason}"[:200]
            )
            own.refresh_from_db()
            _end(own, actor, own.served_on, EXCLUDED, "第1次产前检查作废")
        return []
    if own is None and pregnancy_on(first.resident_id, first.served_on) is not None:
        return []
    values = {name: getattr(first, name) for name in DATING}
    values |= {
        "served_on": first.served_on,
        "origin": 1,
        "booked_on": first.served_on,
        "booking_org": str(first.institution)[:100],
    }
    made: Pregnancy = save_record(
        PREGNANCY,
        case_id(first.pk),
        first.resident_id,
        values,
        actor=actor,
        staff=first.staff,
        institution=first.institution,
        version=own.version if own else None,
        reason="随第1次产前检查更正" if own else "",
        confirmed=(f"edd:{first.edd}",),
    )
    return case_opened(made, actor)


def case_id(record_id: UUID) -> UUID:
    """The number of the case that a first visit, or a birth of a woman never booked, opens."""
    return uuid5(record_id, "pregnancy")


def case_opened(case: Pregnancy, actor: Staff) -> list[int]:
    """A case takes the woman under management; an older one that nobody closed ends with it."""
    if case.voided_at is not None:
        _end(case, actor, case.served_on, EXCLUDED, "专案作废")
        return []
    older = Enrolment.objects.filter(
        resident=case.resident_id, programme=PROGRAMME, to_on=None, from_on__lt=case.starts_on
    )
    for each in older:
        close_enrolment(
            each.pk,
            actor=actor,
            to_on=case.starts_on,
            closed_reason=COMPLETED,
            note="又一次妊娠建册，结束前一专案",
        )
    if not enrolled_on(case.resident, PROGRAMME, case.served_on) and not _later(case):
        enrol(case.resident_id, PROGRAMME, actor=actor, from_on=case.served_on, reason="建册，纳入孕产妇管理")
    return []


def delivered(delivery: Delivery, actor: Staff) -> list[int]:
    """A birth files its live children; any other outcome ends the case on its day. Never booked: a case is made."""
    case = pregnancy_on(delivery.resident_id, delivery.served_on)
    if case is None and delivery.voided_at is None:
        case = _unbooked(delivery, actor)
    made = Pregnancy.objects.filter(pk=case_id(delivery.pk), voided_at=None).first()
    if delivery.voided_at is not None and made is not None:
        void_record(PREGNANCY, made.pk, actor=actor, reason="随分娩记录作废")
        _end(made, actor, made.served_on, EXCLUDED, "分娩记录作废")
        return []
    if delivery.voided_at is not None or delivery.outcome == 1:
        if case is not None:
            _resume(case, actor, "妊娠结局更正")
        return file_newborns(delivery, actor) if delivery.voided_at is None else []
    if case is not None:
        _end(case, actor, delivery.served_on, COMPLETED, "妊娠终止")
    return []


def _unbooked(delivery: Delivery, actor: Staff) -> Pregnancy:
    """The case of a woman whom nobody had booked, dated by the weeks written at the birth."""
    weeks, days = delivery.weeks or 40, delivery.days or 0
    start = delivery.served_on - dt.timedelta(7 * weeks + days)
    edd = start + dt.timedelta(TERM_DAYS)
    values = {
        "served_on": delivery.served_on,
        "origin": UNBOOKED,
        "booked_on": delivery.served_on,
        "booking_org": str(delivery.institution)[:100],
        "gravidity": None,
        "lmp_certain": 3,
        "edd": edd,
        "scan_on": delivery.served_on,
        "scan_weeks": min(weeks, 42),
        "scan_days": days,
        "dated_by": 2,
        "remark": "分娩前没有建册，按分娩孕周补建",
    }
    made = Pregnancy(
        id=case_id(delivery.pk), resident=delivery.resident, institution=delivery.institution,
        staff=delivery.staff, recorded_by=actor, recorded_at=now(), **values,
    )  # fmt: skip
    made.save(force_insert=True)
    made.refresh_from_db()
    case_opened(made, actor)
    return made


def after_42_days(exam: Postnatal42, actor: Staff) -> list[int]:
    """处理 1 结案 ends the case on the day of the examination; taken back, the case is open again."""
    case = pregnancy_on(exam.resident_id, exam.served_on)
    if case is None:
        return []
    if exam.voided_at is None and exam.disposition == CLOSED:
        _end(case, actor, exam.served_on, COMPLETED, "产后42天结案")
    else:
        _resume(case, actor, "产后42天检查更正")
    return []


def _end(case: Pregnancy, actor: Staff, on: dt.date, reason: int, note: str) -> None:
    held = _spans(case).filter(to_on=None).first()
    if held is not None:
        close_enrolment(held.pk, actor=actor, to_on=max(on, held.from_on), closed_reason=reason, note=note)


def _resume(case: Pregnancy, actor: Staff, reason: str) -> None:
    held = _spans(case).filter(closed_reason=COMPLETED).order_by("-from_on").first()
    if held is not None and case.resident.living and not _spans(case).filter(to_on=None).exists():
        reopen_enrolment(held.pk, actor=actor, reason=reason)


def _spans(case: Pregnancy) -> Any:
    """Spans of management that began in the course of this case."""
    return Enrolment.objects.filter(
        resident=case.resident_id, programme=PROGRAMME, from_on__gte=case.starts_on
    )


def _later(case: Pregnancy) -> bool:
    """A span that began after the day of taking over: the case was typed late."""
    return Enrolment.objects.filter(
        resident=case.resident_id, programme=PROGRAMME, from_on__gte=case.served_on
    ).exists()
