"""What the forms of this chapter refuse over several fields (spec 09 b)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from gongwei.records.layout import Check, Problem

Values = Mapping[str, Any]
CHINA = ZoneInfo("Asia/Shanghai")
NO_SYMPTOM, RESISTANT, RIFAMPICIN = 0, 3, 4


def _moment_on_its_day(field: str, label: str) -> Check:
    def check(values: Values, facts: Values) -> list[Problem]:
        moment, served = values.get(field), values.get("served_on")
        if moment is None or served is None or _day(moment) == served:
            return []
        return [Problem(field, "hard", f"{label} {_day(moment)} 与表上的日期 {served} 不是同一天，请核对")]

    return check


def _day(moment: dt.datetime) -> dt.date:
    return moment.astimezone(CHINA).date() if moment.tzinfo else moment.date()


notice_on_its_day = _moment_on_its_day("notice_at", "收到时间")
attempted_on_its_day = _moment_on_its_day("attempted_at", "到访时间")
visited_on_its_day = _moment_on_its_day("visited_at", "入户时间")


def has_a_symptom(values: Values, facts: Values) -> list[Problem]:
    """Who is sent to the hospital has a symptom; a group at risk without one is screened, not referred."""
    if values.get("symptoms") != [NO_SYMPTOM]:
        return []
    return [Problem("symptoms", "hard", "没有可疑症状不必推介；请改填“肺结核主动筛查记录”")]


def course_in_order(values: Values, facts: Values) -> list[Problem]:
    """Diagnosis, notice, treatment and its planned end follow one another."""
    served, diagnosed = values.get("served_on"), values.get("diagnosis_date")
    start, end, found = values.get("treatment_start"), values.get("planned_end"), []
    if served and diagnosed and diagnosed > served:
        found.append(Problem("diagnosis_date", "hard", f"确诊日期 {diagnosed} 晚于通知日期 {served}，请核对"))
    if diagnosed and start and start < diagnosed:
        found.append(
            Problem("treatment_start", "hard", f"开始治疗日期 {start} 早于确诊日期 {diagnosed}，请核对")
        )
    if start and end and end <= start:
        found.append(Problem("planned_end", "hard", f"预计完成日期 {end} 应晚于开始治疗日期 {start}"))
    return found


def resistant_course(values: Values, facts: Values) -> list[Problem]:
    """利福平耐药 is treated as 耐多药."""
    if values.get("pathogen") != RIFAMPICIN or values.get("course_kind") in (None, RESISTANT):
        return []
    return [Problem("course_kind", "soft", "病原学为利福平耐药，治疗类别通常为“耐多药”，请核对")]


def two_failures_are_reported(values: Values, facts: Values) -> list[Problem]:
    """Not met at the second attempt within 72 hours: the notifying unit is told (规范三版 九 二（二）)."""
    if values.get("attempt_no") != 2 or values.get("result") != 2:
        return []
    asked = {"reported_on": "报告日期", "reported_to": "报告单位"}
    return [
        Problem(name, "required", f"72小时内2次均未见到患者，应报告上级专业机构：请填{label}")
        for name, label in asked.items()
        if not values.get(name)
    ]


def long_gap_is_reported(values: Values, facts: Values) -> list[Problem]:
    """Medicine missed for a week and more in a row is reported upwards at once (gongwei-conventions#临床.结核漏服)."""
    limit, missed = (facts.get("parameters") or {}).get("missed_days_report"), values.get("missed_in_row")
    if limit is None or missed is None or missed < limit:
        return []
    asked = {"reported_on": "报告上级日期", "reported_to": "报告单位"}
    return [
        Problem(
            name, "required", f"连续漏服 {missed} 天（满 {limit} 天），应立即报告上级专业机构：请填{label}"
        )
        for name, label in asked.items()
        if not values.get(name)
    ]


def stopped_in_order(values: Values, facts: Values) -> list[Problem]:
    """Treatment stopped on or before the day of the evaluation."""
    stop, served = values.get("stop_date"), values.get("served_on")
    if stop is None or served is None or stop <= served:
        return []
    return [Problem("stop_date", "hard", f"停止治疗时间 {stop} 晚于评估日期 {served}，请核对")]


def not_more_than_due(values: Values, facts: Values) -> list[Problem]:
    """More doses than were due is a slip; more visits than were due is asked about."""
    found = []
    due, taken = values.get("should_doses"), values.get("actual_doses")
    if due is not None and taken is not None and taken > due:
        found.append(Problem("actual_doses", "hard", f"实际服药 {taken} 次多于应服药 {due} 次，请核对"))
    return found
