"""按件乘质量: Σ pieces × price, times quality, each payee rounded once (docs/methods)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from gongwei.funds.methods.lines import Line, Result, money, number
from gongwei.kernel.money import fen


@dataclass(frozen=True)
class Kind:
    """So many pieces of one group at one price."""

    label: str
    pieces: int
    price: Decimal


@dataclass(frozen=True)
class Counted:
    """One payee: its pieces by group, and its quality (0 to 1)."""

    payee: str
    kinds: tuple[Kind, ...]
    quality: Fraction | Decimal

    @property
    def full(self) -> Decimal:
        """Σ pieces × price: exact, prices are fen."""
        return sum((kind.pieces * kind.price for kind in self.kinds), Decimal(0))


def piece_by_quality(payees: Iterable[Counted]) -> Result:
    """The lines; ValueError when a number is negative or a quality above 1."""
    return Result(tuple(_line(each) for each in payees))


def _line(each: Counted) -> Line:
    quality = Fraction(each.quality)
    if not 0 <= quality <= 1 or any(kind.pieces < 0 or kind.price < 0 for kind in each.kinds):
        raise ValueError(f"{each.payee}：件数、单价不能为负，质量系数应在 0 到 1 之间")
    amount = fen(Fraction(each.full) * quality)
    parts = " ＋ ".join(
        f"{kind.label} {kind.pieces:,}×{number(kind.price)}".strip() for kind in each.kinds
    )
    formula = f"（{parts or '0'} ＝ {money(each.full)}）"
    if quality != 1:
        formula += f" × 质量系数 {number(quality)}"
    numbers: dict[str, Decimal | Fraction | int] = {"full": each.full, "quality": quality}
    return Line(each.payee, amount, f"{formula} ＝ {money(amount)}", numbers)
