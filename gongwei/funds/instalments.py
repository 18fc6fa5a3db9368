"""Money arrives, is set aside and shared out; 70 % of the village's part goes ahead within a month (九（二）)."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from gongwei.appraisal.places import townships
from gongwei.catalogue.plans import plan
from gongwei.funds.arithmetic import Body, ahead, kept_back, split
from gongwei.funds.ledger import Cause, Move, Place, balance
from gongwei.funds.models import LEVELS, Entry, Instalment, Order, ServedPopulation
from gongwei.funds.orders import About, prepare
from gongwei.funds.places import approved
from gongwei.funds.rules import funds
from gongwei.kernel.clock import today
from gongwei.kernel.money import ZERO, fen
from gongwei.people.grants import allowed
from gongwei.people.models import Institution, Staff
from gongwei.people.problems import Forbidden, refuse
from gongwei.people.verbs.authority import require
from gongwei.records.history import acting

SPACE = uuid.UUID("6f0c4f6e-2d6e-4f0b-9a51-6a0c1f2b7d10")


def derived(*words: object) -> uuid.UUID:
    """The one id of an act that can happen only once: asked twice, it is the same act."""
    return uuid.uuid5(SPACE, "/".join(str(word) for word in words))


def receive(
    instalment_id: uuid.UUID, level: str, amount: Decimal, received_on: dt.date, document: str,
    notified_on: dt.date | None = None, *, by: Staff,
) -> Order:  # fmt: skip
    """Log money from a level of finance; it is in the pool once a second person has approved (FUND-02, FUND-27)."""
    _manages(by)
    if level not in LEVELS:
        raise refuse("level", f"拨款级次应为 {'、'.join(LEVELS.values())} 之一")
    if amount <= 0 or amount != fen(amount):
        raise refuse("amount", "到账金额应大于 0，精确到分")
    if received_on > today():
        raise refuse("received_on", "到账日期不能晚于今天")
    with acting(str(by.pk), "登记到账"):
        held, _ = Instalment.objects.get_or_create(
            id=instalment_id,
            defaults={
                "plan": plan().id, "level": level, "amount": amount, "received_on": received_on,
                "notified_on": notified_on, "document": document,
            },
        )  # fmt: skip
    cause = Cause("receipt", received_on, f"{held} 到账", funds().per_head.ref)
    moves = [
        Move(Place("original", "grantor", level=level), -amount), Move(Place("original", "pool"), amount),
    ]  # fmt: skip
    return prepare(derived("receipt", held.pk), cause, moves, About(held), by=by)


def _manages(by: Staff) -> None:
    """The county's money is managed by the project office and finance, wherever they sit."""
    if not allowed(by, "funds"):
        raise Forbidden("全区资金由项目办和财政办理")


@dataclass(frozen=True)
class Share:
    """One institution's part of an instalment: its own and its village clinics'."""

    township: Institution
    people: int
    own: Decimal
    village: Decimal


@dataclass(frozen=True)
class Allocation:
    """An instalment shared out: new items set aside, the rest to the institutions; adds up to the instalment."""

    reserve: Decimal
    shares: tuple[Share, ...]


def allocation(amount: Decimal) -> Allocation:
    """By people: first 9 of 94 yuan for the new items, then each institution's part, of it the village's 34 of 85.

    The village's part counts only the people whom a clinic serves. Every step is shared by the largest remainder.
    """
    places = [(place, plan().base(place.name, "population") or 0) for place in townships()]
    bodies = [Body(people, sum(approved(place).values())) for place, people in places]
    reserve, parts = split(funds(), amount, bodies)
    shares = (Share(place, n, part.own, part.village) for (place, n), part in zip(places, parts, strict=True))
    return Allocation(reserve, tuple(shares))


def allocate(held: Instalment, on: dt.date, *, by: Staff) -> Order:
    """Draft the allocation of one instalment: reserve, township books and village books (镇村两级核算)."""
    _manages(by)
    made = allocation(held.amount)
    moves = [Move(Place("original", "pool"), -held.amount), Move(_new_items(), made.reserve)]
    for share in made.shares:
        moves.append(Move(Place("original", "township", share.township), share.own))
        moves.append(Move(Place("original", "village", share.township), share.village))
    cause = Cause("allocation", on, f"{held} 按服务人口分配", funds().per_head.ref)
    return prepare(derived("allocation", held.pk), cause, moves, About(held), by=by)


def _new_items() -> Place:
    """Where the new items' yuan a head wait for their owners: under the plan's purpose, if it names one."""
    named = (each.id for each in funds().purposes if each.book == "new_items" and each.amount is not None)
    return Place("new_items", "reserve", purpose=next(named, ""))


