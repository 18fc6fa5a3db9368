"""The lists of hypertension screening, for the page that shows them: 首诊测压, 高值待核实, 疑似, 高危."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from gongwei.care.screens import Screen, Screened
from gongwei.people.queries import ResidentQuery
from gongwei.programmes.hypertension import screening
from gongwei.programmes.hypertension.forms import FIRST_BP, HIGH_RISK, SCREENING, SUSPECT

Limits = Mapping[str, Any]


def unmeasured(residents: ResidentQuery, limits: Limits, day: dt.date) -> Iterator[Screened]:
    """Nobody took their blood pressure this year."""
    for person in screening.first_bp_due(residents, limits, day).values_list("pk", flat=True):
        yield Screened(person, due_on=dt.date(day.year, 12, 31))


def high(residents: ResidentQuery, limits: Limits, day: dt.date) -> Iterator[Screened]:
    """A high reading of this year that nobody followed up."""
    for one in screening.candidates(residents, limits, dt.date(day.year, 1, 1), day):
        yield Screened(one.resident_id, _pair(one.sbp, one.dbp), one.on)


def suspected(residents: ResidentQuery, limits: Limits, day: dt.date) -> Iterator[Screened]:
    """Neither confirmed nor excluded; after advice to see a hospital the result is asked for within two weeks."""
    wait = dt.timedelta(days=limits["suspect_check_days"])
    for one in screening.undecided(residents).order_by("referred_on", "served_on"):
        due = one.referred_on + wait if one.referred_on else None
        yield Screened(one.resident_id, _pair(one.sbp_1, one.dbp_1), one.served_on, due, one.pk)


def at_risk(residents: ResidentQuery, limits: Limits, day: dt.date) -> Iterator[Screened]:
    """High-risk persons whose next measurement is due."""
    for one in screening.high_risk_due(residents, day).order_by("next_measure_due"):
        yield Screened(one.resident_id, _pair(one.sbp, one.dbp), one.served_on, one.next_measure_due)


def _pair(sbp: int | None, dbp: int | None) -> str:
    return f"{'—' if sbp is None else sbp}/{'—' if dbp is None else dbp}"


SCREENS = (
    Screen("hypertension_high", "血压高值待核实", "今年首诊或体检血压偏高，还没有登记疑似", SCREENING,
           SUSPECT.id, high),
    Screen("hypertension_suspect", "疑似高血压", "非同日三次测量，转诊后两周内追踪结果；确诊即纳入", SCREENING,
           SUSPECT.id, suspected, screening.confirm, screening.exclude),
    Screen("hypertension_high_risk", "高血压高危", "每半年至少测一次血压", SCREENING, HIGH_RISK.id, at_risk),
    Screen("hypertension_first_bp", "35岁首诊测压", "35岁及以上，今年还没有测过", SCREENING, FIRST_BP.id, unmeasured),
)  # fmt: skip
