"""What every settlement method returns: lines with their formula and numbers, and the named residual of the pool."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from gongwei.kernel.money import ZERO, yuan


@dataclass(frozen=True)
class Line:
    """One payee's amount: the formula in words with its numbers, and the numbers themselves by name."""

    payee: str
    amount: Decimal
    formula: str
    numbers: Mapping[str, Decimal | Fraction | int]


@dataclass(frozen=True)
class Result:
    """All lines of a method; ``residual`` is the named part of the pool that nobody earned."""

    lines: tuple[Line, ...]
    residual: Decimal = ZERO
    residual_name: str = ""

    @property
    def total(self) -> Decimal:
        """The sum of the lines: each is rounded once, the total is never rounded."""
        return sum((line.amount for line in self.lines), ZERO)

    def of(self, payee: str) -> Line:
        """The line of a payee; KeyError when there is none."""
        for line in self.lines:
            if line.payee == payee:
                return line
        raise KeyError(payee)


def number(value: Decimal | Fraction | int) -> str:
    """A number as a formula prints it: thousands, at most four places, no trailing zeros."""
    exact = Fraction(value)
    if exact.denominator == 1:
        return f"{int(exact):,}"
    shown = Decimal(exact.numerator) / Decimal(exact.denominator)
    return f"{shown:,.4f}".rstrip("0").rstrip(".")


def percent(value: Fraction) -> str:
    """96.12%: two places."""
    return f"{float(value * 100):.2f}%"


def money(value: Decimal) -> str:
    """8,891.00 元."""
    return f"{yuan(value)} 元"
