"""From a high glucose to a managed patient, and the register of those at risk (NCD-02).

Questions take the residents whom the asker may see and ``limits``, the chapter's parameters on the day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from gongwei.care.models import Enrolment, HealthExam
from gongwei.care.verbs import enrol, save_record
from gongwei.kernel.dates import add_months
from gongwei.people.models import Resident, Staff
from gongwei.people.problems import refuse
from gongwei.programmes.diabetes.forms import SUSPECT
from gongwei.programmes.diabetes.models import HighRisk, Suspect
from gongwei.records.history import acting

Limits = Mapping[str, Any]

CONFIRMED, EXCLUDED = 1, 3
UNDECIDED = (0, 2)
TYPE_2 = 2
FOUND_BY = {2: 5, 3: 4, 4: 9, 9: 9}
"""发现途径 of a suspect → 发现途径 of the enrolment."""


@dataclass(frozen=True)
class Candidate:
    """A glucose that nobody has followed up; ``suspected`` of diabetes, else only in the range before it."""

    resident_id: int
    found_in: int
    on: dt.date
    fbg: Decimal | None
    pbg: Decimal | None
    hba1c: Decimal | None
    suspected: bool


def candidates(
    residents: QuerySet[Resident], limits: Limits, since: dt.date, until: dt.date
) -> list[Candidate]:
    """High values at exams and of the high-risk group, of people neither managed nor on the suspect list."""
    return [one for one in _readings(residents, limits, since, until) if one.suspected]


def prediabetic(
    residents: QuerySet[Resident], limits: Limits, since: dt.date, until: dt.date
) -> list[Candidate]:
    """Values before diabetes (空腹 6.1～6.9): to be registered and measured every year."""
    return [one for one in _readings(residents, limits, since, until) if not one.suspected]


def _readings(
    residents: QuerySet[Resident], limits: Limits, since: dt.date, until: dt.date
) -> list[Candidate]:
    span = {"resident__in": residents, "voided_at": None, "served_on__range": (since, until)}
    exams = HealthExam.objects.filter(**span).values_list(
        "resident_id", "served_on", "fasting_glucose", "hba1c"
    )
    risky = HighRisk.objects.filter(**span).values_list("resident_id", "served_on", "fbg", "pbg")
    rows: list[tuple[Any, ...]] = [(resident, 2, on, fbg, None, hba1c) for resident, on, fbg, hba1c in exams]
    rows += [(resident, 4, on, fbg, pbg, None) for resident, on, fbg, pbg in risky]
    known = set(
        Suspect.objects.filter(resident__in=residents, voided_at=None).values_list("resident_id", "first_on")
    )
    open_then = Q(to_on__isnull=True) | Q(to_on__gt=until)
    spans = Enrolment.objects.filter(open_then, programme="diabetes", resident__in=residents)
    managed = set(spans.values_list("resident_id", flat=True))
    found = []
    for resident, found_in, on, fbg, pbg, hba1c in rows:
        kind = judged(limits, fbg=fbg, pbg=pbg, hba1c=hba1c)
        followed = any(person == resident and first_on >= on for person, first_on in known)
        if kind and resident not in managed and not followed:
            found.append(Candidate(resident, found_in, on, fbg, pbg, hba1c, kind == "suspected"))
    return sorted(found, key=lambda one: (one.on, one.resident_id))


def judged(
    limits: Limits, *, fbg: Decimal | None = None, pbg: Decimal | None = None, hba1c: Decimal | None = None
) -> str:
    """``suspected``, ``prediabetes``, or empty; the same limits as the rule ``suspect``."""
    high = ((fbg, "suspect_fbg"), (pbg, "suspect_pbg"), (hba1c, "suspect_hba1c"))
    if any(value is not None and value >= limits[name] for value, name in high):
        return "suspected"
    before = ((fbg, "prediabetes_fbg"), (pbg, "prediabetes_pbg"))
    return "prediabetes" if any(value is not None and value >= limits[name] for value, name in before) else ""


def undecided(residents: QuerySet[Resident]) -> QuerySet[Suspect]:
    """The suspect list: neither confirmed nor excluded."""
    return Suspect.objects.filter(resident__in=residents, voided_at=None, verify_result__in=UNDECIDED)


def result_overdue(residents: QuerySet[Resident], limits: Limits, day: dt.date) -> QuerySet[Suspect]:
    """Suspects advised to see a hospital whose result was not asked for in time."""
    latest = day - dt.timedelta(days=limits["suspect_check_days"])
    return undecided(residents).filter(referred_on__lt=latest)


def confirm(
    suspect_id: UUID,
    *,
    actor: Staff,
    confirmed_on: dt.date,
    confirmed_by: str,
    from_on: dt.date,
    diabetes_type: int = TYPE_2,
) -> Enrolment:
    """A hospital confirmed type 2 diabetes: close the suspicion and take under management, together."""
    if diabetes_type != TYPE_2:
        raise refuse("diabetes_type", "本项目只管理2型糖尿病；1型、妊娠期和其他类型不纳入")
    with acting(str(actor.pk), "疑似核实：确诊"):
        suspect = Suspect.objects.select_for_update().get(pk=suspect_id)
        diagnosis = {
            "confirmed_on": confirmed_on,
            "confirmed_by": confirmed_by,
            "diabetes_type": diabetes_type,
        }
        _decide(suspect, actor, {"verify_result": CONFIRMED, **diagnosis}, "疑似核实：确诊")
        return enrol(
            suspect.resident_id,
            "diabetes",
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
    return _decide(Suspect.objects.get(pk=suspect_id), actor, {"verify_result": EXCLUDED}, reason)


def _decide(suspect: Suspect, actor: Staff, values: dict[str, Any], reason: str) -> Suspect:
    saved: Suspect = save_record(
        SUSPECT, suspect.pk, suspect.resident_id, values, actor=actor, version=suspect.version, reason=reason
    )
    return saved


def risk_factors(values: Mapping[str, Any], limits: Limits) -> list[int]:
    """Those of 高危因素 1–13 that follow from measurements; the others (5, 6, 9–13) are ticked by the doctor.

    ``values``: fbg, age, sex, weight, height, waist, family_history (一级亲属), sbp, dbp, on_bp_drugs, hdl_c, tg,
    on_lipid_drugs; a missing value adds no factor. BMI is judged unrounded (gongwei-conventions#时间.连续分界).
    """
    weight, height, waist = values.get("weight"), values.get("height"), values.get("waist")
    bmi = weight / (height / 100) ** 2 if weight and height else None
    round_waist = limits["high_risk_waist_male" if values.get("sex") == 1 else "high_risk_waist_female"]
    pressure = (values.get("sbp") or 0) >= limits["high_risk_sbp"] or (values.get("dbp") or 0) >= limits[
        "high_risk_dbp"
    ]
    hdl = values.get("hdl_c")
    lipids = (hdl is not None and hdl <= limits["high_risk_hdl"]) or (values.get("tg") or 0) >= limits[
        "high_risk_tg"
    ]
    holds = {
        1: judged(limits, fbg=values.get("fbg"), pbg=values.get("pbg")) == "prediabetes",
        2: (values.get("age") or 0) >= limits["high_risk_age"],
        3: (bmi is not None and bmi >= limits["high_risk_bmi"])
        or (waist is not None and waist >= round_waist),
        4: bool(values.get("family_history")),
        7: pressure or bool(values.get("on_bp_drugs")),
        8: lipids or bool(values.get("on_lipid_drugs")),
    }
    return [code for code, found in holds.items() if found]


def next_measure_due(measured_on: dt.date, limits: Limits) -> dt.date:
    """A high-risk person's fasting glucose is measured at least once a year (规范三版 7 糖尿病 二（一）)."""
    return add_months(measured_on, limits["high_risk_months"])


def high_risk_due(residents: QuerySet[Resident], day: dt.date) -> QuerySet[HighRisk]:
    """The latest entry of each high-risk person without an outcome whose next measurement is due."""
    newest = HighRisk.objects.filter(resident__in=residents, voided_at=None)
    newest = newest.order_by("resident_id", "-served_on", "-id").distinct("resident_id")
    return HighRisk.objects.filter(
        pk__in=newest.values("pk"), status=1, outcome__isnull=True, next_measure_due__lte=day
    )
