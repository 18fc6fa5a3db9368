"""The columns of a new version: as printed, re-based, or derived where the annex is silent.

A base keeps its source and year. What rests on a new base is computed anew by the plan's own rates; printed exceptions
hold for the printed bases only (TASK-09).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from gongwei.kernel.apportion import apportion
from gongwei.kernel.measures import Measure
from gongwei.policy import Plan
from gongwei.policy.provisions import Provision
from gongwei.policy.tasking import Cell, ColumnMade, computed
from gongwei.policy.tasks import Column, Row, Table

ROUNDING = {"exact": "整", "half_up": "四舍五入", "ceil": "进一", "floor": "舍去"}
DERIVED = "derived"
PER_CENT = {"%": Decimal(1), "‰": Decimal("0.1")}


@dataclass(frozen=True)
class Rebased:
    """New numbers of one base column, institution code → number, with where they are from and of which year."""

    column: str
    numbers: Mapping[str, int]
    source: str
    year: int | None = None


@dataclass(frozen=True)
class NewCell:
    """One number of a new version."""

    code: str
    value: int
    made: str
    reason: str = ""


@dataclass(frozen=True)
class NewColumn:
    """One column of a new version, ready to be written down."""

    column: Column
    table: str
    cells: tuple[NewCell, ...]
    made: str
    source: str = ""
    year: int | None = None
    derived: bool = False

    @property
    def total(self) -> int:
        """Σ of the institutions."""
        return sum(cell.value for cell in self.cells)


def spread(plan: Plan, column: str, total: int, by: str) -> Rebased:
    """A fixed total spread by another base column, to the last person (TASK-11)."""
    weights = {code: number for code, base, number in plan.bases() if base == by}
    label = next(c.header for table in plan.file.tasks for c in table.columns if c.id == by)
    return Rebased(column, apportion(total, weights), f"总数 {total} 按“{label}”分配", plan.year)


def columns(plan: Plan, rebased: Iterable[Rebased] = (), on: dt.date | None = None) -> Iterator[NewColumn]:
    """Every column of the plan's tables as amended up to a day, in their order."""
    given = {each.column: each for each in rebased}
    for table in plan.tables_on(on or plan.last_day):
        bases = {name: each.numbers for name, each in given.items() if table.column(name)}
        rule = {made.column.id: made for made in computed(table)}
        anew = {made.column.id: made for made in computed(table, bases)} if bases else rule
        touched = set(bases)
        for column in table.columns:
            touched |= {column.id} if column.base in touched else set()
            if column.id in touched:
                cells = tuple(_cell(cell) for cell in anew[column.id].cells)
            else:
                cells = tuple(_printed(table, rule[column.id]))
            yield _column(table, column, cells, given.get(column.id))


def _column(table: Table, column: Column, cells: tuple[NewCell, ...], given: Rebased | None) -> NewColumn:
    if column.kind == "target":
        return NewColumn(column, table.title, cells, how(table, column))
    source = (
        given.source
        if given
        else (f"{column.report_year}年报" if column.report_year else f"方案{table.ref.partition('#')[2]}")
    )
    return NewColumn(column, table.title, cells, "基数", source, given.year if given else column.report_year)


def how(table: Table, column: Column) -> str:
    """辖区服务人口数×90% 整."""
    base = table.column(column.base or "")
    rate = (column.rate or Decimal(0)).normalize()
    return f"{base.header if base else column.base}×{rate:f}% {ROUNDING[column.rounding or 'exact']}"


def _cell(cell: Cell) -> NewCell:
    return NewCell(cell.institution, cell.value, cell.made, cell.reason)


def _printed(table: Table, rule: ColumnMade) -> Iterator[NewCell]:
    """The printed numbers; one that the rule does not give says so."""
    for code, value in table.values(rule.column.id).items():
        cell = rule.cell(code)
        if cell.value == value:
            yield _cell(cell)
        else:
            yield NewCell(code, value, "override", f"方案所载；按规则为 {cell.value}")


def derived(
    plan: Plan, measures: Mapping[str, Measure], counted: Mapping[str, Mapping[str, int]], source: str
) -> Iterator[NewColumn]:
    """Numbers for the rate targets that annex 2 has no column for, by the same engine, marked 派生 (TASK-13).

    The base is the plan's own where the indicator names one, else the people counted (``counted``: indicator →
    institution code → denominator), whose source says from which day. Without a base there is no number.
    """
    printed = {
        column.indicator for table in plan.file.tasks for column in table.columns if column.kind == "target"
    }
    for target in plan.targets:
        measure = measures.get(target.indicator)
        if measure is None or target.indicator in printed or not _is_rate(target, measure):
            continue
        name, numbers = _base(plan, measure, counted)
        if numbers:
            yield _derive(plan, target, numbers, f"方案{name}" if name else source)


def _is_rate(target: Provision, measure: Measure) -> bool:
    plain = isinstance(target.value, int | Decimal) and target.baseline is None and measure.counted is None
    return plain and target.operator in (">=", "=") and target.unit in PER_CENT


def _base(
    plan: Plan, measure: Measure, counted: Mapping[str, Mapping[str, int]]
) -> tuple[str, Mapping[str, int]]:
    for name in (measure.base, *measure.bases):
        found = {code: number for code, base, number in plan.bases() if base == name}
        if found:
            return _header(plan, str(name)), found
    codes = {held.code for held in plan.file.institutions}
    return "", {code: n for code, n in counted.get(measure.id, {}).items() if code in codes}


def _header(plan: Plan, name: str) -> str:
    heads = (column.header for table in plan.file.tasks for column in table.columns if column.id == name)
    return next(heads, name)


def _derive(plan: Plan, target: Provision, numbers: Mapping[str, int], source: str) -> NewColumn:
    ids = target.indicator.replace(".", "_")
    rate = Decimal(str(target.value)) * PER_CENT[str(target.unit)]
    base = Column.model_validate({"id": "base", "header": "应服务", "kind": "base"})
    column = Column.model_validate({
        "id": ids, "header": target.label, "kind": "target", "base": "base", "rate": rate, "rounding": "half_up",
        "indicator": target.indicator,
    })  # fmt: skip
    rows = tuple(Row(institution=code, values=(number, 0)) for code, number in numbers.items())
    table = Table(
        id=DERIVED, title="派生任务", ref=target.ref, columns=(base, column), rows=rows,
        totals=(sum(numbers.values()), 0),
    )  # fmt: skip
    made = computed(table)[1]
    cells = tuple(replace(_cell(cell), made="rule") for cell in made.cells)
    said = f"应服务×{target.value}{target.unit} 四舍五入"
    return NewColumn(column, table.title, cells, said, source, plan.year, derived=True)
