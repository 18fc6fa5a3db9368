"""Money counted by the piece (六（六）100 元/人, 七 30 元/份): each record is paid once, from a balance of its own.

A chapter's page says which records count, for whom and at what price; here they become a claim of an institution by
team, times the quality of its accepted appraisal where the money goes by quality, and an order for a second person.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.db import IntegrityError, transaction
from django.db.models import Sum

from gongwei.appraisal.places import CLINICS
from gongwei.appraisal.village import year_score
from gongwei.catalogue.plans import plan
from gongwei.funds.cosigning import must_be_signed
from gongwei.funds.ledger import Cause, Move, Place, balance
from gongwei.funds.methods.lines import Line
from gongwei.funds.methods.piece_by_quality import Counted, Kind, piece_by_quality
from gongwei.funds.models import Claim, ClaimItem, Order
from gongwei.funds.orders import About, prepare
from gongwei.funds.rules import settlement_rules
from gongwei.funds.settling import may_settle
from gongwei.kernel.money import ZERO, share_out, yuan
from gongwei.people.grants import allowed
from gongwei.people.models import Institution, Staff
from gongwei.people.problems import Conflict, Forbidden, refuse
from gongwei.policy.funding import Purpose
from gongwei.records.history import acting


@dataclass(frozen=True)
class Piece:
    """One record that counts: for whom, in which group, at what price, and the team that did it."""

    record: uuid.UUID
    resident: int
    price: Decimal
    label: str = ""
    unit: str = ""


@dataclass(frozen=True)
class Sums:
    """What an institution (or team) has claimed: waiting for approval, and paid."""

    waiting: Decimal = ZERO
    paid: Decimal = ZERO
    pieces: int = 0


@dataclass(frozen=True)
class Quality:
    """The coefficient and where its score stands written."""

    coefficient: Fraction = Fraction(1)
    source: str = ""


def unclaimed(each: Purpose, pieces: Iterable[Piece]) -> list[Piece]:
    """The pieces that no claim holds, by record and by person: one person counts once a year."""
    live = ClaimItem.objects.filter(plan=plan().id, purpose=each.id, live=True)
    held = live.exclude(claim__order__state="refused").values_list("record", "resident_id")
    records, people = {row[0] for row in held}, {row[1] for row in held}
    left: dict[int, Piece] = {}
    for piece in pieces:
        if piece.record not in records and piece.resident not in people:
            left.setdefault(piece.resident, piece)
    return list(left.values())


def quality_of(place: Institution) -> Quality:
    """考核后支付: the coefficient of the institution's accepted year-end appraisal; without one nothing is paid."""
    found = year_score(place)
    if found is None:
        raise refuse("score", f"{place}还没有已采纳的年终评价；考核后才支付，请先完成评价")
    return Quality(settlement_rules().quality.coefficient(found[0]), f"{found[0]} 分，{found[1]}")


def reckoned(place: Institution, pieces: Sequence[Piece], quality: Quality) -> list[tuple[str, Counted, Line]]:
    """(team, what was counted, its line) by team: Σ pieces × price × quality, each rounded once."""
    groups: dict[str, Counter[tuple[str, Decimal]]] = {}
    for piece in pieces:
        groups.setdefault(piece.unit, Counter())[piece.label, piece.price] += 1
    made = [
        Counted(unit or place.name, tuple(Kind(label, n, price) for (label, price), n in sorted(kinds.items())),
                quality.coefficient)
        for unit, kinds in sorted(groups.items())
    ]  # fmt: skip
    return [(unit, *both) for unit, both in zip(sorted(groups), zip(made, piece_by_quality(made).lines, strict=True),
                                                strict=True)]  # fmt: skip


