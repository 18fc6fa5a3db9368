"""Computes a task table from its declarations: base × rate, rounded, residual placed (TASK-02).

A column is (base column, rate, rounding, residual policy, way of the total); its base may be another task column. Each
cell says how it came about, so that a printed table and a computed one can be laid beside each other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Literal

from gongwei.policy.tasks import Column, Table

Made = Literal["input", "rule", "residual", "override"]
MADE = {"input": "录入", "rule": "按比例", "residual": "余数归此", "override": "印发例外"}
MODES = {"half_up": ROUND_HALF_UP, "exact": ROUND_HALF_UP, "ceil": ROUND_CEILING, "floor": ROUND_FLOOR}


@dataclass(frozen=True)
class Cell:
    """One number: ``exact`` is base × rate before rounding (None for a base), ``reason`` why it is an exception."""

    institution: str
    value: int
    made: Made
    exact: Fraction | None = None
    reason: str = ""

    @property
    def below_rate(self) -> bool:
        """The number can be met while the rate is missed: it is smaller than rate × base (TASK-08)."""
        return self.exact is not None and self.value < self.exact


@dataclass(frozen=True)
class ColumnMade:
    """One column computed: its cells in the order of the institutions, and its total."""

    column: Column
    cells: tuple[Cell, ...]
    total: Cell

    def cell(self, institution: str) -> Cell:
        """The cell of an institution; KeyError when the table has no such row."""
        for cell in self.cells:
            if cell.institution == institution:
                return cell
        raise KeyError(institution)


TOTAL = "合计"


def computed(table: Table, bases: Mapping[str, Mapping[str, int]] | None = None) -> tuple[ColumnMade, ...]:
    """Every column of a table, from its own bases, or re-based on ``bases`` (column → institution code → number).

    Printed exceptions hold for the printed bases only: a column that is re-based, or rests on one that is, has none.
    """
    made: dict[str, ColumnMade] = {}
    anew = set(bases or {})
    codes = tuple(row.institution for row in table.rows)
    for column in table.columns:
        if column.kind == "base":
            given = (bases or {}).get(column.id) or table.values(column.id)
            made[column.id] = _base(column, {code: given[code] for code in codes})
        else:
            anew |= {column.id} if column.base in anew else set()
            made[column.id] = _target(column, made, keep_overrides=column.id not in anew)
    return tuple(made.values())


def differences(table: Table) -> list[tuple[str, str, int, int]]:
    """Where the declarations do not give the printed number: (column, institution, computed, printed)."""
    found = []
    for made in computed(table):
        printed = table.values(made.column.id)
        found += [
            (made.column.id, cell.institution, cell.value, printed[cell.institution])
            for cell in made.cells
            if cell.value != printed[cell.institution]
        ]
        if made.total.value != table.printed_total(made.column.id):
            found.append((made.column.id, TOTAL, made.total.value, table.printed_total(made.column.id)))
    return found


def _base(column: Column, given: Mapping[str, int]) -> ColumnMade:
    cells = tuple(Cell(code, number, "input") for code, number in given.items())
    return ColumnMade(column, cells, Cell(TOTAL, sum(given.values()), "input"))


def _target(column: Column, made: Mapping[str, ColumnMade], *, keep_overrides: bool) -> ColumnMade:
    base = made[column.base or ""]
    rate = Fraction(column.rate or 0) / 100
    cells = [_rounded(column, cell, _unrounded(column, cell, made) * rate, rate) for cell in base.cells]
    wanted = _total_wanted(column, base, rate)
    cells = _place_residual(column, cells, base, wanted)
    if keep_overrides:
        cells = [_overridden(column, cell) for cell in cells]
    total = sum(cell.value for cell in cells)
    return ColumnMade(column, tuple(cells), Cell(TOTAL, total, "rule", base.total.value * rate))


def _unrounded(column: Column, cell: Cell, made: Mapping[str, ColumnMade]) -> Fraction:
    """The number that the rate is taken on: the base as printed, or what it was before it was rounded."""
    spread = made[column.base or ""].column.proportion
    if not column.base_before_rounding or spread is None:
        return Fraction(cell.value)
    return Fraction(made[spread.of].cell(cell.institution).value * spread.numerator, spread.denominator)


def _rounded(column: Column, base: Cell, taken: Fraction, rate: Fraction) -> Cell:
    """``taken`` decides the number; what the rate demands is always read on the printed base."""
    value = _round(taken, column.rounding or "exact")
    return Cell(base.institution, value, "rule", base.value * rate)


def _round(exact: Fraction, mode: str) -> int:
    number = Decimal(exact.numerator) / Decimal(exact.denominator)
    return int(number.quantize(Decimal(1), MODES[mode]))


def _total_wanted(column: Column, base: ColumnMade, rate: Fraction) -> int | None:
    """The total that the rows must add up to, or None: the total is simply their sum."""
    return _round(base.total.value * rate, "ceil") if column.total == "ceil" else None


def _place_residual(column: Column, cells: list[Cell], base: ColumnMade, wanted: int | None) -> list[Cell]:
    """Put what is missing of the total on one row (TASK-05): the first, the largest base, or a named one."""
    left = 0 if wanted is None else wanted - sum(cell.value for cell in cells)
    if not left or column.residual == "none":
        return cells
    numbers = [cell.value for cell in base.cells]
    place = {
        "first_row": 0,
        "largest_base": numbers.index(max(numbers)),
        "named_row": next((n for n, cell in enumerate(cells) if cell.institution == column.residual_row), 0),
    }[column.residual]
    moved = replace(cells[place], value=cells[place].value + left, made="residual")
    return [*cells[:place], moved, *cells[place + 1 :]]


def _overridden(column: Column, cell: Cell) -> Cell:
    printed = column.overrides.get(cell.institution)
    if printed is None:
        return cell
    return replace(cell, value=printed.value, made="override", reason=printed.reason)
