"""The payment calendar: who must have paid what by which day, done or not (九（二）、七、八; 无锡三（四）)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from gongwei.appraisal.places import townships
from gongwei.appraisal.village import year_score
from gongwei.catalogue.plans import plan
from gongwei.funds.board import Row, rows
from gongwei.funds.instalments import clocks
from gongwei.funds.models import Entry, Order, Settlement
from gongwei.funds.purposes import held, paid_on
from gongwei.funds.rewards import due_on
from gongwei.funds.rules import finished, funds, months_of, settlement_rules
from gongwei.kernel.money import ZERO
from gongwei.people.models import Institution

PAYERS = {
    "finance": "财政、项目办", "township": "镇卫生院（社区中心）", "disabled_federation": "残联", "insurance": "医保",
}  # fmt: skip
SOON = 30


@dataclass(frozen=True)
class Due:
    """One payment that a payer owes by a day."""

    payer: str
    what: str
    place: Institution | None
    due_on: dt.date
    done_on: dt.date | None
    ref: str
    short: Decimal | None = None
    done: bool = False

    def state(self, on: dt.date) -> str:
        """done, late, soon (within a month) or later."""
        if self.done or self.done_on is not None:
            return "late_done" if self.done_on is not None and self.done_on > self.due_on else "done"
        if on > self.due_on:
            return "late"
        return "soon" if on >= self.due_on - dt.timedelta(SOON) else "later"


def dues(on: dt.date) -> list[Due]:
    """Every dated payment of the plan's year, the earliest first."""
    found = [*_arrivals(rows()), *_prepayments(), *_settlements(on), *_rewards(), *_purposes()]
    return sorted(found, key=lambda each: (each.due_on, each.payer, each.what))


def _arrivals(found: list[Row]) -> Iterator[Due]:
    """Half of the year's budget at each institution by 30 June, exact to the fen; done on the day it was reached."""
    rules, came = funds().arrival, _came()
    for row in found if rules is not None else ():
        assert rules is not None
        what, total, reached = f"到位年初预算的 {rules.share.value}%", ZERO, None
        for day, amount in came.get(row.place.pk, ()):
            total += amount
            if reached is None and rules.enough(total, row.budget):
                reached = day
        short = None if reached else row.budget * rules.share.value / 100 - total
        yield Due("finance", what, row.place, rules.by.on(plan().year), reached, rules.share.ref, short)


def _came() -> dict[int, list[tuple[dt.date, Decimal]]]:
    """Institution → what reached its books by day, the earliest first."""
    rows_ = Entry.objects.filter(
        account__plan=plan().id, posting__kind="allocation", account__kind__in=("village", "township")
    )
    found: dict[int, list[tuple[dt.date, Decimal]]] = {}
    named = rows_.values_list("account__institution", "posting__on").annotate(sum=Sum("amount")).order_by("posting__on")
    for place, day, amount in named:
        found.setdefault(place, []).append((day, amount))
    return found


def _prepayments() -> Iterator[Due]:
    rules = funds().prepay
    for each in clocks() if rules is not None else ():
        assert rules is not None
        yield Due(
            "township", f"{each.instalment} 预拨 {rules.ratio.value}%", each.township, each.due_on, each.done_on,
            rules.within.ref,
        )  # fmt: skip


def _settlements(on: dt.date) -> Iterator[Due]:
    """The rest of each finished period, once the days of repair are over."""
    if funds().settlement is None:
        return
    paid = {
        (each.settlement.township_id, each.settlement.quarter): each.on
        for each in Order.objects.filter(plan=plan().id, kind="settlement", state="approved").select_related(
            "settlement"
        )
        if each.settlement is not None
    }
    closed = set(Settlement.objects.filter(plan=plan().id, state="paid").values_list("township_id", "quarter"))
    for place in townships():
        if place.kind in Institution.PRIMARY:
            for period in finished(on, months_of(place)):
                key = (place.pk, period.number)
                yield Due(
                    "township", f"{period.words}村级结算", place, period.repair_until, paid.get(key),
                    settlement_rules().ref, done=key in closed,
                )  # fmt: skip


def _rewards() -> Iterator[Due]:
    """Reward or penalty of each institution that has its year-end score, by 31 March."""
    last, rules = due_on(), funds().reward
    if last is None or rules is None:
        return
    done = dict(
        Order.objects.filter(plan=plan().id, kind__in=("reward", "penalty"), state="approved").values_list(
            "township", "on"
        )
    )
    for place in townships():
        if year_score(place) is not None or place.pk in done:
            yield Due("finance", rules.label, place, last, done.get(place.pk), rules.ref)


def _purposes() -> Iterator[Due]:
    """Money of a purpose that the document dates: paid when nothing of it is left."""
    for each in held():
        if each.purpose.by is not None:
            done = bool(each.paid) and not each.left
            day = paid_on(each.purpose) if done else None
            short = each.left if each.left else None
            yield Due(each.purpose.payer, each.purpose.label, None, each.purpose.by.on(plan().year), day,
                      each.purpose.by.ref, short, done)  # fmt: skip
