"""One period through the plan's method: what each clinic earns with all it did, and with what is valid alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from gongwei.funds.methods.capitation_by_score import Capita, capitation_by_score
from gongwei.funds.methods.lines import Line, Result
from gongwei.funds.methods.task_completion_with_cap import Completion, task_completion_with_cap
from gongwei.funds.methods.work_equivalents import Item, Work, work_equivalents
from gongwei.kernel.money import ZERO
from gongwei.policy.funding import Settlement


@dataclass(frozen=True)
class Tally:
    """Of one service: valid, questioned, not done."""

    valid: int = 0
    questioned: int = 0
    missing: int = 0

    @property
    def task(self) -> int:
        """Owed in all."""
        return self.valid + self.questioned + self.missing


@dataclass(frozen=True)
class Given:
    """What is known of one clinic for a period: people, budget, score, and its tally of each service."""

    payee: str
    people: int
    budget: Decimal
    score: Decimal
    tallies: Mapping[str, Tally] = field(default_factory=dict)


@dataclass(frozen=True)
class Earned:
    """What a clinic earned with everything it did, and what of it stands while the questioned services do not count."""

    line: Line
    valid_line: Line

    @property
    def deducted(self) -> Decimal:
        """What the questioned services would bring: paid again once they are repaired."""
        return self.line.amount - self.valid_line.amount


def earn(rules: Settlement, clinics: Sequence[Given]) -> dict[str, Earned]:
    """The lines of all clinics of one township by payee."""
    everything, valid = _apply(rules, clinics, questioned=True), _apply(rules, clinics, questioned=False)
    return {each.payee: Earned(each, valid.of(each.payee)) for each in everything.lines}


def _apply(rules: Settlement, clinics: Sequence[Given], *, questioned: bool) -> Result:
    if rules.method == "capitation_by_score":
        capita = [Capita(each.payee, each.people, rules.quality.coefficient(each.score)) for each in clinics]
        return capitation_by_score(sum((each.budget for each in clinics), ZERO), capita)
    if rules.method == "work_equivalents":
        assert rules.price is not None
        return work_equivalents([_work(rules, each, questioned) for each in clinics], rules.price.value)
    return task_completion_with_cap([_completion(rules, each, questioned) for each in clinics], rules.cap.value)


def _completion(rules: Settlement, each: Given, questioned: bool) -> Completion:
    weights = {service.key: Fraction(service.equivalents) for service in rules.services}
    task = sum((weights[key] * tally.task for key, tally in each.tallies.items()), Fraction(0))
    done = sum(
        (weights[key] * (tally.valid + tally.questioned * questioned) for key, tally in each.tallies.items()),
        Fraction(0),
    )
    return Completion(each.payee, each.budget, task, done, rules.quality.coefficient(each.score))


def _work(rules: Settlement, each: Given, questioned: bool) -> Work:
    items = tuple(
        Item(service.label, tally.valid + tally.questioned * questioned, service.equivalents)
        for service in rules.services
        if (tally := each.tallies.get(service.key)) is not None
    )
    return Work(each.payee, items, rules.quality.coefficient(each.score))
