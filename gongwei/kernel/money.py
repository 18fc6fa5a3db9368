"""Money: yuan as ``Decimal`` with two places, rounded once by a named method, shared out without losing a fen."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

FEN = Decimal("0.01")
ZERO = Decimal("0.00")


def fen(amount: Decimal | Fraction | int) -> Decimal:
    """四舍五入到分: the one rounding of money, half away from zero; done once, at the end of a formula."""
    exact = Fraction(amount)
    cents = (abs(exact) * 100 + Fraction(1, 2)) // 1
    return Decimal(int(cents if exact >= 0 else -cents)) * FEN


def share_out(total: Decimal, weights: Sequence[Fraction | Decimal | int]) -> list[Decimal]:
    """按权重分到分: shares of a whole number of fen by the largest remainder, adding up to it; ties to the earlier.

    ValueError when a weight is negative or all are zero while there is something to share.
    """
    parts = [Fraction(weight) for weight in weights]
    whole = int(Fraction(total) * 100)
    if Fraction(whole, 100) != Fraction(total):
        raise ValueError(f"要分的钱应精确到分，写的是 {total}")
    if any(part < 0 for part in parts) or (whole and not sum(parts)):
        raise ValueError("权重不能为负，也不能全为零")
    if not whole:
        return [ZERO for _ in parts]
    exact = [abs(whole) * part / sum(parts) for part in parts]
    cents = [int(each) for each in exact]
    order = sorted(range(len(parts)), key=lambda place: (cents[place] - exact[place], place))
    for place in order[: abs(whole) - sum(cents)]:
        cents[place] += 1
    sign = 1 if whole > 0 else -1
    return [Decimal(sign * each) * FEN for each in cents]


def yuan(amount: Decimal) -> str:
    """182,750.00: as tables and statements print it."""
    return f"{amount:,.2f}"
