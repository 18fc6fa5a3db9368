"""Two-way referral (XC-01): send, arrive, treat, send back, and ask for the outcome."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from gongwei.care.forms import REFERRAL, REFERRAL_BACK, REFERRAL_RESULT
from gongwei.care.models import Referral, ReferralBack, ReferralResult
from gongwei.care.verbs.records import save_record
from gongwei.care.verbs.refusals import must_receive
from gongwei.kernel.clock import today
from gongwei.people.models import Institution, Staff
from gongwei.people.problems import Conflict, refuse
from gongwei.records.history import acting
from gongwei.records.models import ServiceRecord

Values = Mapping[str, Any]


def refer(
    referral_id: UUID,
    resident_id: int,
    values: Values,
    *,
    actor: Staff,
    programme: str = "",
    source: tuple[str, UUID] | None = None,
    to_institution: Institution | None = None,
    **more: Any,
) -> Referral:
    """Send a resident up; ``source`` is (form, record) of the visit that found the reason."""
    form, record = source or ("", None)
    link = {
        "programme": programme,
        "source_form": form,
        "source_id": record,
        "to_institution": to_institution,
    }
    saved: Referral = save_record(REFERRAL, referral_id, resident_id, {**values, **link}, actor=actor, **more)
    return saved


def record_arrival(referral_id: UUID, *, actor: Staff, on: dt.date) -> Referral:
    """The receiving side saw the patient."""
    return _report(referral_id, "arrived_on", on, actor, "接诊")


def record_treatment(referral_id: UUID, *, actor: Staff, on: dt.date) -> Referral:
    """The receiving side treated the patient."""
    return _report(referral_id, "treated_on", on, actor, "处置")


def refer_back(
    record_id: UUID, referral: Referral, values: Values, *, actor: Staff, **more: Any
) -> ReferralBack:
    """The receiving side sends the patient back with diagnosis and plan; the referral is then 已回转."""
    link = {**values, "referral": referral}
    saved: ReferralBack = save_record(
        REFERRAL_BACK, record_id, referral.resident_id, link, actor=actor, **more
    )
    return saved


def record_result(
    record_id: UUID, referral: Referral, values: Values, *, actor: Staff, **more: Any
) -> ReferralResult:
    """The sending side asked what became of the referral: 到位 or 不到位."""
    link = {**values, "referral": referral, "programme": referral.programme}
    saved: ReferralResult = save_record(
        REFERRAL_RESULT, record_id, referral.resident_id, link, actor=actor, **more
    )
    return saved


def _report(referral_id: UUID, field: str, on: dt.date, actor: Staff, word: str) -> Referral:
    with acting(str(actor.pk), word):
        referral = Referral.objects.select_for_update().get(pk=referral_id)
        must_receive(actor, referral, REFERRAL.programme)
        stands = getattr(referral, field)
        if stands == on:
            return referral
        if referral.voided_at is not None:
            raise refuse("id", "此转诊单已作废")
        if stands is not None:
            raise Conflict(f"{word}日期已记为 {stands}，请刷新后核对")
        earliest = (
            referral.arrived_on if field == "treated_on" and referral.arrived_on else referral.served_on
        )
        if on > today() or on < earliest:
            raise refuse(field, f"{word}日期 {on} 应在 {earliest} 至今天之间")
        _write(referral, field, on)
        return referral


def _write(referral: Referral, field: str, on: dt.date) -> ServiceRecord:
    setattr(referral, field, on)
    if field == "treated_on" and referral.arrived_on is None:
        referral.arrived_on = on
    referral.version += 1
    referral.save()
    referral.refresh_from_db(fields=["status"])
    return referral
