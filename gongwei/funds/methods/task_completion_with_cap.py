"""任务完成率封顶: budget × min(done ÷ task, cap) × quality, each line rounded once (docs/methods)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from gongwei.funds.methods.lines import Line, Result, money, number, percent
from gongwei.kernel.money import fen


@dataclass(frozen=True)
class Completion:
    """One payee: its budget of the period, what it had to do and did (in work equivalents), and its quality."""

    payee: str
    budget: Decimal
    task: Fraction | Decimal | int
    done: Fraction | Decimal | int
    quality: Fraction | Decimal


def task_completion_with_cap(payees: Iterable[Completion], cap: Decimal | Fraction = Fraction(1)) -> Result:
    """The lines. A payee without any task is paid by quality alone: nothing was left undone.

    ValueError when a number is negative: a correction is a line of its own, never a negative service.
    """
    return Result(tuple(_line(each, Fraction(cap)) for each in payees))


def _line(each: Completion, cap: Fraction) -> Line:
    if min(Fraction(each.budget), Fraction(each.task), Fraction(each.done), Fraction(each.quality), cap) < 0:
        raise ValueError(f"{each.payee}：经费、任务、完成数和系数都不能为负")
    rate = min(Fraction(each.done) / Fraction(each.task), cap) if each.task else Fraction(1)
    amount = fen(Fraction(each.budget) * rate * Fraction(each.quality))
    shown = f"{number(each.done)} ÷ {number(each.task)} = {percent(rate)}" if each.task else "没有任务，按 100%"
    formula = f"{money(each.budget)} × （{shown}） × 质量系数 {number(Fraction(each.quality))} ＝ {money(amount)}"
    numbers = {
        "budget": each.budget, "task": each.task, "done": each.done, "rate": rate, "quality": Fraction(each.quality),
    }  # fmt: skip
    return Line(each.payee, amount, formula, numbers)
