"""What the cards of chapter 11 refuse beyond single fields: order of days, age, sub-type, lateness with its reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from gongwei.kernel.clock import now
from gongwei.kernel.dates import age_years
from gongwei.programmes.infectious_disease.diseases import diseases
from gongwei.programmes.infectious_disease.models import CHILD_YEARS, day_of
from gongwei.records.layout import Problem

Values = Mapping[str, Any]
SCHOOL = (1, 3)
MINUTES = 60


def limit_minutes(code: int | None, day: dt.date, limits: Values) -> int | None:
    """The report limit of a disease diagnosed on a day; None where the disease is unknown."""
    disease = diseases().get(code or -1)
    if disease is None:
        return None
    hours = limits.get("urgent_hours") if disease.urgent_on(day) else limits.get("normal_hours")
    return int(hours) * MINUTES if hours is not None else None


def in_order(values: Values, facts: Values) -> list[Problem]:
    """发病 ≤ 诊断 ≤ 网络报告 ≤ now; death not before onset; the disease notifiable on the day of diagnosis."""
    found, diagnosed, reported = [], values.get("diagnosed_at"), values.get("reported_at")
    onset, died, day = values.get("onset_on"), values.get("died_on"), day_of(values.get("diagnosed_at"))
    if onset and day and onset > day:
        found.append(Problem("onset_on", "hard", f"发病日期 {onset} 晚于诊断日期 {day}，请核对"))
    if died and onset and died < onset:
        found.append(Problem("died_on", "hard", f"死亡日期 {died} 早于发病日期 {onset}，请核对"))
    for name, label, moment in (
        ("diagnosed_at", "诊断日期", diagnosed),
        ("reported_at", "网络报告时间", reported),
    ):
        if moment and moment > now():
            found.append(Problem(name, "hard", f"{label}在现在之后，请填实际时间"))
    if diagnosed and reported and reported < diagnosed:
        found.append(Problem("reported_at", "hard", "网络报告时间早于诊断日期，请核对"))
    disease = diseases().get(values.get("disease") or -1)
    if disease and day and not disease.in_law.holds(day):
        found.append(
            Problem(
                "disease",
                "hard",
                f"{disease.name}在 {day} 不是法定报告病种，请填在“其他法定管理以及重点监测传染病”",
            )
        )
    return found


def identified(values: Values, facts: Values) -> list[Problem]:
    """A number unless there is none; a birth date or an age with its unit; the parent of a child."""
    found = []
    if values.get("id_type") not in (None, 9) and not values.get("id_no"):
        found.append(Problem("id_no", "required", "有效证件号必填；确无证件时证件类型选“9 无证件”"))
    born, age, unit = values.get("birth_date"), values.get("full_age"), values.get("age_unit")
    if born is None and (age is None or unit is None):
        found.append(Problem("birth_date", "required", "出生日期必填；不详时填实足年龄和年龄单位"))
    day = day_of(values.get("diagnosed_at")) or facts.get("served_on")
    years = (
        age_years(born, day)
        if born and day and born <= day
        else (age if unit == 1 else 0 if age is not None else None)
    )
    if years is not None and years <= CHILD_YEARS and not values.get("parent_name"):
        found.append(Problem("parent_name", "required", f"{CHILD_YEARS}岁及以下患儿必填家长姓名"))
    if values.get("occupation") in SCHOOL and not values.get("work_unit"):
        found.append(Problem("work_unit", "required", "学生、幼托儿童必填学校（班级）"))
    return found


def course_told(values: Values, facts: Values) -> list[Problem]:
    """乙型肝炎, 丙型肝炎, 血吸虫病 say acute, chronic or untyped."""
    disease = diseases().get(values.get("disease") or -1)
    if disease is None or not disease.course or values.get("case_course") is not None:
        return []
    return [Problem("case_course", "required", f"{disease.name}必填病例分类(2)：急性、慢性或未分型")]


def lateness_explained(values: Values, facts: Values) -> list[Problem]:
    """A card reported after its limit says why (spec 11 c)."""
    diagnosed, reported = values.get("diagnosed_at"), values.get("reported_at")
    day = day_of(diagnosed)
    if diagnosed is None or reported is None or day is None:
        return []
    limit = limit_minutes(values.get("disease"), day, facts.get("parameters") or {})
    taken = (reported - diagnosed).total_seconds() / MINUTES
    return _explained(values, taken, limit)


def event_in_order(values: Values, facts: Values) -> list[Problem]:
    """发生 ≤ 接报 ≤ 网络报告; totals not below what is new; lateness explained."""
    found = []
    happened, told, reported = (values.get(name) for name in ("happened_at", "notified_at", "reported_at"))
    if happened and told and happened > told:
        found.append(Problem("notified_at", "hard", "接到报告时间早于事件发生时间，请核对"))
    if told and reported and reported < told:
        found.append(Problem("reported_at", "hard", "网络报告时间早于接到报告时间，请核对"))
    for new, total, label in (("new_cases", "total_cases", "病例"), ("new_deaths", "total_deaths", "死亡")):
        one, other = values.get(new), values.get(total)
        if one is not None and other is not None and other < one:
            found.append(
                Problem(total, "hard", f"累计报告{label}数 {other} 少于新报告{label}数 {one}，请核对")
            )
    if told and reported:
        hours = (facts.get("parameters") or {}).get("urgent_hours")
        taken = (reported - told).total_seconds() / MINUTES
        found += _explained(values, taken, int(hours) * MINUTES if hours is not None else None)
    return found


def _explained(values: Values, taken: float, limit: int | None) -> list[Problem]:
    if limit is None or taken <= limit or values.get("late_reason"):
        return []
    return [
        Problem(
            "late_reason",
            "required",
            f"报告用时 {taken / MINUTES:.1f} 小时，超过 {limit // MINUTES} 小时时限，请写明迟报原因",
        )
    ]


def ill_of_together(values: Values, facts: Values) -> list[Problem]:
    """Not more fell ill than ate together."""
    together, ill = values.get("together"), values.get("ill")
    if together is None or ill is None or ill <= together:
        return []
    return [Problem("ill", "hard", f"发病人数 {ill} 多于共同进食人数 {together}，请核对")]
