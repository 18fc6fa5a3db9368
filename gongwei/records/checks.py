"""Checks over several fields of one form, as makers: each returns a Check for ``Form(checks=…)``.

``facts`` is what is known of the resident and the day: ``died_on``, ``today``, and ``next_due`` from the rules.
A missing value is never judged here (``required`` has its own sentence), nor what holds for the day of any service.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Mapping
from typing import Any

from gongwei.kernel.clock import today
from gongwei.records.layout import Check, Problem

Values = Mapping[str, Any]


def below(low: str, high: str, message: str) -> Check:
    """The value of ``low`` must be less than that of ``high`` (舒张压 < 收缩压)."""

    def check(values: Values, facts: Values) -> list[Problem]:
        one, other = values.get(low), values.get(high)
        if one is None or other is None or one < other:
            return []
        return [Problem(low, "hard", message)]

    return check


def not_in_future(field: str, label: str) -> Check:
    """A day on which something was done cannot lie after today; served_on itself is refused by the verb."""

    def check(values: Values, facts: Values) -> list[Problem]:
        day, last = values.get(field), facts.get("today") or today()
        if day is None or day <= last:
            return []
        return [Problem(field, "hard", f"{label} {day} 在今天（{last}）之后，请填实际日期")]

    return check


def not_after_death(field: str = "served_on", label: str = "随访日期") -> Check:
    """No care is given after death."""

    def check(values: Values, facts: Values) -> list[Problem]:
        day, died = values.get(field), facts.get("died_on")
        if day is None or died is None or day <= died:
            return []
        return [Problem(field, "hard", f"{label} {day} 晚于死亡日期 {died}，请核对")]

    return check


def answers_referral_advice(field: str = "referral_reason", declined: str = "advice_declined") -> Check:
    """Where the rules advise referral the doctor refers, or says why not (NCD-08).

    ``facts["referral_advised"]`` holds the reasons; nothing is asked while it is absent or empty.
    """

    def check(values: Values, facts: Values) -> list[Problem]:
        why = facts.get("referral_advised")
        if not why or values.get(field) or values.get(declined):
            return []
        return [Problem(field, "required", f"系统建议转诊（{why}）：请写转诊原因，或写明未采纳建议的理由")]

    return check


def next_visit(field: str = "next_visit_date", served: str = "served_on") -> Check:
    """The next visit lies after this one; later than ``facts["next_due"]`` is asked about, not refused."""

    def check(values: Values, facts: Values) -> list[Problem]:
        planned, day, due = values.get(field), values.get(served), facts.get("next_due")
        if planned is None:
            return []
        if day is not None and planned <= day:
            return [Problem(field, "hard", f"下次随访日期 {planned} 应晚于本次随访日期 {day}")]
        if isinstance(due, dt.date) and planned > due:
            return [Problem(field, "soft", f"下次随访日期 {planned} 晚于应访日期 {due}，请核对")]
        return []

    return check


def goes_with(given: str, needed: str, message: str) -> Check:
    """Once ``given`` is filled, ``needed`` is required (转诊原因 → 机构及科别)."""

    def check(values: Values, facts: Values) -> list[Problem]:
        if values.get(given) in (None, "") or values.get(needed) not in (None, ""):
            return []
        return [Problem(needed, "required", message)]

    return check


def in_order(fields: tuple[str, ...], message: str) -> Check:
    """Days that must fall on different days, each after the one before (非同日三次测量)."""

    def check(values: Values, facts: Values) -> list[Problem]:
        given = [(name, values[name]) for name in fields if values.get(name) is not None]
        pairs = itertools.pairwise(given)
        return [Problem(later, "hard", message) for (_, one), (later, other) in pairs if other <= one]

    return check
