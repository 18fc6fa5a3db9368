"""工作当量: the sum of quantity × equivalents × unit price, times quality, rounded once a payee (docs/methods)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from gongwei.funds.methods.lines import Line, Result, money, number
from gongwei.kernel.money import fen


@dataclass(frozen=True)
class Item:
    """So many of a service, each worth so many equivalents."""

    service: str
    quantity: int
    equivalents: Decimal


@dataclass(frozen=True)
class Work:
    """One payee: its accepted services and its quality."""

    payee: str
    items: tuple[Item, ...]
    quality: Fraction | Decimal


def work_equivalents(payees: Iterable[Work], price: Decimal) -> Result:
    """The lines at a price (yuan) for one equivalent; ValueError when a number is negative."""
    return Result(tuple(_line(each, price) for each in payees))


def _line(each: Work, price: Decimal) -> Line:
    if price < 0 or each.quality < 0 or any(item.quantity < 0 or item.equivalents < 0 for item in each.items):
        raise ValueError(f"{each.payee}：数量、当量、单价和系数都不能为负")
    total = sum((item.quantity * Fraction(item.equivalents) for item in each.items), Fraction(0))
    amount = fen(total * Fraction(price) * Fraction(each.quality))
    parts = " ＋ ".join(f"{item.service} {item.quantity:,}×{number(item.equivalents)}" for item in each.items) or "0"
    formula = (
        f"（{parts} ＝ {number(total)} 当量） × {number(price)} 元/当量 × 质量系数 {number(Fraction(each.quality))} "
        f"＝ {money(amount)}"
    )
    return Line(
        each.payee, amount, formula, {"equivalents": total, "price": price, "quality": Fraction(each.quality)}
    )
