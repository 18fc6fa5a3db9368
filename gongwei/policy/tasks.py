"""Task tables: bases and printed task numbers of each institution, and how each column is made.

Here the table is held and its sums are checked; computing a table from its declarations is not done here.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Field, PlainValidator, model_validator

from gongwei.policy.problems import Key, Problem
from gongwei.policy.provisions import INDICATOR
from gongwei.policy.shape import RefText, Shape
from gongwei.policy.strict_yaml import Source

Rounding = Literal["exact", "half_up", "ceil", "floor"]
Residual = Literal["none", "first_row", "largest_base", "named_row"]
Total = Literal["sum", "ceil"]
InstitutionKind = Literal[
    "township_health_centre", "community_health_centre", "community_health_station", "village_clinic", "other"
]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


def _decimal(found: Any) -> Any:
    if isinstance(found, int | Decimal) and not isinstance(found, bool):
        return Decimal(found)
    raise ValueError(f"应为数，写的是 {found}")


class Institution(Shape):
    """An institution of the plan: our code, the printed name, other names it goes by."""

    code: Annotated[str, Field(pattern=r"^[A-Za-z0-9-]+$")]
    name: Annotated[str, Field(min_length=1)]
    kind: InstitutionKind
    aliases: tuple[str, ...] = ()
    township: Annotated[str, Field(pattern=r"^\d{9}$")] | None = None
    note: str | None = None


class Override(Shape):
    """A printed cell that no rule of its column gives, with the reason."""

    value: int
    reason: Annotated[str, Field(min_length=1)]


class Proportion(Shape):
    """A base spread like another column: value ≈ that column × numerator ÷ denominator."""

    of: Name
    numerator: int
    denominator: Annotated[int, Field(gt=0)]


class Column(Shape):
    """One column: a base that was put in, or a target = base × rate, rounded, with a residual policy."""

    id: Name
    header: Annotated[str, Field(min_length=1)]
    kind: Literal["base", "target"]
    unit: str = "人"
    report_year: int | None = None
    proportion: Proportion | None = None
    base: Name | None = None
    base_before_rounding: bool = False
    rate: Annotated[Decimal | None, PlainValidator(_decimal)] = None
    rounding: Rounding | None = None
    residual: Residual = "none"
    residual_row: str | None = None
    total: Total = "sum"
    indicator: Annotated[str, Field(pattern=INDICATOR)] | None = None
    code: str | None = None
    overrides: dict[str, Override] = {}
    note: str | None = None

    @model_validator(mode="after")
    def _made(self) -> Column:
        made = (self.base, self.rate, self.rounding, self.indicator)
        if self.kind == "target" and None in made:
            raise ValueError("任务列（target）要写 base、rate、rounding、indicator")
        if self.kind == "base" and any(part is not None for part in made[:3]):
            raise ValueError("基数列（base）不写 base、rate、rounding")
        if (self.residual == "named_row") != (self.residual_row is not None):
            raise ValueError("residual: named_row 与 residual_row 要一起写")
        return self


class Row(Shape):
    """One printed line of the table: an institution and its numbers, in the order of the columns."""

    institution: str
    values: tuple[int, ...]


class Table(Shape):
    """A printed task table."""

    id: Name
    title: Annotated[str, Field(min_length=1)]
    ref: RefText
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    totals: tuple[int, ...]

    def column(self, name: str) -> Column | None:
        """The column of an id."""
        return next((column for column in self.columns if column.id == name), None)

    def values(self, column: str) -> dict[str, int]:
        """The printed numbers of one column, by institution code."""
        place = [held.id for held in self.columns].index(column)
        return {row.institution: row.values[place] for row in self.rows}

    def printed_total(self, column: str) -> int:
        """The number in the line 合计."""
        return self.totals[[held.id for held in self.columns].index(column)]


def check_tables(source: Source, tables: tuple[Table, ...], institutions: frozenset[str]) -> list[Problem]:
    """Σ of the institutions = 合计 in every column, every row complete, every base a column (TASK-07)."""
    problems: list[Problem] = []
    for place, table in enumerate(tables):
        problems += _check_rows(source, ("tasks", place), table, institutions)
        problems += _check_columns(source, ("tasks", place), table)
    return problems


def _check_rows(source: Source, key: Key, table: Table, institutions: frozenset[str]) -> list[Problem]:
    problems, width, seen = [], len(table.columns), set[str]()
    for place, row in enumerate(table.rows):
        here = (*key, "rows", place)
        if row.institution not in institutions:
            expected = f"没有编号为 {row.institution} 的机构"
            problems.append(source.problem((*here, "institution"), expected, "请先在 institutions 中登记"))
        if row.institution in seen:
            problems.append(source.problem(here, f"机构 {row.institution} 重复", "每个机构一行"))
        seen.add(row.institution)
        if len(row.values) != width:
            expected = f"应有 {width} 个数，写了 {len(row.values)} 个"
            problems.append(source.problem((*here, "values"), expected, "请按列的顺序补齐"))
    if len(table.totals) != width:
        expected = f"合计应有 {width} 个数，写了 {len(table.totals)} 个"
        problems.append(source.problem((*key, "totals"), expected, "请按列的顺序补齐"))
    if problems:
        return problems
    for column in table.columns:
        total, printed = sum(table.values(column.id).values()), table.printed_total(column.id)
        if total != printed:
            expected = f"“{column.header}”各机构相加为 {total}，合计写的是 {printed}"
            problems.append(source.problem((*key, "totals"), expected, "请核对该列，两者应相等"))
    return problems


def _check_columns(source: Source, key: Key, table: Table) -> list[Problem]:
    problems, before = [], set[str]()
    for place, column in enumerate(table.columns):
        here = (*key, "columns", place)
        if column.id in before:
            problems.append(source.problem((*here, "id"), f"列 {column.id} 重复", "每列一个编号"))
        for field, name in _columns_named(column):
            if name not in before:
                expected = f"没有写在前面的列 {name}"
                problems.append(source.problem((*here, field), expected, "请核对列的编号和次序"))
        before.add(column.id)
        for code, override in column.overrides.items():
            cells = [row.values for row in table.rows if row.institution == code]
            printed = cells[0][place] if cells and place < len(cells[0]) else None
            if printed != override.value:
                expected = f"{code} 的改动写 {override.value}，表里是 {printed}"
                problems.append(source.problem((*here, "overrides", code), expected, "两处应相同"))
    return problems


def _columns_named(column: Column) -> Iterator[tuple[str, str]]:
    if column.base:
        yield "base", column.base
    if column.proportion:
        yield "proportion", column.proportion.of
