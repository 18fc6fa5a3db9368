"""From a high reading to a managed patient: 首诊测压 → 疑似 → 三次测量、转诊 → 确诊 → 纳入管理 (NCD-01, NCD-02).

Questions take the residents whom the asker may see and ``limits``, the chapter's parameters on the day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Greatest

from gongwei.care.models import Enrolment, HealthExam
from gongwei.care.verbs import enrol, save_record
from gongwei.kernel.dates import add_months, add_years
from gongwei.people.models import Resident, Staff
from gongwei.people.problems import refuse
from gongwei.programmes.hypertension.forms import SUSPECT
from gongwei.programmes.hypertension.models import FirstBp, Followup, HighRisk, Suspect
from gongwei.records.history import acting

Limits = Mapping[str, Any]

CONFIRMED, EXCLUDED = 1, 3
UNDECIDED = (0, 2)
FOUND_BY = {1: 2, 2: 5, 3: 4, 4: 9, 9: 9}
"""发现途径 of a suspect → 发现途径 of the enrolment."""


@dataclass(frozen=True)
class Candidate:
    """A high reading that nobody has followed up: who, where it was found, when, how high."""

    resident_id: int
    found_in: int
    on: dt.date
    sbp: int | None
    dbp: int | None


def first_bp_due(residents: QuerySet[Resident], limits: Limits, day: dt.date) -> QuerySet[Resident]:
    """Those of 35 and over, not under management, whose blood pressure nobody took this calendar year."""
    year = {"resident": OuterRef("pk"), "voided_at": None, "served_on__year": day.year}
    exams = HealthExam.objects.filter(**year).filter(
        Q(bp_left_sys__isnull=False) | Q(bp_right_sys__isnull=False)
    )
    return residents.filter(birth_date__lte=add_years(day, -limits["screening_age"])).exclude(
        Exists(FirstBp.objects.filter(**year, sbp__isnull=False, dbp__isnull=False))
        | Exists(exams)
        | Exists(Followup.objects.filter(**year, sbp__isnull=False))
        | Exists(_managed(day))
    )


def candidates(
    residents: QuerySet[Resident], limits: Limits, since: dt.date, until: dt.date
) -> list[Candidate]:
    """High readings at first visits and exams of people neither managed nor already on the suspect list."""
    span = {"resident__in": residents, "voided_at": None, "served_on__range": (since, until)}
    first = FirstBp.objects.filter(**span).values_list("resident_id", "served_on", "sbp", "dbp")
    sides = (Greatest("bp_left_sys", "bp_right_sys"), Greatest("bp_left_dia", "bp_right_dia"))
    exams = HealthExam.objects.filter(**span).values_list("resident_id", "served_on", *sides)
    known = set(
        Suspect.objects.filter(resident__in=residents, voided_at=None).values_list("resident_id", "first_on")
    )
    managed = set(_managed(until, residents).values_list("resident_id", flat=True))
    found = [*_high(first, 1, limits), *_high(exams, 2, limits)]
    new = [one for one in found if one.resident_id not in managed and not _followed(one, known)]
    return sorted(new, key=lambda one: (one.on, one.resident_id))


def _high(rows: Any, found_in: int, limits: Limits) -> Iterator[Candidate]:
    for resident, on, sbp, dbp in rows:
        if (sbp is not None and sbp >= limits["suspect_sbp"]) or (
            dbp is not None and dbp >= limits["suspect_dbp"]
        ):
            yield Candidate(resident, found_in, on, sbp, dbp)


def _followed(one: Candidate, known: set[tuple[int, dt.date]]) -> bool:
    return any(resident == one.resident_id and first_on >= one.on for resident, first_on in known)


def _managed(day: dt.date, residents: QuerySet[Resident] | None = None) -> QuerySet[Enrolment]:
    open_then = Q(to_on__isnull=True) | Q(to_on__gt=day)
    spans = Enrolment.objects.filter(open_then, programme="hypertension", from_on__lte=day)
    return (
        spans.filter(resident=OuterRef("pk")) if residents is None else spans.filter(resident__in=residents)
    )


def undecided(residents: QuerySet[Resident]) -> QuerySet[Suspect]:
    """The suspect list: neither confirmed nor excluded."""
    return Suspect.objects.filter(resident__in=residents, voided_at=None, verify_result__in=UNDECIDED)


def result_overdue(residents: QuerySet[Resident], limits: Limits, day: dt.date) -> QuerySet[Suspect]:
    """Suspects sent to a hospital whose result nobody asked for within two weeks (规范三版 7 高血压 二（一）)."""
    latest = day - dt.timedelta(days=limits["suspect_check_days"])
    return undecided(residents).filter(referred_on__lt=latest)


def preliminary(suspect: Suspect, limits: Limits) -> bool:
    """Three readings on three different days, all high: a preliminary diagnosis; a missing one is not high."""
    days = {suspect.first_on, suspect.second_on, suspect.third_on} - {None}
    pairs = ((suspect.sbp_1, suspect.dbp_1), (suspect.sbp_2, suspect.dbp_2), (suspect.sbp_3, suspect.dbp_3))
    high = [(sbp or 0) >= limits["suspect_sbp"] or (dbp or 0) >= limits["suspect_dbp"] for sbp, dbp in pairs]
    return len(days) == 3 and all(high)


def confirm(
    suspect_id: UUID, *, actor: Staff, confirmed_on: dt.date, confirmed_by: str, from_on: dt.date
) -> Enrolment:
    """A hospital confirmed primary hypertension: close the suspicion and take under management, together."""
    with acting(str(actor.pk), "疑似核实：确诊"):
        suspect = Suspect.objects.select_for_update().get(pk=suspect_id)
        if suspect.secondary:
            raise refuse("secondary", "可疑继发性高血压应立即转诊，不纳入原发性高血压管理")
        diagnosis = {"verify_result": CONFIRMED, "confirmed_on": confirmed_on, "confirmed_by": confirmed_by}
        _decide(suspect, actor, diagnosis, "疑似核实：确诊")
        return enrol(
            suspect.resident_id,
            "hypertension",
            actor=actor,
            from_on=from_on,
            diagnosed_on=confirmed_on,
            found_by=FOUND_BY[suspect.found_in],
            reason="疑似核实：确诊，纳入管理",
        )


def exclude(suspect_id: UUID, *, actor: Staff, reason: str) -> Suspect:
    """The suspicion was not confirmed: off the list, with the reason."""
    if not reason.strip():
        raise refuse("reason", "请写明排除的依据")
    suspect = Suspect.objects.get(pk=suspect_id)
    return _decide(suspect, actor, {"verify_result": EXCLUDED}, reason)


def _decide(suspect: Suspect, actor: Staff, values: dict[str, Any], reason: str) -> Suspect:
    saved: Suspect = save_record(
        SUSPECT, suspect.pk, suspect.resident_id, values, actor=actor, version=suspect.version, reason=reason
    )
    return saved


def risk_factors(values: Mapping[str, Any], limits: Limits) -> list[int]:
    """高危因素 1–6 of a person not known to be hypertensive; any one puts them into the high-risk group.

    ``values``: sbp, dbp, weight, height, waist, sex, age, family_history, salty, alcohol_liang, drinks_per_week;
    a missing value adds no factor. BMI is judged unrounded (gongwei-conventions#时间.连续分界).
    """
    weight, height, waist = values.get("weight"), values.get("height"), values.get("waist")
    bmi = weight / (height / 100) ** 2 if weight and height else None
    round_waist = limits["high_risk_waist_male" if values.get("sex") == 1 else "high_risk_waist_female"]
    sbp, dbp = values.get("sbp") or 0, values.get("dbp") or 0
    drinks = (values.get("alcohol_liang") or 0) >= limits["high_risk_liang"]
    holds = {
        1: limits["high_risk_sbp"] <= sbp < limits["suspect_sbp"]
        or limits["high_risk_dbp"] <= dbp < limits["suspect_dbp"],
        2: (bmi is not None and bmi >= limits["high_risk_bmi"])
        or (waist is not None and waist >= round_waist),
        3: bool(values.get("family_history")),
        4: bool(values.get("salty")),
        5: drinks and (values.get("drinks_per_week") or 0) > limits["high_risk_drinks_per_week"],
        6: (values.get("age") or 0) >= limits["high_risk_age"],
    }
    return [code for code, found in holds.items() if found]


def next_measure_due(measured_on: dt.date, limits: Limits) -> dt.date:
    """A high-risk person is measured at least every six months (规范三版 7 高血压 二（一）)."""
    return add_months(measured_on, limits["high_risk_months"])


def high_risk_due(residents: QuerySet[Resident], day: dt.date) -> QuerySet[HighRisk]:
    """The latest entry of each high-risk person without an outcome whose next measurement is due."""
    newest = HighRisk.objects.filter(resident__in=residents, voided_at=None)
    newest = newest.order_by("resident_id", "-served_on", "-id").distinct("resident_id")
    return HighRisk.objects.filter(
        pk__in=newest.values("pk"), status=1, outcome__isnull=True, next_measure_due__lte=day
    )
