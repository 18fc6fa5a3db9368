"""The board of a plan's money: per institution budget, received, prepaid, earned, settled, execution; and alarms."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.db.models import Sum

from gongwei.appraisal.places import townships
from gongwei.catalogue.plans import plan
from gongwei.funds.instalments import clocks
from gongwei.funds.models import Entry, SettlementLine
from gongwei.funds.places import approved
from gongwei.funds.rules import funds
from gongwei.kernel.money import ZERO, fen
from gongwei.people.models import Institution


@dataclass(frozen=True)
class Row:
    """One institution's year so far, in yuan."""

    place: Institution
    people: int
    budget: Decimal
    received: Decimal
    prepaid: Decimal
    earned: Decimal
    settled: Decimal
    village: Decimal
    village_people: int

    @property
    def arrived(self) -> Fraction | None:
        """Received ÷ budget; None without a budget."""
        return Fraction(self.received) / Fraction(self.budget) if self.budget else None

    @property
    def executed(self) -> Fraction | None:
        """What reached the village ÷ what was received for it; None before money has come."""
        return Fraction(self.settled + self.prepaid) / Fraction(self.village) if self.village else None

    @property
    def village_share(self) -> Fraction | None:
        """The village's part of the received money."""
        return Fraction(self.village) / Fraction(self.received) if self.received else None


@dataclass(frozen=True)
class Alarm:
    """Something overdue or short: what, where, and the clause."""

    words: str
    place: Institution | None
    ref: str
    late: bool = True


def rows() -> list[Row]:
    """Every institution of the plan's table."""
    sums = _sums()
    earned = dict(
        SettlementLine.objects.filter(settlement__plan=plan().id, settlement__state__in=("reviewed", "paid"))
        .values_list("settlement__township")
        .annotate(sum=Sum("earned") - Sum("deducted") + Sum("adjusted"))
    )
    found = []
    for place in townships():
        people = plan().base(place.name, "population") or 0
        village, own = sums.get(("in", "village", place.pk), ZERO), sums.get(("in", "township", place.pk), ZERO)
        found.append(
            Row(
                place, people, fen(people * funds().original), village + own,
                sums.get(("advance", "", place.pk), ZERO), earned.get(place.pk, ZERO),
                sums.get(("spent", "", place.pk), ZERO), village, sum(approved(place).values()),
            )
        )  # fmt: skip
    return found


def _sums() -> Mapping[tuple[str, str, int], Decimal]:
    """Allocations in by book, advances held and money spent by township."""
    entries = Entry.objects.filter(account__plan=plan().id)
    inflow = entries.filter(posting__kind__in=("allocation",), account__kind__in=("village", "township"))
    found = {
        ("in", kind, place): total
        for kind, place, total in inflow.values_list("account__kind", "account__institution").annotate(
            total=Sum("amount")
        )
    }
    below = entries.filter(account__kind__in=("advance", "spent"))
    for kind, place, total in below.values_list("account__kind", "account__institution__parent").annotate(
        total=Sum("amount")
    ):
        found[kind, "", place] = total
    return found


def alarms(on: dt.date, found: list[Row]) -> Iterator[Alarm]:
    """What is late or short on a day: prepayment clocks, half of the budget by 30 June, the village's floor."""
    rules = funds()
    for clock in clocks():
        if clock.done_on is None and rules.prepay is not None:
            late = clock.late(on)
            days = abs((clock.due_on - on).days)
            words = f"{clock.instalment} 预拨" + (f"逾期 {days} 天" if late else f"还剩 {days} 天（{clock.due_on} 前）")
            yield Alarm(words, clock.township, rules.prepay.within.ref, late)
    if rules.arrival is not None and on >= rules.arrival.by.on(plan().year):
        for row in found:
            if row.arrived is not None and not rules.arrival.enough(row.received, row.budget):
                yield Alarm(f"到账只有预算的 {float(row.arrived * 100):.1f}%", row.place, rules.arrival.share.ref)
    yield from _below_the_share(found)


def _below_the_share(found: list[Row]) -> Iterator[Alarm]:
    """The village's part below its share of the base that the plan reads (AMB-05)."""
    rules, base = funds(), plan().choice("village_share_base")
    share = rules.village.share
    if share is None or base == "tasks":  # a share of tasks is no matter of money: see funds.workload
        return
    whole = Fraction(rules.per_head.value) / Fraction(rules.original) if base == "all_money" else Fraction(1)
    for row in found:
        # rounding to the fen may leave a hair below the share: only a whole fen short is short
        if fen(Fraction(row.received) * whole * Fraction(share.value) / 100) > row.village:
            percent = float((row.village_share or 0) / whole * 100)
            yield Alarm(f"村级资金占 {percent:.1f}%，低于 {share.value}%", row.place, share.ref, rules.village.hard)
