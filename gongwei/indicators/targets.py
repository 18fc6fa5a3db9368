"""What the plan demands of a figure and what it counts it on: targets, printed tasks, locked bases and its choices."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

from gongwei.indicators.figures import Reading, Target
from gongwei.kernel.measures import Measure
from gongwei.policy import Plan
from gongwei.policy.plan import ESTIMATED
from gongwei.policy.provisions import Provision

COHORT = "cohort"
OF_THE_COHORT = {"managed", "filed"}
"""Words by which a choice names the people counted by ourselves; any other names a locked base."""


def target_of(plan: Plan, measure: Measure, as_of: dt.date, code: str | None, whole: bool) -> Target:
    """The effective target and the printed count of an institution (``code``) or of the whole district.

    Below the institution nothing is printed, so the rate decides there (AMB-13). Of two readings of one rate, only the
    one that the plan takes is judged (AMB-57).
    """
    if as_of.year != plan.year or (measure.reading and plan.choice(measure.reading[0]) != measure.reading[1]):
        return Target()
    asked = measure.judged_by or measure.id
    held = plan.effective_target(asked, as_of)
    issued = held.governing or held.warning
    task = plan.task(code, asked, as_of) if (code or whole) else None
    choice = plan.choice("county_pass_rule" if whole else "institution_pass_rule")
    if issued is None or isinstance(issued.provision.value, tuple):
        return Target(task=task, conflicts=held.conflicts)
    demand = issued.provision
    if demand.baseline is not None:
        return above_baseline(demand, issued.plan_label, held.conflicts)
    if measure.counted is not None and demand.value is not None:  # 每个机构 ≥12 种: all must reach their number
        return Target(
            value=Decimal(100), unit="%", demand=demand.demand, soft=demand.soft, ref=demand.ref,
            plan=issued.plan_label, conflicts=held.conflicts,
            each=Decimal(str(demand.value)) if (demand.unit or "").endswith("/年") else None,
        )  # fmt: skip
    if demand.unit not in (measure.unit, "人"):  # 每年至少 4 次: what each patient is owed, not a rate
        return Target(demand=demand.demand, task=task, ref=demand.ref, plan=issued.plan_label)
    value = None if demand.value is None else Decimal(str(demand.value))
    people = demand.unit == "人"
    if people and not whole:
        value = None if task is None else Decimal(task)
    return Target(
        value=value,
        operator=demand.operator or ">=",
        unit=demand.unit or "%",
        demand=demand.demand,
        soft=demand.soft,
        task=task,
        decides="count" if task is not None and (people or choice == "count") else "rate",
        ref=demand.ref,
        plan=issued.plan_label,
        conflicts=held.conflicts,
    )


def above_baseline(demand: Provision, plan: str, conflicts: tuple[str, ...]) -> Target:
    """The locked actual of an earlier year and the points above it; before it is locked nothing is judged (PLAN-09)."""
    assert demand.baseline is not None
    year, start = demand.baseline.year, demand.baseline.value
    same = Target(demand=demand.demand, ref=demand.ref, plan=plan, conflicts=conflicts, soft=demand.soft)
    if start is None or demand.value is None:
        return replace(same, lacks=f"{year} 年实际数未录入方案，录入前不判断")
    value = Decimal(str(start)) + Decimal(str(demand.value))
    unit = "%" if demand.unit == "百分点" else demand.unit or "%"
    return replace(same, value=value, unit=unit, operator=demand.operator or ">=")


def readings_of(
    plan: Plan, measure: Measure, as_of: dt.date, code: str | None, whole: bool, counted: int
) -> tuple[Reading, ...]:
    """Every denominator that a plan may choose for this measure, the chosen one marked."""
    names = measure.bases or ((measure.base,) if measure.base else (COHORT,))
    chosen = chosen_base(plan, measure, names)
    locked = as_of.year == plan.year and (whole or code is not None)
    if not locked and COHORT in names:
        chosen = COHORT
    made = []
    for name in names:
        number = counted if name == COHORT else (plan.base(code, name) if locked else None)
        label = measure.cohort.label if name == COHORT else words(plan, name)
        made.append(Reading(name, label, number, name == chosen))
    return tuple(made)


def chosen_base(plan: Plan, measure: Measure, names: tuple[str, ...]) -> str:
    """The reading that the plan takes: ``standard_rate_denominator`` answers for ``*.standard_rate`` (AMB-11, -12)."""
    if len(names) == 1:
        return names[0]
    noun = measure.id.partition(".")[2]
    for choice in (f"{noun}_denominator", f"{noun.removesuffix('_rate')}_denominator"):
        if choice in plan.choices:
            value = plan.choice(choice)
            if value in names:
                return value
            own = value in OF_THE_COHORT
            return next((name for name in names if (name == COHORT) == own), names[0])
    return names[0]


def words(plan: Plan, base: str) -> str:
    """What a base is called: the head of its column in the plan's table."""
    heads = (column.header for table in plan.file.tasks for column in table.columns if column.id == base)
    return next(heads, "估算患者人数" if base.endswith(ESTIMATED) else base)


def why_no_rate(
    measure: Measure, denominator: int | None, whole: bool, code: str | None, same_year: bool
) -> str:
    """The reason why there is no rate, in words."""
    if denominator:
        return ""
    if denominator == 0:
        return "分母为 0：没有应计入的" + ("人" if measure.cohort.of == "resident" else "对象")
    if not same_year:
        return "方案的基数只用于方案当年"
    if not whole and code is None:
        return "基数只下达到机构，村、医生和未分配没有分母"
    return f"方案没有给出基数 {measure.base or '、'.join(measure.bases)}"
