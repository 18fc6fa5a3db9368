"""Parameters inside expressions: ``p.sbp_limit`` is a column that follows the dates on which the value changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import ibis
import ibis.expr.types as ir

Dated = Sequence[tuple[dt.date, Any]]
"""(from, value) pairs in ascending order; a value None ends the former one."""


class UnknownParameter(LookupError):
    """A chapter asks for a parameter that its parameters.yaml and no plan defines."""


class Parameters:
    """The chapter's parameters seen on one date column (or slot): an unchanged value is a literal, others follow dates.

    ``history`` maps a full id (``hypertension.sbp_limit``) to its dated values, already resolved for the region.
    """

    def __init__(self, chapter: str, history: Callable[[str], Dated], on: ir.DateValue) -> None:
        self._chapter = chapter
        self._history = history
        self._on = on

    def at(self, on: ir.DateValue) -> Parameters:
        """The same parameters on another date column."""
        return Parameters(self._chapter, self._history, on)

    @property
    def chapter(self) -> str:
        """Whose parameters they are."""
        return self._chapter

    def __getattr__(self, name: str) -> ir.Value:
        if name.startswith("_"):
            raise AttributeError(name)
        return self.value(f"{self._chapter}.{name}")

    def value(self, parameter_id: str) -> ir.Value:
        """The parameter by its full id, as an expression."""
        dated = list(self._history(parameter_id))
        if not dated:
            raise UnknownParameter(
                f"参数 {parameter_id} 没有定义：请写进该章的 parameters.yaml（值、单位、起始日期、依据）"
            )
        return self._following(dated)

    def ever(self, name: str) -> bool:
        """Whether the parameter is anything but 0, no or nothing on some day."""
        return any(value for _, value in self._history(f"{self._chapter}.{name}"))

    def includes(self, name: str, item: str | int) -> ir.BooleanValue:
        """Whether a list parameter names the item, following dates; a constant while that never changed."""
        dated = self._history(f"{self._chapter}.{name}")
        if not dated:
            raise UnknownParameter(
                f"参数 {self._chapter}.{name} 没有定义：请写进该章的 parameters.yaml（值、单位、起始日期、依据）"
            )
        return self._following([(day, item in (value or ())) for day, value in dated])

    def _following(self, dated: Dated) -> ir.Value:
        """The value that holds on the date column; a literal when it never changed."""
        first, *later = [_literal(value) for _, value in dated]
        if not later or all(_same(value, dated[0][1]) for _, value in dated[1:]):
            return first
        branches = [
            (self._on >= ibis.date(day.year, day.month, day.day), _literal(value))
            for day, value in dated[:0:-1]
        ]
        return ibis.cases(*branches, else_=first)


def _same(one: Any, other: Any) -> bool:
    return type(one) is type(other) and bool(one == other)


def _literal(value: Any) -> ir.Value:
    """A Python value as an Ibis literal; a list becomes an array, Decimal keeps its places."""
    if isinstance(value, Decimal):
        places = max(0, -int(value.as_tuple().exponent))
        return ibis.literal(value, type=f"decimal(18, {places})")
    if isinstance(value, bool) or value is None:
        return ibis.literal(value)
    if isinstance(value, int):
        return ibis.literal(value, type="int32")
    return ibis.literal(value)
