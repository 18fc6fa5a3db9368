"""Every line opens: formula → score → services by kind → the people and visits that earned it → clause; simulations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from gongwei.funds.earning import Given, Tally, earn
from gongwei.funds.models import LineService, Settlement, SettlementLine
from gongwei.funds.rules import settlement_rules
from gongwei.funds.settling import kept_tallies
from gongwei.policy.funding import Service
from gongwei.policy.funding import Settlement as Rules


@dataclass(frozen=True)
class Part:
    """One service of a line: its tally, its weight and its clause."""

    service: Service
    tally: Tally

    @property
    def width(self) -> float:
        """Percent valid, for the bar."""
        return 100 * self.tally.valid / self.tally.task if self.tally.task else 0.0


def parts(line: SettlementLine) -> list[Part]:
    """The line's services in the order of the plan."""
    found = kept_tallies(line.services.all()).get(line.clinic_id, {})
    return [Part(each, found[each.key]) for each in settlement_rules().services if each.key in found]


def tallies(made: Settlement) -> dict[int, dict[str, Tally]]:
    """Clinic → service → tally, from the frozen evidence."""
    return kept_tallies(LineService.objects.filter(line__settlement=made))


@dataclass(frozen=True)
class Change:
    """A payee under the frozen and under the tried rules."""

    line: SettlementLine
    before: Decimal
    after: Decimal

    @property
    def difference(self) -> Decimal:
        """After − before."""
        return self.after - self.before


def simulate(settlements: Sequence[Settlement], tried: Rules) -> list[Change]:
    """Other rules on the frozen services, scores and people: what each payee would have earned instead."""
    found = []
    for made in settlements:
        lines, held = list(made.lines.select_related("clinic")), tallies(made)
        given = [
            Given(str(line.clinic_id), line.people, line.budget, line.score, held.get(line.clinic_id, {}))
            for line in lines
        ]
        earned = earn(tried, given)
        found += [
            Change(line, line.earned - line.deducted, earned[str(line.clinic_id)].valid_line.amount) for line in lines
        ]
    return found
