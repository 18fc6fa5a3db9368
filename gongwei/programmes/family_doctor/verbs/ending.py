"""解约 with its reason, the payers' states, offers and ratings (spec 14 b1, d; FD-10, FD-23, FD-27)."""

from __future__ import annotations

import datetime as dt
import uuid

from gongwei.kernel.clock import today
from gongwei.people.models import Staff
from gongwei.people.problems import refuse
from gongwei.people.verbs.authority import locked, require
from gongwei.programmes.family_doctor.codes import (
    ANSWER,
    CHANGED,
    MEASURE,
    PAY_WAY,
    REFUSED,
    SATISFIED,
    STOP_REASON,
    WHY_NOT,
)
from gongwei.programmes.family_doctor.models import Agreement, Offer, Rating
from gongwei.records.history import acting

OTHER = 99
PAID = {
    "resident": ("fee_resident", "resident_paid_on", "居民个人"),
    "insurance": ("fee_insurance", "insurance_paid_on", "医保基金"),
    "programme": ("fee_programme", "programme_paid_on", "基本公卫经费"),
    "disabled_federation": ("fee_disabled", "disabled_paid_on", "残联"),
}
"""Payer → its part, the day it came, and who it is."""


def terminate(agreement_id: uuid.UUID, on: dt.date, reason: int, *, by: Staff, note: str = "") -> Agreement:
    """End an agreement before its last day, from the day on, with the reason; it stays in the history."""
    with acting(str(by.pk), f"解约：{STOP_REASON.label(reason)}"):
        found = _held(agreement_id, by)
        if reason not in STOP_REASON or reason == CHANGED:
            raise refuse("reason", "解约原因：请从列表中选择（改签请用改签办理）")
        if reason == OTHER and not note.strip():
            raise refuse("note", "解约说明：原因为其他时必须填写")
        if found.until_on <= found.ends_on:
            raise refuse("on", f"解约：协议已于 {found.until_on} 解约，未重复办理")
        if not found.begins_on <= on <= found.ends_on:
            raise refuse("on", f"解约日期：应在协议期 {found.begins_on}～{found.ends_on} 之内")
        if on > today():
            raise refuse("on", f"解约日期：{on} 晚于今天，请核对")
        found.until_on, found.stop_reason, found.stop_note = on, reason, note.strip()[:200]
        found.save(update_fields=["until_on", "stop_reason", "stop_note"])
    return found


def receive(
    agreement_id: uuid.UUID,
    payer: str,
    on: dt.date,
    *,
    by: Staff,
    pay_way: int | None = None,
    invoice_no: str = "",
) -> Agreement:
    """Note that a payer gave its part; the resident's with the way of payment (cash or personal medical account)."""
    with acting(str(by.pk), "签约费到账登记"):
        found = _held(agreement_id, by)
        if payer not in PAID:
            raise refuse("payer", "付费方：请从列表中选择")
        part, day, label = PAID[payer]
        if not getattr(found, part):
            raise refuse("payer", f"这份协议没有{label}承担的部分")
        if getattr(found, day) is not None:
            raise refuse("payer", f"{label}的部分已于 {getattr(found, day)} 到账，未重复登记")
        if not found.signed_on <= on <= today():
            raise refuse("on", f"到账日期：应在 {found.signed_on} 到今天之间")
        changed = [day]
        setattr(found, day, on)
        if payer == "resident":
            if (pay_way or found.pay_way) not in PAY_WAY:
                raise refuse("pay_way", "个人缴费方式：请选现金或医保个人账户")
            found.pay_way, found.invoice_no = pay_way or found.pay_way, invoice_no.strip()[:40]
            changed += ["pay_way", "invoice_no"]
        found.save(update_fields=changed)
    return found


def offer(
    offer_id: uuid.UUID, resident_id: int, on: dt.date, measure: int, answer: int, *, by: Staff,
    why_not: int | None = None, remark: str = "",
) -> Offer:  # fmt: skip
    """Note that somebody was asked to sign, and what they said."""
    if earlier := Offer.objects.filter(pk=offer_id).first():
        return earlier
    with acting(str(by.pk), "签约宣传"):
        resident = locked(resident_id)
        require(by, "write", resident.institution)
        if measure not in MEASURE or answer not in ANSWER:
            raise refuse("answer", "宣传方式、居民意愿：请从列表中选择")
        if answer == REFUSED and why_not not in WHY_NOT:
            raise refuse("why_not", "不同意原因：居民不同意时必须填写")
        if on > today():
            raise refuse("offered_on", f"宣传日期：{on} 晚于今天，请核对")
        return Offer.objects.create(
            id=offer_id, resident=resident, institution=resident.institution, staff=by, offered_on=on, measure=measure,
            answer=answer, why_not=why_not if answer == REFUSED else None, remark=remark.strip()[:200],
        )  # fmt: skip


def rate(rating_id: uuid.UUID, agreement_id: uuid.UUID, score: int, *, by: Staff, words: str = "") -> Rating:
    """How content the signed person is; noted once a year."""
    if earlier := Rating.objects.filter(pk=rating_id).first():
        return earlier
    with acting(str(by.pk), "签约服务评价"):
        found = _held(agreement_id, by)
        if score not in SATISFIED:
            raise refuse("score", "满意程度：请从列表中选择")
        if found.ratings.filter(rated_on__year=today().year).exists():
            raise refuse("score", f"{today().year} 年已经评价过")
        return Rating.objects.create(
            id=rating_id, agreement=found, resident_id=found.resident_id, rated_on=today(), score=score,
            words=words.strip()[:500], recorded_by=by,
        )  # fmt: skip


def _held(agreement_id: uuid.UUID, by: Staff) -> Agreement:
    found = Agreement.objects.select_for_update(of=("self",)).filter(pk=agreement_id).first()
    if found is None:
        raise refuse("agreement", "没有这份协议，请重新打开页面")
    require(by, "write", locked(found.resident_id).institution)
    return found
