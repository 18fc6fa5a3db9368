"""Two persons per payment (三、专款专用): one prepares an order, another approves it, and only then money moves."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from gongwei.catalogue.plans import plan
from gongwei.funds.cosigning import must_be_signed
from gongwei.funds.ledger import Cause, Move, Place, post
from gongwei.funds.models import Instalment, Order, OrderMove, Settlement
from gongwei.funds.rules import funds
from gongwei.kernel.clock import now
from gongwei.people.grants import allowed, grants_of
from gongwei.people.models import Institution, Staff
from gongwei.people.problems import Conflict, Forbidden, refuse
from gongwei.records.history import acting

BOTH = {"project_office", "finance"}
"""Who must agree before money moves from one book to another (四、三)."""


@dataclass(frozen=True)
class About:
    """What an order belongs to."""

    instalment: Instalment | None = None
    township: Institution | None = None
    settlement: Settlement | None = None


def prepare(order_id: uuid.UUID, cause: Cause, moves: Iterable[Move], about: About, *, by: Staff) -> Order:
    """Write an order down; the same id again changes nothing, sent back it is drafted anew.

    Uses outside the plan's list are refused (FUND-03).
    """
    while earlier := Order.objects.filter(pk=order_id).first():
        if earlier.state != "refused":
            return earlier
        order_id = uuid.uuid5(order_id, "anew")
    wanted = [move for move in moves if move.amount]
    if not wanted:
        raise refuse("moves", "没有要付的钱")
    whitelist = {use.id for use in funds().uses}
    for move in wanted:
        if move.place.category and move.place.category not in whitelist:
            raise refuse("category", f"用途“{move.place.category}”不在方案允许的范围")
    with transaction.atomic(), acting(str(by.pk), cause.reason):
        made = Order.objects.create(
            id=order_id, plan=plan().id, kind=cause.kind, on=cause.on, reason=cause.reason, ref=cause.ref,
            instalment=about.instalment, township=about.township, settlement=about.settlement,
            prepared_by=by, prepared_at=now(),
        )  # fmt: skip
        OrderMove.objects.bulk_create(
            OrderMove(
                order=made, book=m.place.book, kind=m.place.kind, institution=m.place.institution,
                level=m.place.level, category=m.place.category, purpose=m.place.purpose, plan=m.place.plan,
                amount=m.amount, line=m.line,
            )
            for m in wanted
        )  # fmt: skip
        return made


def approve(order: Order, *, by: Staff) -> Order:
    """The second person lets the money move; approved again, nothing more happens."""
    _may_decide(by, order)
    with transaction.atomic(), acting(str(by.pk), "审核付款"):
        held = Order.objects.select_for_update().get(id=order.id)
        if held.state == "approved":
            return held
        if held.state == "refused":
            raise Conflict("这张付款单已退回，请重新经办")
        must_be_signed({move.purpose for move in held.moves.all() if move.kind == "spent"})
        cause = Cause(held.kind, held.on, held.reason, held.ref)
        moves = [
            Move(Place(m.book, m.kind, m.institution, m.level, m.category, m.purpose, m.plan), m.amount, m.line)
            for m in held.moves.select_related("institution")
        ]
        held.posting = post(order.pk, held.plan, cause, moves, prepared_by=held.prepared_by, approved_by=by)
        held.state, held.decided_by, held.decided_at = "approved", by, now()
        held.save()
        if held.settlement_id is not None:
            Settlement.objects.filter(id=held.settlement_id).update(state="paid")
        return held


def send_back(order: Order, reason: str, *, by: Staff) -> Order:
    """The second person does not agree, and says why; nothing moves."""
    _may_decide(by, order)
    if not reason.strip():
        raise refuse("reason", "退回要写原因")
    with transaction.atomic(), acting(str(by.pk), "退回付款"):
        held = Order.objects.select_for_update().get(pk=order.pk)
        if held.state != "waiting":
            raise Conflict("这张付款单已有人处理")
        held.state, held.decided_by, held.decided_at, held.refusal = "refused", by, now(), reason.strip()
        held.save()
        return held


def _may_decide(by: Staff, order: Order) -> None:
    if not allowed(by, "funds", institution=order.township):
        raise Forbidden("付款由项目办或财政审核")
    if by.pk == order.prepared_by_id:
        raise Forbidden("经办人和审核人必须是两个人，请由另一位有权的人审核")
    roles = {grant.role for who in (by, order.prepared_by) for grant in grants_of(who)}
    if order.kind == "transfer" and not roles >= BOTH:
        raise Forbidden("两本账之间调整要项目办和财政各一人：一方经办，另一方审核")
