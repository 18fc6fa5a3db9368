"""No raising of targets level by level (不搞层层加码): what is handed down may not exceed what was issued (PLAN-06)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_CEILING, Decimal

from gongwei.policy.plan_file import PlanFile
from gongwei.policy.problems import Key, Problem
from gongwei.policy.provisions import Provision
from gongwei.policy.strict_yaml import Source
from gongwei.policy.tasks import Column, Table


def check_cascade(source: Source, plan: PlanFile) -> list[Problem]:
    """Refuse a task number above its rate, a rate above the plan's, and counts that add up to more than the plan's.

    A cell may stand above its rate only as an override with a reason; rounding up is no raise.
    """
    problems: list[Problem] = []
    for place, table in enumerate(plan.tasks):
        for number, column in enumerate(table.columns):
            key: Key = ("tasks", place, "columns", number)
            for field, expected in (*_cells(table, column), *_against_plan(plan, table, column)):
                advice = (
                    "任务不得层层加码：请改正，或写成 overrides 并说明理由"
                    if field == "id"
                    else "任务不得层层加码：请改正"
                )
                problems.append(source.problem((*key, field), expected, advice))
    return problems


def _cells(table: Table, column: Column) -> Iterator[tuple[str, str]]:
    base = table.column(column.base) if column.base else None
    if base is None or column.rate is None:
        return
    bases = table.values(base.id)
    for code, printed in table.values(column.id).items():
        most = (Decimal(bases[code]) * column.rate / 100).to_integral_value(ROUND_CEILING)
        if printed > most and code not in column.overrides:
            yield "id", f"{code} 的“{column.header}”{printed} 超过 {bases[code]} 的 {column.rate}%（{most}）"


def _against_plan(plan: PlanFile, table: Table, column: Column) -> Iterator[tuple[str, str]]:
    for issued in _issued(plan, column):
        if isinstance(issued.value, tuple) or issued.value is None or issued.operator not in (">=", "="):
            continue
        total = table.printed_total(column.id)
        if issued.unit == column.unit and total > issued.value:
            yield "indicator", f"“{column.header}”合计 {total} 超过方案的 {issued.demand}"
        if issued.unit == "%" and column.rate is not None and column.rate > issued.value:
            yield "rate", f"“{column.header}”按 {column.rate}% 下达，方案的要求是 {issued.demand}"


def _issued(plan: PlanFile, column: Column) -> list[Provision]:
    return [target for target in plan.targets if target.indicator == column.indicator]
