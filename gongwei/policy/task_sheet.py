"""The task tables of a plan as lines: every number with how it was made, and whether it is below its rate (TASK-08)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gongwei.policy.plan import Plan
from gongwei.policy.tasking import MADE, TOTAL, Cell, computed

HEADS = ("table", "column", "header", "institution", "name", "value", "made_by", "exact", "below_rate", "reason")
EXACT_PLACES = 4


@dataclass(frozen=True)
class Line:
    """One number of the sheet; ``exact`` is rate × base before rounding, empty for a base."""

    table: str
    column: str
    header: str
    institution: str
    name: str
    value: int
    made_by: str
    exact: str
    below_rate: str
    reason: str


def lines(plan: Plan) -> Iterator[Line]:
    """Column by column in the order of the tables, the institutions in theirs, then 合计."""
    names = {held.code: held.name for held in plan.file.institutions} | {TOTAL: TOTAL}
    for table in plan.file.tasks:
        for made in computed(table):
            for cell in (*made.cells, made.total):
                yield Line(
                    table.id, made.column.id, made.column.header, cell.institution, names[cell.institution],
                    cell.value, _made(cell), "" if cell.exact is None else f"{float(cell.exact):.{EXACT_PLACES}f}",
                    "低于比例" if cell.below_rate else "", cell.reason,
                )  # fmt: skip


def _made(cell: Cell) -> str:
    if cell.institution != TOTAL:
        return MADE[cell.made]
    return "各机构相加"
