"""绩效目标 of a budget's notice: pasted as its table prints them, tied line by line to indicators of the plan."""

from __future__ import annotations

import difflib
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from gongwei.kernel.clock import now
from gongwei.people.grants import allowed
from gongwei.people.models import Staff
from gongwei.people.problems import HARD, Forbidden, Invalid, refuse
from gongwei.planning.models import Goal
from gongwei.policy import Plan
from gongwei.records.history import acting
from gongwei.records.layout import Problem

LINE = re.compile(
    r"^(?P<name>.+?)[\s,，:：]*(?:≥|>=|不低于|达到|[\s,，:：])\s*(?P<value>\d+(?:\.\d{1,2})?)\s*(?P<unit>%|％|人)$"
)
"""高血压患者基层规范管理服务率 ≥62%; a tab or comma between the columns will do."""
MOST = 60


@dataclass(frozen=True)
class Wanted:
    """One line of the table, understood."""

    indicator: str
    value: Decimal
    unit: str


def known(plan: Plan) -> dict[str, str]:
    """Label, code and id of each target of the plan → indicator."""
    found: dict[str, str] = {}
    for each in plan.file.targets:
        for name in (each.label, each.code, each.indicator):
            if name:
                found.setdefault(name, each.indicator)
    return found


def parse(text: str, names: Mapping[str, str]) -> list[Wanted]:
    """The lines in their order; every line that cannot be understood is told, and then nothing is taken."""
    problems: list[str] = []
    found: list[Wanted] = []
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    if not 1 <= len(lines) <= MOST:
        raise refuse("goals", f"绩效目标：每行一项，1 到 {MOST} 行，现有 {len(lines)} 行")
    for number, line in lines:
        read = LINE.match(line)
        if read is None:
            like = f"{next(iter(names), '')} ≥62%"
            problems.append(f"第 {number} 行“{line[:30]}”：应为 指标名称 ≥目标值%（或人），例如 {like}")
            continue
        indicator = names.get(read["name"].strip())
        value, unit = Decimal(read["value"]), "人" if read["unit"] == "人" else "%"
        if indicator is None:
            near = difflib.get_close_matches(read["name"], names, n=2, cutoff=0.4) or list(names)[:2]
            problems.append(f"第 {number} 行：方案没有指标“{read['name'][:30]}”，相近的有 {'、'.join(near)}")
        elif indicator in {each.indicator for each in found}:
            problems.append(f"第 {number} 行：“{read['name'][:30]}”写了两次")
        elif value == 0 or (unit == "%" and value > 100):
            problems.append(f"第 {number} 行：目标值应大于 0、比例不超过 100%，写的是 {value}{unit}")
        else:
            found.append(Wanted(indicator, value, unit))
    if problems:
        raise Invalid(*(Problem("goals", HARD, said) for said in problems))
    return found


def bring(id: uuid.UUID, plan: Plan, notice: str, text: str, *, by: Staff) -> list[Goal]:
    """Take in the goals of a notice, all or none; the same notice again replaces what it said before."""
    if not allowed(by, "plan"):
        raise Forbidden("绩效目标由项目办导入")
    if len(notice.strip()) < 2:
        raise refuse("notice", "通知文号：请写下达绩效目标的文件，例如 财社〔2024〕41号")
    name = notice.strip()[:60]
    wanted = parse(text, known(plan))
    with transaction.atomic(), acting(str(by.pk), f"导入{name}绩效目标"):
        Staff.objects.select_for_update().get(pk=by.pk)
        if Goal.objects.filter(pk=uuid.uuid5(id, wanted[0].indicator)).exists():
            return list(Goal.objects.filter(plan=plan.id, notice=name, replaced=False))
        for each in Goal.objects.filter(plan=plan.id, notice=name, replaced=False):
            each.replaced = True
            each.save(update_fields=["replaced"])
        return [
            Goal.objects.create(
                id=uuid.uuid5(id, each.indicator), plan=plan.id, notice=name, indicator=each.indicator,
                value=each.value, unit=each.unit, place=place, set_by=by, set_at=now(),
            )
            for place, each in enumerate(wanted, 1)
        ]  # fmt: skip
