"""The money of a plan as pure arithmetic: share an instalment out, prepay, close a quarter; every step loses no fen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from gongwei.kernel.money import ZERO, fen, share_out
from gongwei.policy.funding import Funds


@dataclass(frozen=True)
class Body:
    """One institution: its people, and how many of them a village clinic serves."""

    people: int
    served: int


@dataclass(frozen=True)
class Split:
    """What an instalment brings one institution: for itself and for its village clinics."""

    own: Decimal
    village: Decimal


def split(rules: Funds, amount: Decimal, bodies: Sequence[Body]) -> tuple[Decimal, list[Split]]:
    """(set aside for new items, each institution's split): first 9 of 94, then by people, then 34 of 85 of the served.

    Each step is shared by the largest remainder; the village's part is rounded once and the rest is the institution's.
    """
    reserve, original = share_out(amount, [Fraction(rules.aside), Fraction(rules.original)])
    found = []
    for body, part in zip(bodies, share_out(original, [body.people for body in bodies]), strict=True):
        served = min(Fraction(body.served, body.people), Fraction(1)) if body.people else Fraction(0)
        village = fen(Fraction(part) * rules.village_share * served)
        found.append(Split(part - village, village))
    return reserve, found


def ahead(rules: Funds, village: Decimal, people: Sequence[int]) -> list[Decimal]:
    """The prepayment of each clinic: village money × 70 %, by approved people."""
    if rules.prepay is None or not village:
        return [ZERO for _ in people]
    return share_out(fen(Fraction(village) * Fraction(rules.prepay.ratio.value) / 100), list(people))


def quarter_budget(rules: Funds, people: int, number: int) -> Decimal:
    """任务经费 of a clinic for one quarter: people × yuan a head, a quarter of it; four quarters add up to the year."""
    return share_out(fen(people * rules.village_per_head), [1, 1, 1, 1])[number - 1]


def closing(counted: Decimal, held: Decimal) -> tuple[Decimal, Decimal]:
    """(应补付, 转下季抵扣) of what counts and the advances held: only one of the two is not zero."""
    left = counted - held
    return max(left, ZERO), max(-left, ZERO)