def claim(
    order_id: uuid.UUID, each: Purpose, place: Institution, pieces: Sequence[Piece], on: dt.date, *, by: Staff,
    quality: Quality | None = None,
) -> Order:  # fmt: skip
    """Draft the payment of what is not claimed yet: 公卫科 for its own, the project office and finance for any.

    The same id again changes nothing. What the score takes off stays in the purpose's balance.
    """
    may_settle(by, place)
    must_be_signed({each.id})
    if earlier := Order.objects.filter(pk=order_id).exclude(state="refused").first():
        return earlier
    if each.payees == "primary" and place.kind not in (*Institution.PRIMARY, *CLINICS, "other"):
        raise refuse("place", f"{each.label}只拨给基层医疗卫生机构，{place}不是")
    wanted = unclaimed(each, pieces)
    if not wanted:
        raise refuse("pieces", f"{place}没有新的可以核算，已核算的不重复付")
    quality = quality or Quality()
    lines = reckoned(place, wanted, quality)
    total, left = sum((line.amount for _, _, line in lines), ZERO), balance(plan().id, kind="reserve", purpose=each.id)
    if not total:
        raise refuse("amount", "核算金额为 0 元，没有要付的钱")
    if total > left:
        raise refuse("amount", f"{each.label}现有 {yuan(left)} 元，要付 {yuan(total)} 元；请项目办或财政先预留")
    keys = {unit: uuid.uuid4() for unit, _, _ in lines}
    moves = [Move(Place(each.book, "reserve", purpose=each.id), -total)]
    moves += [
        Move(Place(each.book, "spent", place, category="service", purpose=each.id), line.amount, keys[unit])
        for unit, _, line in lines
    ]
    cause = Cause("payment", on, f"{each.label}：{place} {len(wanted)} 件", each.ref)
    try:
        with transaction.atomic(), acting(str(by.pk), cause.reason):
            ClaimItem.objects.filter(live=True, purpose=each.id, claim__order__state="refused").update(live=False)
            order = prepare(order_id, cause, moves, About(None, place), by=by)
            if not Claim.objects.filter(order=order).exists():
                _keep(order, each, place, lines, wanted, quality, keys)
            return order
    except IntegrityError as refused:
        if "funds_claim" not in str(refused):
            raise
        raise Conflict(f"{place}的这些记录刚有人核算，请刷新后查看") from None


def _keep(
    order: Order, each: Purpose, place: Institution, lines: list[tuple[str, Counted, Line]], wanted: Sequence[Piece],
    quality: Quality, keys: Mapping[str, uuid.UUID],
) -> None:  # fmt: skip
    exact = quality.coefficient
    shown = round(Decimal(exact.numerator) / Decimal(exact.denominator), 6)
    Claim.objects.bulk_create(
        Claim(id=keys[unit], order=order, purpose=each.id, institution=place, unit=unit, full=counted.full,
              pieces=sum(kind.pieces for kind in counted.kinds), score=quality.source, quality=shown,
              formula=line.formula, amount=line.amount)
        for unit, counted, line in lines
    )  # fmt: skip
    ClaimItem.objects.bulk_create(
        ClaimItem(claim_id=keys[piece.unit], plan=plan().id, purpose=each.id, record=piece.record,
                  resident_id=piece.resident, label=piece.label, price=piece.price)
        for piece in wanted
    )  # fmt: skip


def reserve_from_books(
    order_id: uuid.UUID, each: Purpose, amount: Decimal, wanted: Mapping[Institution, Decimal], on: dt.date, *,
    by: Staff,
) -> Order:  # fmt: skip
    """Set aside out of the institutions' own books, by what each one's pieces ask (从拨付给机构的经费列支)."""
    if not allowed(by, "funds"):
        raise Forbidden("专项资金由项目办和财政预留")
    asking = [place for place, asked in wanted.items() if asked]
    if amount <= 0 or not asking:
        raise refuse("amount", "没有要预留的钱")
    parts = share_out(amount, [wanted[place] for place in asking])
    moves = [Move(Place("original", "township", place), -part) for place, part in zip(asking, parts, strict=True)]
    moves.append(Move(Place(each.book, "reserve", purpose=each.id), amount))
    kind = "reserve" if each.book == "original" else "transfer"
    return prepare(order_id, Cause(kind, on, f"{each.label}：按件预留", each.ref), moves, About(), by=by)


def claimed(each: Purpose) -> dict[tuple[int, str], Sums]:
    """(institution, team) → what was claimed of a purpose in the plan, orders sent back left out."""
    rows = Claim.objects.filter(order__plan=plan().id, purpose=each.id).exclude(order__state="refused").order_by()
    found: dict[tuple[int, str], Sums] = {}
    sums = rows.values_list("institution", "unit", "order__state").annotate(sum=Sum("amount"), n=Sum("pieces"))
    for place, unit, state, total, number in sums:
        before = found.get((place, unit), Sums())
        paid = total if state == "approved" else ZERO
        found[place, unit] = Sums(before.waiting + total - paid, before.paid + paid, before.pieces + number)
    return found


def paid_records(each: Purpose) -> set[uuid.UUID]:
    """The records whose claim was approved: their part of the fee has come."""
    rows = ClaimItem.objects.filter(plan=plan().id, purpose=each.id, live=True, claim__order__state="approved")
    return set(rows.values_list("record", flat=True))
