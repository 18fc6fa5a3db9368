"""What a draft would change: each target old and new, who must do how many more, and the money per institution."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from gongwei.indicators.figures import Figure
from gongwei.policy import Plan
from gongwei.policy.provisions import Provision

PER = {"%": 100, "‰": 1000}


@dataclass(frozen=True)
class Effect:
    """One changed demand at one institution: needed before and after, and done today."""

    label: str
    before: str
    after: str
    institution: str
    needed_before: int | None
    needed_after: int | None
    done: int

    @property
    def more(self) -> int | None:
        """How many people more (or fewer) the new demand needs."""
        if self.needed_before is None or self.needed_after is None:
            return None
        return self.needed_after - self.needed_before

    @property
    def met(self) -> bool:
        """Whether what is done today would do under the new demand."""
        return self.needed_after is not None and self.done >= self.needed_after


@dataclass(frozen=True)
class Money:
    """One institution's share of the pool: population × yuan per head, before and after."""

    institution: str
    people: int
    before: Decimal
    after: Decimal


def changed(old: Plan, new: Plan) -> Iterator[tuple[Provision | None, Provision | None]]:
    """Targets and terms that differ in operator, value or softness, or that only one of the two has."""
    for section in ("targets", "terms"):
        before = {(each.indicator, each.level): each for each in getattr(old, section)}
        after = {(each.indicator, each.level): each for each in getattr(new, section)}
        for key in dict.fromkeys((*before, *after)):
            one, other = before.get(key), after.get(key)
            if one is None or other is None or _asks(one) != _asks(other):
                yield one, other


def effects(old: Plan, new: Plan, figures: Iterable[Figure]) -> Iterator[Effect]:
    """Every changed rate at every institution, on today's people (``figures`` by institution)."""
    held = list(figures)
    for before, after in changed(old, new):
        some = after or before
        assert some is not None
        for figure in held:
            if figure.indicator != some.indicator or figure.numerator is None:
                continue
            yield Effect(
                some.label, before.demand if before else "—", after.demand if after else "—", figure.group_label,
                _needed(before, figure), _needed(after, figure), figure.numerator,
            )  # fmt: skip


def money(old: Plan, new: Plan) -> list[Money]:
    """The pool by institution: population × yuan per head of each plan (PLAN-19)."""
    found = []
    for held in new.file.institutions:
        people = new.base(held.code, "population")
        if people is not None:
            before = (old.base(held.code, "population") or 0) * _per_head(old)
            found.append(Money(held.name, people, before, people * _per_head(new)))
    return found


def _per_head(plan: Plan) -> Decimal:
    value = next((term.value for term in plan.terms if term.indicator == "funds.per_capita"), 0)
    return Decimal(str(value))


def _asks(held: Provision) -> tuple[object, ...]:
    return held.operator, held.value, held.unit, held.soft


def _needed(held: Provision | None, figure: Figure) -> int | None:
    """⌈rate × denominator⌉; None where the demand is no rate."""
    if held is None or not isinstance(held.value, int | Decimal) or held.baseline is not None:
        return None
    if held.unit not in PER or not figure.denominator:
        return None
    exact = Fraction(Decimal(str(held.value))) * figure.denominator / PER[held.unit]
    return -(-exact.numerator // exact.denominator)
