"""A plan for a small copy of its district: every number of people shrinks alike, rates and money per head stay."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from gongwei.kernel.apportion import largest_remainder
from gongwei.policy.plan import Plan
from gongwei.policy.plan_file import PlanFile
from gongwei.policy.provisions import Provision
from gongwei.policy.tasks import Column, Row, Table

COUNTED = ("人", "份")


def scaled(plan: Plan, share: Fraction) -> Plan:
    """The plan with bases, printed tasks and counted targets × share; sums are conserved by largest remainders.

    For demonstration districts only: a synthetic population of 5 % is judged by 5 % of the published numbers.
    """
    if share == 1:
        return plan
    file: PlanFile = plan.file.model_copy(
        update={
            "tasks": tuple(_table(table, share) for table in plan.file.tasks),
            "targets": tuple(_provision(each, share) for each in plan.file.targets),
            "terms": tuple(_provision(each, share) for each in plan.file.terms),
            "amendments": tuple(
                each.model_copy(update={"targets": tuple(_provision(one, share) for one in each.targets)})
                for each in plan.file.amendments
            ),
        }
    )
    return replace(plan, file=file)


def _provision(each: Provision, share: Fraction) -> Provision:
    if each.unit not in COUNTED or not isinstance(each.value, int | Decimal):
        return each
    return each.model_copy(update={"value": largest_remainder([int(each.value)], share)[0]})


def _table(table: Table, share: Fraction) -> Table:
    printed = zip(*(row.values for row in table.rows), strict=True)
    columns = [largest_remainder(column, share) for column in printed]
    rows = tuple(
        Row.model_copy(row, update={"values": tuple(column[number] for column in columns)})
        for number, row in enumerate(table.rows)
    )
    totals = tuple(sum(column) for column in columns)
    return table.model_copy(update={"rows": rows, "totals": totals, "columns": tuple(map(_column, table.columns))})


def _column(column: Column) -> Column:
    """Printed exceptions belong to the published numbers; a scaled copy has none."""
    return column.model_copy(update={"overrides": {}})
