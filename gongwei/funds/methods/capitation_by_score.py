"""按人头乘得分: each payee's share of the pool by people, times score; the rest is the named residual 绩效预留."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from gongwei.funds.methods.lines import Line, Result, money, number
from gongwei.kernel.money import fen, share_out

WITHHELD = "绩效预留"


@dataclass(frozen=True)
class Capita:
    """One payee: the people approved for it and its quality (0 to 1)."""

    payee: str
    people: int
    quality: Fraction | Decimal


def capitation_by_score(pool: Decimal, payees: Sequence[Capita]) -> Result:
    """The lines; lines and residual add up to the pool. A fen that cannot be shared evenly goes by payee, not by order.

    ValueError when a quality is outside 0–1 or nobody has people.
    """
    if any(not 0 <= Fraction(each.quality) <= 1 for each in payees):
        raise ValueError("质量系数应在 0 到 1 之间")
    ordered = sorted(payees, key=lambda each: each.payee)
    shares = dict(
        zip(
            (each.payee for each in ordered),
            share_out(pool, [each.people for each in ordered]),
            strict=True,
        )
    )
    people = sum(each.people for each in payees)
    lines = tuple(_line(pool, people, each, shares[each.payee]) for each in payees)
    return Result(lines, pool - sum((line.amount for line in lines), Decimal(0)), WITHHELD)


def _line(pool: Decimal, people: int, each: Capita, share: Decimal) -> Line:
    amount = fen(Fraction(share) * Fraction(each.quality))
    formula = (
        f"{money(pool)} × {each.people:,} ÷ {people:,} 人 ＝ {money(share)}；"
        f"× 质量系数 {number(Fraction(each.quality))} ＝ {money(amount)}"
    )
    numbers: dict[str, Decimal | Fraction | int] = {
        "pool": pool, "people": each.people, "share": share, "quality": Fraction(each.quality),
    }  # fmt: skip
    return Line(each.payee, amount, formula, numbers)
