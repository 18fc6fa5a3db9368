"""Checks that the child forms share: the column of the age, sensible days, referral advised, haemoglobin once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from gongwei.programmes.child.codes import CONTACT
from gongwei.programmes.child.windows import contact_on, window
from gongwei.records.checks import not_after_death, not_in_future
from gongwei.records.layout import Check, Opening, Problem

Values = Mapping[str, Any]


def opening(*ages: int) -> Opening:
    """A new record opens in the column of the child's age; a form of other ages opens in none."""

    def opened(facts: Values) -> dict[str, Any]:
        limits = facts.get("parameters")
        if not limits:
            return {}
        age = contact_on(facts["birth_date"], facts["served_on"], limits)
        return {"contact": age} if age in ages else {}

    return opened


def day(label: str) -> tuple[Check, ...]:
    """The day of the service: not in the future, not after death, not before birth."""
    return not_in_future("served_on", label), not_after_death(label=label), after_birth(label)


def after_birth(label: str) -> Check:
    """Nothing is done before the child is born."""

    def check(values: Values, facts: Values) -> list[Problem]:
        on, birth = values.get("served_on"), facts.get("birth_date")
        if on is None or birth is None or on >= birth:
            return []
        return [Problem("served_on", "hard", f"{label} {on} 早于出生日期 {birth}，请核对两个日期")]

    return check


def of_the_column(values: Values, facts: Values) -> list[Problem]:
    """The column is the one whose window holds the day (gongwei-conventions#临床.儿童体检窗口)."""
    age, on, birth, limits = (
        values.get("contact"), values.get("served_on"), facts.get("birth_date"), facts.get("parameters"),
    )  # fmt: skip
    if age is None or on is None or birth is None or not limits or on < birth:
        return []
    due = contact_on(birth, on, limits)
    if due == age:
        return []
    first, last = window(birth, age, limits)
    meant = f"，{on} 属于{CONTACT.label(due)}" if due >= 0 else ""
    return [
        Problem(
            "contact",
            "hard",
            f"{CONTACT.label(age)}的检查应在 {first} 至 {last} 之间{meant}，请改栏或核对日期",
        )
    ]


def next_after(field: str = "next_date") -> Check:
    """The next appointment lies after this one."""

    def check(values: Values, facts: Values) -> list[Problem]:
        planned, on = values.get(field), values.get("served_on")
        if not isinstance(planned, dt.date) or on is None or planned > on:
            return []
        return [Problem(field, "hard", f"下次日期 {planned} 应晚于本次日期 {on}")]

    return check


def spots_less_than_teeth(values: Values, facts: Values) -> list[Problem]:
    """Caries are counted among the teeth."""
    teeth, caries = values.get("teeth_count"), values.get("caries_count")
    if teeth is None or caries is None or caries <= teeth:
        return []
    return [Problem("caries_count", "hard", f"龋齿数 {caries} 不能多于牙数 {teeth}")]


def vision_of_scale(values: Values, facts: Values) -> list[Problem]:
    """五分记录 runs from 4.0 to 5.3, 小数记录 from 0.02 to 2.0."""
    scale = values.get("vision_scale")
    limits = {1: (4.0, 5.3), 2: (0.02, 2.0)}.get(scale) if scale is not None else None
    if limits is None:
        return []
    found = []
    for name, label in (("vision_l", "左眼视力"), ("vision_r", "右眼视力")):
        value = values.get(name)
        if value is not None and not limits[0] <= float(value) <= limits[1]:
            found.append(
                Problem(name, "hard", f"{label}应在 {limits[0]}～{limits[1]} 之间，请核对视力记录法")
            )
    return found


def told_when_abnormal(values: Values, facts: Values) -> list[Problem]:
    """Where the rules advise referral the doctor refers, or says why not (spec 04 d6)."""
    why = facts.get("referral_advised")
    if not why or values.get("referral") == 2 or values.get("other") or values.get("referral") is None:
        return []
    return [Problem("referral", "soft", f"系统建议转诊（{why}）：请转诊，或确认暂不转诊")]


def haemoglobin_once(values: Values, facts: Values) -> list[Problem]:
    """Between 6 and 8 months haemoglobin is tested once: asked at 8 months when the 6-month exam has none."""
    if values.get("contact") != 8 or values.get("hemoglobin") is not None or not facts.get("hemoglobin_owed"):
        return []
    return [Problem("hemoglobin", "soft", "6~8月龄应查一次血红蛋白，6月龄没有记录；请补查，或确认暂不查")]
