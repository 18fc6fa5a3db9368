"""Task tables allocated anew when a target changes in the year (PLAN-07): the plan's own rule with the new number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from gongwei.kernel.apportion import apportion
from gongwei.policy.provisions import Provision
from gongwei.policy.tasking import computed
from gongwei.policy.tasks import Column, Row, Table


def reallocated(
    tables: Iterable[Table], before: Iterable[Provision], after: Iterable[Provision]
) -> tuple[Table, ...]:
    """Columns whose target changed are computed by the new rate, or spread anew to the new total; others stand."""
    old = {each.indicator: each.value for each in before if isinstance(each.value, int | Decimal)}
    new = {
        each.indicator: Decimal(each.value)
        for each in after
        if isinstance(each.value, int | Decimal) and each.value != old.get(each.indicator)
    }
    return tuple(_table(table, old, new) for table in tables)


def _table(table: Table, old: Mapping[str, int | Decimal], new: Mapping[str, Decimal]) -> Table:
    rates = {c.id: new[c.indicator] for c in table.columns if _by_rate(c, old, new)}  # type: ignore[index]
    totals = {c.id: int(new[c.indicator]) for c in table.columns if _by_total(table, c, old, new)}  # type: ignore[index]
    if not rates and not totals:
        return table
    bases = {name: apportion(total, table.values(name)) for name, total in totals.items()}
    changed = table.model_copy(update={"columns": tuple(_column(each, rates.get(each.id)) for each in table.columns)})
    made = {each.column.id: each for each in computed(changed, bases)}
    touched = {*rates, *totals}
    for column in table.columns:
        touched |= {column.id} if column.base in touched else set()
    values = {
        c.id: {cell.institution: cell.value for cell in made[c.id].cells} if c.id in touched else table.values(c.id)
        for c in table.columns
    }
    rows = tuple(
        Row(institution=row.institution, values=tuple(values[c.id][row.institution] for c in table.columns))
        for row in table.rows
    )
    sums = tuple(sum(values[c.id].values()) for c in table.columns)
    columns = tuple(
        c.model_copy(update={"overrides": {}}) if c.id in touched else c for c in changed.columns
    )
    return changed.model_copy(update={"columns": columns, "rows": rows, "totals": sums})


def _by_rate(column: Column, old: Mapping[str, int | Decimal], new: Mapping[str, Decimal]) -> bool:
    """A rate column that was made by the target's former rate."""
    return column.kind == "target" and column.indicator in new and column.rate == old.get(column.indicator or "")


def _by_total(table: Table, column: Column, old: Mapping[str, int | Decimal], new: Mapping[str, Decimal]) -> bool:
    """A column whose total is the target's former number of people."""
    known = column.kind == "base" and column.indicator in new
    return known and table.printed_total(column.id) == old.get(column.indicator or "")


def _column(column: Column, rate: Decimal | None) -> Column:
    """The column by its new rate; the rate printed in its head follows."""
    if rate is None:
        return column
    head = column.header.replace(f"{column.rate}%", f"{rate}%")
    return column.model_copy(update={"rate": rate, "header": head, "overrides": {}})
