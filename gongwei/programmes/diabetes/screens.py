"""The lists of diabetes screening, for the page that shows them: 高值待核实, 疑似, 前期, 高危."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from gongwei.care.screens import Screen, Screened
from gongwei.people.queries import ResidentQuery
from gongwei.programmes.diabetes import screening
from gongwei.programmes.diabetes.forms import HIGH_RISK, SUSPECT

Limits = Mapping[str, Any]
SCREENING = "national-spec-2017#7.糖尿病.二（一）"


def high(residents: ResidentQuery, limits: Limits, day: dt.date) -> Iterator[Screened]:
    """A glucose of this year in the range of diabetes that nobody followed up."""
    return _screened(screening.candidates(residents, limits, dt.date(day.year, 1, 1), day))


def before(residents: ResidentQuery, limits: Limits, day: dt.date) -> Iterator[Screened]:
    """A glucose of this year in the range before diabetes."""
    return _screened(screening.prediabetic(residents, limits, dt.date(day.year, 1, 1), day))


def suspected(residents: ResidentQuery, limits: Limits, day: dt.date) -> Iterator[Screened]:
    """Neither confirmed nor excluded; the result of the hospital is asked for in time."""
    wait = dt.timedelta(days=limits["suspect_check_days"])
    for one in screening.undecided(residents).order_by("referred_on", "served_on"):
        due = one.referred_on + wait if one.referred_on else None
        yield Screened(one.resident_id, "", one.served_on, due, one.pk)


def at_risk(residents: ResidentQuery, limits: Limits, day: dt.date) -> Iterator[Screened]:
    """High-risk persons whose next measurement is due."""
    for one in screening.high_risk_due(residents, day).order_by("next_measure_due"):
        said = "" if one.fbg is None else f"空腹 {one.fbg} mmol/L"
        yield Screened(one.resident_id, said, one.served_on, one.next_measure_due)


def _screened(found: Iterable[screening.Candidate]) -> Iterator[Screened]:
    for one in found:
        values = (("空腹", one.fbg, " mmol/L"), ("餐后", one.pbg, " mmol/L"), ("糖化", one.hba1c, "%"))
        said = "，".join(f"{name} {value}{unit}" for name, value, unit in values if value is not None)
        yield Screened(one.resident_id, said, one.on)


SCREENS = (
    Screen("diabetes_high", "血糖高值待核实", "今年血糖达到疑似标准，还没有登记疑似", SCREENING, SUSPECT.id, high),
    Screen("diabetes_suspect", "疑似糖尿病", "建议就诊后按时追踪结果；确诊2型糖尿病即纳入管理", SCREENING,
           SUSPECT.id, suspected, screening.confirm, screening.exclude),
    Screen("diabetes_before", "糖尿病前期", "登记高危，每年至少测一次空腹血糖", SCREENING, HIGH_RISK.id, before),
    Screen("diabetes_high_risk", "糖尿病高危", "每年至少测一次空腹血糖", SCREENING, HIGH_RISK.id, at_risk),
)  # fmt: skip
