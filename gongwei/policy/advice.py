"""What is not wrong but worth a look in a plan: raised targets, overruled ones, low task numbers."""

from __future__ import annotations

from decimal import Decimal

from gongwei.policy.plan import Plan
from gongwei.policy.problems import Key, Problem
from gongwei.policy.strict_yaml import Source
from gongwei.policy.stricter import EffectiveTarget
from gongwei.policy.tasks import Table


def advice(source: Source, plan: Plan) -> list[Problem]:
    """All warnings of a plan that loads."""
    found: list[Problem] = []
    for place, target in enumerate(plan.file.targets):
        key: Key = ("targets", place, "indicator")
        found += _against_superior(source, key, plan.effective_target(target.indicator))
        if target.baseline is not None and target.baseline.value is None:
            expected = f"{target.label}要与 {target.baseline.year} 年比，但还没有那一年的实际数"
            found.append(source.problem(key, expected, "录入前不判断这一项", warning=True))
    for indicator in plan.inherited:
        issued = plan.effective_target(indicator).superior[0]
        expected = f"{issued.plan_label}有{issued.provision.label}{issued.provision.demand}，本方案没有"
        found.append(source.problem(("targets",), expected, "请补上，或按上级目标执行", warning=True))
    for place, table in enumerate(plan.file.tasks):
        found += _low_totals(source, ("tasks", place), table)
    if not plan.file.binding:
        found.append(source.problem(("status",), "方案尚未印发", "其中的目标不约束任何人", warning=True))
    return found


def _against_superior(source: Source, key: Key, judged: EffectiveTarget) -> list[Problem]:
    found = [source.problem(key, conflict, "请先统一写法", warning=True) for conflict in judged.conflicts]
    local, governing = judged.local, judged.governing
    if judged.raised and local is not None:
        above = "、".join(f"{issued.plan_label}{issued.provision.demand}" for issued in judged.superior)
        expected = f"{local.provision.demand}严于上级下达的 {above}"
        found.append(source.problem(key, expected, "请确认不属于层层加码", warning=True))
    if local is not None and governing is not None and governing.plan != local.plan and not judged.raised:
        expected = f"{local.provision.demand}低于{governing.plan_label}的{governing.provision.demand}"
        found.append(source.problem(key, expected, "以上级目标为准", warning=True))
    return found


def _low_totals(source: Source, key: Key, table: Table) -> list[Problem]:
    """A printed total below rate × base: whoever meets the numbers still misses the rate (TASK-06)."""
    found = []
    for place, column in enumerate(table.columns):
        if column.rate is None or column.base is None:
            continue
        printed, base = table.printed_total(column.id), table.printed_total(column.base)
        if printed * 100 < column.rate * base:
            share = (Decimal(printed) * 100 / base).quantize(Decimal("0.01"))
            expected = f"“{column.header}”合计 {printed} 只合 {share}%，低于 {column.rate}%"
            found.append(
                source.problem(
                    (*key, "columns", place, "id"), expected, "人数完成了比例也不达标", warning=True
                )
            )
    return found
