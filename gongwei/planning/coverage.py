"""Every institution of the four types works by the plan; those without any task are named (PLAN-20)."""

from __future__ import annotations

from dataclasses import dataclass

from gongwei.kernel.clock import today
from gongwei.people.models import Institution
from gongwei.planning.models import Share
from gongwei.planning.sheets import current
from gongwei.policy import Plan

BELOW = ("community_health_station", "village_clinic")
"""Whose tasks are what the institution above them divided to their village."""


@dataclass(frozen=True)
class Coverage:
    """The institutions of one type at work today, and which of them have no task and why."""

    kind: str
    label: str
    number: int
    without: tuple[tuple[Institution, str], ...]


def coverage(plan: Plan) -> list[Coverage]:
    """镇卫生院, 社区卫生服务中心, 社区卫生服务站, 村卫生室: how many there are and which have nothing to do."""
    labels, divided = dict(Institution.KINDS), _divided(plan)
    made = []
    for kind in (*Institution.PRIMARY, *BELOW):
        held = Institution.objects.filter(kind=kind, active_from__lte=today()).exclude(active_to__lte=today())
        rows = list(held.order_by("position", "pk"))
        lacking = tuple((each, why) for each in rows if (why := _lacks(plan, each, divided)))
        made.append(Coverage(kind, labels[kind], len(rows), lacking))
    return made


def _lacks(plan: Plan, institution: Institution, divided: set[str]) -> str:
    """Why an institution has no task; empty where it has one."""
    if institution.kind in BELOW:
        return "" if institution.region_id in divided else "上级机构没有分解任务到本村（居）"
    held = next((found for name in _names(institution) if (found := plan.institution(name))), None)
    if held is None:
        return "方案没有列入"
    return "" if any(plan.task(held.code, each) for each in _tasked(plan)) else "任务表里没有任务"


def _names(institution: Institution) -> tuple[str, ...]:
    return (institution.code, institution.name, *institution.aliases)


def _tasked(plan: Plan) -> set[str]:
    """The indicators for which numbers were handed down, by the plan's tables or by a sheet since."""
    printed = {column.indicator for table in plan.file.tasks for column in table.columns if column.indicator}
    return printed | {indicator for sheet in plan.handed_down for indicator in sheet.numbers}


def _divided(plan: Plan) -> set[str]:
    """The villages that have a number in a division in force."""
    sheet = current(plan.id)
    if sheet is None:
        return set()
    rows = Share.objects.filter(split__live=True, split__cell__column__sheet=sheet, value__gt=0)
    return set(rows.values_list("village_id", flat=True))