def prepayment(held: Instalment, township: Institution) -> dict[int, Decimal]:
    """Clinic → what goes ahead: the township's village money of this instalment × 70 %, by approved people."""
    people, base = approved(township), plan().choice("prepay_base")
    village, earlier = _moved(held, township), ZERO
    if funds().prepay is None or not village or not people:
        return {}
    if base == "year":
        village = balance(plan().id, kind="village", institution=township)
        clinics = Entry.objects.filter(account__plan=plan().id, posting__kind="prepayment", account__kind="advance")
        earlier = clinics.filter(account__institution__in=people).aggregate(sum=Sum("amount"))["sum"] or ZERO
    return dict(zip(people, ahead(funds(), village, list(people.values()), base, earlier), strict=True))


def owed_before(clinics: Iterable[int]) -> dict[int, list[tuple[str, Decimal]]]:
    """Clinic → (earlier plan, what it still holds of that year's advances without having earned it), oldest first."""
    rows = Entry.objects.filter(account__kind="advance", account__institution__in=list(clinics))
    years = rows.exclude(account__plan=plan().id).values_list("account__institution", "account__plan")
    found: dict[int, list[tuple[str, Decimal]]] = {}
    for clinic, year, total in years.annotate(sum=Sum("amount")).filter(sum__gt=0).order_by("account__plan"):
        found.setdefault(clinic, []).append((year, total))
    return found


def _moved(held: Instalment, township: Institution) -> Decimal:
    """What the approved allocation of an instalment put into a township's village book."""
    rows = Entry.objects.filter(
        posting__order__instalment=held, posting__kind="allocation", account__kind="village",
        account__institution=township,
    )  # fmt: skip
    return sum((row.amount for row in rows), ZERO)


def prepay(held: Instalment, township: Institution, on: dt.date, *, by: Staff) -> Order:
    """Draft the prepayment of a township's clinics: from its village book to each clinic's advance.

    What a clinic still holds of an earlier year is clawed back against it: that much of the advance is not paid
    but carried over from the earlier plan (FUND-09).
    """
    if not allowed(by, "funds", institution=township):
        require(by, "settle", township)
    rules = funds().prepay
    parts = prepayment(held, township)
    if rules is None or not parts:
        raise refuse("instalment", "这一批资金还没有分配到村级账，或方案不预拨")
    clinics = Institution.objects.in_bulk(parts)
    moves = [Move(Place("original", "advance", clinics[clinic]), amount) for clinic, amount in parts.items()]
    clawed = []
    for clinic, debts in owed_before(parts).items():
        left = parts[clinic]
        for year, owed in debts:
            taken = kept_back(left, owed)
            left -= taken
            clawed.append(Move(Place("original", "advance", clinics[clinic], plan=year), -taken))
    moves += [*clawed, Move(Place("original", "village", township), -sum((m.amount for m in moves + clawed), ZERO))]
    back = f"，其中扣回上年未结 {-sum(m.amount for m in clawed)} 元" if clawed else ""
    cause = Cause("prepayment", on, f"{township} {held} 预拨 {rules.ratio.value}%{back}", rules.ratio.ref)
    return prepare(derived("prepayment", held.pk, township.pk), cause, moves, About(held, township), by=by)


@dataclass(frozen=True)
class Clock:
    """The month in which a township must prepay an instalment."""

    instalment: Instalment
    township: Institution
    started_on: dt.date
    due_on: dt.date
    done_on: dt.date | None

    def late(self, on: dt.date) -> bool:
        """Not yet done and past its day, or done too late."""
        return (self.done_on or on) > self.due_on


def clocks(township: Institution | None = None) -> list[Clock]:
    """Every prepayment owed: it starts on the day on which the allocation reached the institution (九（二）)."""
    rules = funds().prepay
    if rules is None:
        return []
    sent = Order.objects.filter(plan=plan().id, kind="allocation", state="approved").select_related("instalment")
    done = {
        (order.instalment_id, order.township_id): order.on
        for order in Order.objects.filter(plan=plan().id, kind="prepayment", state="approved")
    }
    places = [township] if township else townships()
    served = set(ServedPopulation.objects.filter(plan=plan().id).values_list("township_id", flat=True))
    return [
        Clock(order.instalment, place, order.on, rules.due_on(order.on), done.get((order.instalment_id, place.pk)))
        for order in sent if order.instalment is not None
        for place in places if place.pk in served
    ]  # fmt: skip

