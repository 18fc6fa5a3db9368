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


def ahead(
    rules: Funds, village: Decimal, people: Sequence[int], base: str = "instalment", earlier: Decimal = ZERO
) -> list[Decimal]:
    """The prepayment of each clinic, by approved people: 70 % of the instalment's village money.

    Where the plan reads the year's money (AMB-07): 70 % of the year's less what went ahead earlier, as far as
    ``village`` reaches.
    """
    if rules.prepay is None or village <= 0:
        return [ZERO for _ in people]
    ratio = Fraction(rules.prepay.ratio.value) / 100
    wanted = fen(Fraction(village) * ratio)
    if base == "year":
        wanted = fen(sum(people) * Fraction(rules.village_per_head) * ratio) - earlier
    return share_out(max(min(wanted, village), ZERO), list(people))


def kept_back(amount: Decimal, owed: Decimal) -> Decimal:
    """What a payment loses to a debt of earlier: never more than itself; the rest waits for the next payment."""
    return max(min(amount, owed), ZERO)


def period_budget(rules: Funds, people: int, number: int, parts: int = 4) -> Decimal:
    """任务经费 of a clinic for a quarter (or month): people × yuan a head ÷ 4 (or 12); the parts add up to the year."""
    return share_out(fen(people * rules.village_per_head), [1] * parts)[number - 1]


def closing(counted: Decimal, held: Decimal) -> tuple[Decimal, Decimal]:
    """(应补付, 转下季抵扣) of what counts and the advances held: only one of the two is not zero."""
    left = counted - held
    return max(left, ZERO), max(-left, ZERO)
