"""What the forms of this chapter refuse over several fields (spec 08 b)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from gongwei.records.layout import Check, Problem

Values = Mapping[str, Any]
PART = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
ICD10 = re.compile(r"[A-Z]\d{2}(?:\.\d{1,3})?(?:[xX]\d{0,3})?")
KINDS = {1: "轻度滋事", 2: "肇事", 3: "肇祸", 4: "其他危害行为", 5: "自伤", 6: "自杀未遂"}


def year_or_day(field: str, label: str) -> Check:
    """A date of which the year alone may be known: 1998, 1998-05 or 1998-05-12; not after the day of the form."""

    def check(values: Values, facts: Values) -> list[Problem]:
        text = values.get(field)
        if not text:
            return []
        found = PART.fullmatch(text.strip())
        day = found and _earliest(found)
        if not day:
            return [
                Problem(field, "hard", f"{label}填 1998、1998-05 或 1998-05-12 这样的日期，填的是“{text}”")
            ]
        served = values.get("served_on") or facts.get("today")
        if served is not None and day > served:
            return [Problem(field, "hard", f"{label} {text} 晚于填表日期，请核对")]
        born = facts.get("birth_date")
        if born is not None and day.year < born.year:
            return [Problem(field, "hard", f"{label} {text} 早于出生年份 {born.year}，请核对")]
        return []

    return check


def _earliest(found: re.Match[str]) -> dt.date | None:
    try:
        return dt.date(int(found[1]), int(found[2] or 1), int(found[3] or 1))
    except ValueError:
        return None


def icd10(values: Values, facts: Values) -> list[Problem]:
    """The ICD-10 code has the shape of one: F20, F31.9."""
    text = values.get("icd10")
    if not text or ICD10.fullmatch(text):
        return []
    return [Problem("icd10", "hard", f"ICD-10 编码填 F20 或 F31.9 这样的编码，填的是“{text}”")]


def not_after_the_form(field: str, label: str) -> Check:
    """A day told on a form lies on or before the day of the form."""

    def check(values: Values, facts: Values) -> list[Problem]:
        day, served = values.get(field), values.get("served_on")
        if day is None or served is None or day <= served:
            return []
        return [Problem(field, "hard", f"{label} {day} 晚于填表日期 {served}，请核对")]

    return check


def counted_only_where_ticked(values: Values, facts: Values) -> list[Problem]:
    """Times stand only beside the kinds of dangerous act that are ticked."""
    ticked = values.get("danger_acts")
    if ticked is None:
        return []
    return [
        Problem(f"danger_{kind}", "hard", f"没有选“{label}”，次数不填；请核对危险行为")
        for kind, label in KINDS.items()
        if values.get(f"danger_{kind}") is not None and kind not in ticked
    ]


def nothing_of_the_dead(values: Values, facts: Values) -> list[Problem]:
    """Reason of loss and day of death go with the result of the visit."""
    result, found = values.get("visit_result"), []
    if result in (1, 3) and values.get("lost_reason") is not None:
        found.append(Problem("lost_reason", "hard", "随访结果不是失访，失访原因不填"))
    if result in (1, 2) and values.get("death_date") is not None:
        found.append(Problem("death_date", "hard", "随访结果不是死亡，死亡日期不填"))
    return found


def days_before_the_visit(values: Values, facts: Values) -> list[Problem]:
    """Death and discharge happened before or on the day on which one learnt of them."""
    served, found = values.get("served_on"), []
    for field, label in (("death_date", "死亡日期"), ("last_discharge_date", "末次出院时间")):
        day = values.get(field)
        if served is not None and day is not None and day > served:
            found.append(Problem(field, "hard", f"{label} {day} 晚于随访日期 {served}，请核对"))
    return found


def referred_as_advised(values: Values, facts: Values) -> list[Problem]:
    """Where the rules advise referral the doctor refers, or says why not; asked at 是否转诊, which is always seen."""
    why = facts.get("referral_advised")
    if not why or values.get("referral") == 2 or values.get("advice_declined"):
        return []
    return [Problem("referral", "hard", f"系统建议转诊（{why}）：请选“是”，或写明未采纳建议的理由")]


def says_why_not_examined(values: Values, facts: Values) -> list[Problem]:
    """An exam that is not made has its reason (SMI-05)."""
    if values.get("reason") or (values.get("able") != 2 and values.get("agrees") != 2):
        return []
    return [Problem("reason", "required", "病情不允许或不同意检查时，请写明原因")]


def answered_after_arrival(values: Values, facts: Values) -> list[Problem]:
    """An arrival is accepted or returned on or after the day on which it came."""
    day, came = values.get("answered_on"), values.get("served_on")
    if day is None or came is None or day >= came:
        return []
    return [Problem("answered_on", "hard", f"接收或退回日期 {day} 早于收到日期 {came}，请核对")]
