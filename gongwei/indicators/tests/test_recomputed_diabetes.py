"""Diabetes from `gongwei export` in plain pandas, written from the spec (07b, conventions), not from our code."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import pytest

from gongwei.facts.tests.population import District
from gongwei.indicators.tests.recomputing import (
    Managed,
    assert_agreement,
    by_resident,
    given,
    managed_in,
    records,
    states,
)

DAYS = [dt.date(2024, 10, 16), dt.date(2024, 12, 31), dt.date(2024, 6, 30)]
ASKED = (
    *(
        "mode",
        "symptoms",
        "sbp",
        "dbp",
        "weight_cur",
        "dorsalis_pedis",
        "smoke_cur",
        "smoke_target",
        "drink_cur",
    ),
    *(
        "drink_target",
        "exercise_times_cur",
        "exercise_min_cur",
        "exercise_times_target",
        "exercise_min_target",
    ),
    *("staple_cur", "staple_target", "psych_adjust", "compliance_behavior", "drug_adherence", "adr_flag"),
    *("hypoglycemia", "visit_class", "next_visit_date"),
)
ON_CARD = [
    "diabetes_type",
    "found_by",
    "diagnosis_date",
    "diagnosis_org",
    "family_history",
    "height",
    "weight",
]
FORMS = ("diabetes_followup", "diabetes_card", "health_exam", "referral", "referral_result")


def to_be_seen_again(visit: dict[str, Any]) -> bool:
    """Fasting glucose of 7.0 and more, danger (≥ 16.7, ≤ 3.9, 180/110, a sign), or an adverse reaction."""
    sugars = [visit[name] for name in ("fbg", "pbg", "rbg") if visit[name] is not None]
    danger = any(value >= 16.7 or value <= 3.9 for value in map(float, sugars))
    danger = (
        danger
        or (visit["sbp"] or 0) >= 180
        or (visit["dbp"] or 0) >= 110
        or len(visit["danger_signs"] or []) > 0
    )
    high = visit["fbg"] is not None and visit["fbg"] >= 7
    return high or danger or visit["adr_flag"] == 2 or visit["adr_hard"] is True


def without_gaps(visit: dict[str, Any]) -> bool:
    """Everything asked is there; glucose may be missing by telephone, a weak foot pulse names its side."""
    measured = visit["fbg"] is not None or visit["mode"] == 3
    explained = visit["adr_flag"] != 2 or bool(visit["adr_text"])
    sided = visit["dorsalis_pedis"] == 1 or visit["dorsalis_pedis_side"] is not None
    named = 10 not in (visit["symptoms"] or []) or bool(visit["symptom_other"])
    return all(visit[name] is not None for name in ASKED) and measured and explained and sided and named


def judge(person: Managed, of: dict[str, list[dict[str, Any]]], lost: bool) -> dict[str, bool]:
    """The tests of one person-year (spec 07b e): like hypertension, and a fasting glucose each quarter."""
    known = [row for row in of["diabetes_followup"] if row["served_on"] <= person.as_of]
    year = [row for row in known if row["served_on"] >= person.first]
    exams = [row for row in of["health_exam"] if person.first <= row["served_on"] <= person.as_of]
    told = [row for row in of["referral_result"] if row["served_on"] <= person.as_of]
    own_told = [row for row in told if row["programme"] == "diabetes"]
    own_referrals = [row for row in of["referral"] if row["programme"] == "diabetes"]
    uneasy = [row for row in of["diabetes_followup"] if to_be_seen_again(row)]
    sent = [row for row in of["diabetes_followup"] if row["referral_reason"]]
    measured = [row for row in year if row["fbg"] is not None]
    cards = [row for row in of["diabetes_card"] if row["served_on"] <= person.as_of]
    return {
        "card_complete": any(all(row[name] is not None for name in ON_CARD) for row in cards),
        "enough_face_to_face": sum(row["mode"] in (1, 2) for row in year) >= person.visits_owed(),
        "enough_glucose": len(measured) >= person.visits_owed(),
        "exam_done": bool(exams) or not person.exam_owed(),
        "rechecks_in_time": not person.late(uneasy, known),
        "referrals_closed": not (person.late(own_referrals, own_told) or person.late(sent, known + told)),
        "visits_complete": all(without_gaps(row) for row in year),
        "glucose_controlled": bool(measured) and measured[-1]["fbg"] < 7 and not lost,
        "examined": bool(exams),
        "hba1c_tested": any(row["hba1c"] is not None for row in (*year, *exams)),
        "foot_screened": any(row["dorsalis_pedis"] is not None for row in (*year, *exams)),
        "eye_screened": any(row["fundus"] is not None for row in exams),
        "kidney_screened": any(
            row["urine_microalbumin"] is not None or row["creatinine"] is not None for row in exams
        ),
    }


@pytest.mark.req("NCD-10", "NCD-11")
@pytest.mark.parametrize("as_of", DAYS)
def test_diabetes_agrees_to_the_person(
    district: District, exported: dict[str, pd.DataFrame], as_of: dt.date
) -> None:
    state = states(exported, as_of)
    forms = {name: by_resident(records(exported[name])) for name in FORMS}
    theirs = {
        resident: judge(
            one, {name: rows.get(resident, []) for name, rows in forms.items()}, state.get(resident) == "lost"
        )
        for resident, one in managed_in(exported, "diabetes", as_of).items()
    }
    assert_agreement("diabetes.managed", as_of, theirs)


ON_SHEET = ("benefit", "six_diseases", "family_cvd", "lipids_on", "tc", "tg", "ldl_c", "hdl_c", "self_measuring")


@pytest.mark.req("NCD-15")
def test_complete_supplements_agree_to_the_person(district: District, exported: dict[str, pd.DataFrame]) -> None:
    """The last 医防融合信息补充表 up to the day has every item that the county asks for."""
    as_of = DAYS[0]
    sheets = by_resident([row for row in records(exported["diabetes_supplement"]) if row["served_on"] <= as_of])
    full = {who for who, rows in sheets.items() if all(given(rows[-1][name]) for name in ON_SHEET)}
    managed = managed_in(exported, "diabetes", as_of)
    assert full & set(managed)
    assert_agreement("diabetes.supplemented", as_of, {who: {"supplement_complete": who in full} for who in managed})
