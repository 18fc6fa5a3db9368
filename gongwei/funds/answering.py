"""After the trial: the village doctor confirms or objects, 公卫科 answers and reviews, and an order to pay is drawn."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.db import transaction

from gongwei.funds.instalments import derived
from gongwei.funds.ledger import Cause, Move, Place
from gongwei.funds.models import Order, Settlement, SettlementLine
from gongwei.funds.orders import About, prepare
from gongwei.funds.rules import settlement_rules
from gongwei.funds.settling import may_settle
from gongwei.kernel.clock import now
from gongwei.people.grants import grants_of
from gongwei.people.models import Institution, Staff
from gongwei.people.problems import Conflict, Forbidden, refuse
from gongwei.records.history import acting


def serves(by: Staff, clinic: Institution) -> bool:
    """A village doctor of the clinic, or of the village where it stands."""
    return any(
        grant.role == "village_doctor" and (by.institution_id == clinic.pk or clinic.region_id in grant.villages)
        for grant in grants_of(by)
    )


def confirm(line: SettlementLine, *, by: Staff) -> SettlementLine:
    """The village doctor agrees with the line."""
    return _answer(line, by, "confirmed")


def object_to(line: SettlementLine, reason: str, *, by: Staff) -> SettlementLine:
    """The village doctor does not agree, and says why."""
    if not reason.strip():
        raise refuse("reason", "有异议要写原因")
    return _answer(line, by, "objected", reason.strip())


def _answer(line: SettlementLine, by: Staff, state: str, objection: str = "") -> SettlementLine:
    if not serves(by, line.clinic):
        raise Forbidden("结算由本村卫生室的村医自己确认")
    with transaction.atomic(), acting(str(by.pk), "村医确认结算"):
        held = _open(line)
        if held.state == "confirmed" and state == "confirmed":
            return held
        held.state, held.objection, held.answered_by, held.answered_at = state, objection, by, now()
        held.save()
        return held


def reply(line: SettlementLine, text: str, *, by: Staff) -> SettlementLine:
    """公卫科 answers an objection in words; a changed figure comes by reckoning anew."""
    may_settle(by, line.settlement.township)
    if not text.strip():
        raise refuse("reply", "请写明答复")
    with transaction.atomic(), acting(str(by.pk), "答复异议"):
        held = _open(line)
        if held.state != "objected":
            raise Conflict("这一行没有异议")
        held.state, held.reply = "answered", text.strip()
        held.save()
        return held


def _open(line: SettlementLine) -> SettlementLine:
    held = SettlementLine.objects.select_for_update().select_related("settlement", "clinic").get(pk=line.pk)
    if held.settlement.state != "trial":
        raise Conflict("结算已审核或已重算，请刷新后查看")
    return held


def review(made: Settlement, *, by: Staff) -> Settlement:
    """公卫科 closes the quarter: every clinic has confirmed, or its objection has been answered."""
    may_settle(by, made.township)
    with transaction.atomic(), acting(str(by.pk), "审核村级结算"):
        held = Settlement.objects.select_for_update().get(pk=made.pk)
        if held.state == "reviewed":
            return held
        if held.state != "trial":
            raise Conflict("结算已支付或已重算，请刷新后查看")
        left = held.lines.filter(state__in=("waiting", "objected")).count()
        if left:
            raise refuse("lines", f"还有 {left} 个村卫生室没有确认，或异议没有答复")
        held.state, held.reviewed_by, held.reviewed_at = "reviewed", by, now()
        held.save()
        return held


def pay(made: Settlement, on: dt.date, *, by: Staff) -> Order | None:
    """Draw the order: from the village book to each clinic, its advances used up; another person approves it.

    Where no clinic has earned anything no money moves: the quarter is closed without an order.
    """
    may_settle(by, made.township)
    if made.state != "reviewed":
        raise refuse("settlement", "公卫科审核后才能支付")
    moves: list[Move] = []
    for line in made.lines.select_related("clinic"):
        moves += moves_of(line, made.township)
    if not any(move.amount for move in moves):
        with transaction.atomic(), acting(str(by.pk), "没有要付的钱"):
            Settlement.objects.filter(pk=made.pk, state="reviewed").update(state="paid")
        return None
    cause = Cause("settlement", on, f"{made} 村级结算", settlement_rules().ref)
    return prepare(derived("settlement", made.pk), cause, moves, About(None, made.township, made), by=by)


def moves_of(line: SettlementLine, township: Institution) -> list[Move]:
    """The entries of one line: paid from the village book, advances earned, the rest of an advance stays."""
    counted: Decimal = line.earned - line.deducted + line.adjusted
    used = counted - line.payable
    return [
        Move(Place("original", "village", township), -line.payable, line.pk),
        Move(Place("original", "advance", line.clinic), -used, line.pk),
        Move(Place("original", "spent", line.clinic, category="service"), counted, line.pk),
    ]
