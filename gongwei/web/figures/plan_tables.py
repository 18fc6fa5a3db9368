"""Task tables of the plan as printed: how each column is made, which cells are printed exceptions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from gongwei.catalogue.plans import plan
from gongwei.people.models import Institution
from gongwei.policy.tasks import Table
from gongwei.ui.figures import thousands

ROUNDING = {"exact": "整", "half_up": "四舍五入", "ceil": "进一", "floor": "舍去"}


def table_of(table: Table) -> dict[str, Any]:
    """Headings, lines by institution with their marks, and the line 合计."""
    places = names()
    marked = {
        (column.id, code): override.reason
        for column in table.columns
        for code, override in column.overrides.items()
    }
    rows = [
        (
            places[row.institution],
            [
                (value, marked.get((column.id, row.institution), ""), column.kind)
                for column, value in zip(table.columns, row.values, strict=True)
            ],
        )
        for row in table.rows
    ]
    heads = [_made(table, place) for place in range(len(table.columns))]
    return {"heads": heads, "rows": rows, "totals": table.totals}


def overrides(table: Table) -> Iterator[str]:
    """Each printed exception in words."""
    places = names()
    for column in table.columns:
        for code, override in column.overrides.items():
            yield f"{places[code]} {column.header}：印发 {thousands(override.value)}（{override.reason}）"


def names() -> Mapping[str, str]:
    """The short names of the plan's institutions."""
    short = dict(Institution.objects.responsible().values_list("name", "short_name"))
    return {held.code: short.get(held.name) or held.name for held in plan().file.institutions}


def _made(table: Table, place: int) -> dict[str, str]:
    """A column's heading and how it is made: 第5列×64% 进一."""
    column = table.columns[place]
    if column.kind == "base":
        how = f"{column.report_year}年报" if column.report_year else "录入"
        return {"label": column.header, "made": "基数", "how": how}
    ids = [held.id for held in table.columns]
    base = f"第{ids.index(column.base) + 1}列" if column.base in ids else (column.base or "")
    made = f"{base}×{(column.rate or Decimal(0)).normalize():f}%"
    return {"label": column.header, "made": made, "how": ROUNDING[column.rounding or "exact"]}
