"""What the forms of supervision ask of the register of places, of the clock, and of each other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from gongwei.kernel.clock import CHINA, now
from gongwei.programmes.health_supervision import codes
from gongwei.programmes.health_supervision.models import Unit
from gongwei.records.layout import Problem

Values = Mapping[str, Any]


def unit_number_is_free(values: Values, facts: Values) -> list[Problem]:
    """One number for one place of an institution."""
    number, own = values.get("number"), facts.get("record_id")
    if number is None:
        return []
    taken = Unit.objects.filter(institution=facts.get("institution_id"), number=number, voided_at=None)
    held = taken.exclude(pk=own).first() if own else taken.first()
    return [Problem("number", "hard", f"编号 {number} 已用于“{held.name}”，请换一个编号")] if held else []


def unit_is_known(values: Values, facts: Values) -> list[Problem]:
    """A patrol names a registered place; one that is closed is asked about."""
    number = values.get("unit_no")
    if number is None:
        return []
    held = Unit.objects.filter(institution=facts.get("institution_id"), number=number, voided_at=None).first()
    if held is None:
        return [Problem("unit_no", "hard", f"本底资料里没有编号 {number} 的单位，请核对编号；没有登记的地点请留空")]
    if held.status != codes.WORKING:
        return [Problem("unit_no", "soft", f"“{held.name}”登记为{codes.STATUS.label(held.status)}，请核对")]
    return []


def problem_said(values: Values, facts: Values) -> list[Problem]:
    """发现问题 2 有 cannot stand with 无 in words, nor 1 无 with a problem."""
    said = (values.get("problem") or "").strip().rstrip("。")
    if values.get("found") == codes.PROBLEM and said in ("无", "没有"):
        return [Problem("problem", "hard", "选了发现问题“有”，请写明主要问题")]
    if values.get("found") == 1 and said and said not in ("无", "没有", "未发现问题", "未发现"):
        return [Problem("problem", "soft", "选了发现问题“无”，却写了问题，请核对")]
    return []


def clock_runs_forward(values: Values, facts: Values) -> list[Problem]:
    """发现时间 on its own day, 报告时间 not before it, neither in the future."""
    found, reported, day = values.get("found_at"), values.get("reported_at"), values.get("served_on")
    problems = []
    if found is not None and day is not None and found.astimezone(CHINA).date() != day:
        problems.append(Problem("found_at", "hard", f"发现时间应在发现日期 {day} 当天，请核对"))
    if found is not None and reported is not None and reported < found:
        problems.append(Problem("reported_at", "hard", "报告时间早于发现时间，请核对"))
    ahead = now() + dt.timedelta(minutes=5)
    for name, label, moment in (("found_at", "发现时间", found), ("reported_at", "报告时间", reported)):
        if moment is not None and moment > ahead:
            problems.append(Problem(name, "hard", f"{label}在现在之后，请填实际时间"))
    return problems


def report_said(values: Values, facts: Values) -> list[Problem]:
    """Whoever reported says to whom; an answer needs a report before it."""
    problems = []
    if values.get("reported_at") is not None and not values.get("report_to"):
        problems.append(Problem("report_to", "required", "已填报告时间，请写明报告对象"))
    if values.get("answer") is not None and values.get("reported_at") is None:
        problems.append(Problem("reported_at", "required", "已有处理结果，请填报告时间"))
    answered, found = values.get("feedback_on"), values.get("served_on")
    if answered is not None and found is not None and answered < found:
        problems.append(Problem("feedback_on", "hard", f"反馈日期 {answered} 早于发现日期 {found}，请核对"))
    return problems
