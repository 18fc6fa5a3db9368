"""Hypertension from `gongwei export` in plain pandas, written from the spec (07a e, conventions), not from our code."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import pytest

from gongwei.facts.tests.population import District
from gongwei.indicators.tests.recomputing import (
    GONE,
    Managed,
    age,
    assert_agreement,
    by_resident,
    given,
    managed_in,
    records,
    states,
)

DAYS = [dt.date(2024, 10, 16), dt.date(2024, 12, 31), dt.date(2024, 6, 30), dt.date(2023, 12, 31)]
ASKED = (
    *(
        "mode",
        "symptoms",
        "weight_cur",
        "heart_rate",
        "smoke_cur",
        "smoke_target",
        "drink_cur",
        "drink_target",
    ),
    *("exercise_times_cur", "exercise_min_cur", "exercise_times_target", "exercise_min_target", "salt_cur"),
    *("salt_target", "psych_adjust", "compliance_behavior", "drug_adherence", "adr_flag", "visit_class"),
    "next_visit_date",
)
ON_CARD = ["diagnosis_date", "diagnosis_org", "found_by", "family_history", "height", "weight", "sbp", "dbp"]
FORMS = ("hypertension_followup", "hypertension_card", "health_exam", "referral", "referral_result")


def outcome(visit: dict[str, Any], birth: dt.date) -> str:
    """Under 65 below 140/90, from 65 below 150/90; not measured is its own outcome."""
    if visit["sbp"] is None or visit["dbp"] is None:
        return "missing"
    limit = 150 if age(birth, visit["served_on"]) >= 65 else 140
    return "controlled" if visit["sbp"] < limit and visit["dbp"] < 90 else "uncontrolled"


def to_be_seen_again(visit: dict[str, Any], birth: dt.date) -> bool:
    """Not at target, an adverse reaction, or danger: another visit within two weeks."""
    danger = (visit["sbp"] or 0) >= 180 or (visit["dbp"] or 0) >= 110 or len(visit["danger_signs"] or []) > 0
    harmed = visit["adr_flag"] == 2 or visit["adr_hard"] is True
    return outcome(visit, birth) == "uncontrolled" or danger or harmed


def without_gaps(visit: dict[str, Any]) -> bool:
    """Everything asked is there; blood pressure may be missing by telephone, a reaction needs its description."""
    measured = (visit["sbp"] is not None and visit["dbp"] is not None) or visit["mode"] == 3
    explained = visit["adr_flag"] != 2 or bool(visit["adr_text"])
    named = 10 not in (visit["symptoms"] or []) or bool(visit["symptom_other"])
    return all(visit[name] is not None for name in ASKED) and measured and explained and named


def judge(person: Managed, of: dict[str, list[dict[str, Any]]], lost: bool) -> dict[str, bool]:
    """The eight tests of one person-year (spec 07a e ①–⑥ and the last blood pressure)."""
    known = [row for row in of["hypertension_followup"] if row["served_on"] <= person.as_of]
    year = [row for row in known if row["served_on"] >= person.first]
    exams = [row for row in of["health_exam"] if person.first <= row["served_on"] <= person.as_of]
    results_known = [row for row in of["referral_result"] if row["served_on"] <= person.as_of]
    own_results = [row for row in results_known if row["programme"] == "hypertension"]
    own_referrals = [row for row in of["referral"] if row["programme"] == "hypertension"]
    uneasy = [row for row in of["hypertension_followup"] if to_be_seen_again(row, person.birth)]
    sent = [row for row in of["hypertension_followup"] if row["referral_reason"]]
    measured = [row for row in year if outcome(row, person.birth) != "missing"]
    cards = [row for row in of["hypertension_card"] if row["served_on"] <= person.as_of]
    referrals_late = person.late(own_referrals, own_results) or person.late(sent, known + results_known)
    return {
        "card_complete": any(all(row[name] is not None for name in ON_CARD) for row in cards),
        "enough_face_to_face": sum(row["mode"] in (1, 2) for row in year) >= person.visits_owed(),
        "exam_done": bool(exams) or not person.exam_owed(),
        "rechecks_in_time": not person.late(uneasy, known),
        "referrals_closed": not referrals_late,
        "visits_complete": all(without_gaps(row) for row in year),
        "bp_controlled": bool(measured) and outcome(measured[-1], person.birth) == "controlled" and not lost,
        "examined": bool(exams),
    }


@pytest.mark.req("NCD-09", "NCD-11", "NCD-03")
@pytest.mark.parametrize("as_of", DAYS)
def test_hypertension_agrees_to_the_person(
    district: District, exported: dict[str, pd.DataFrame], as_of: dt.date
) -> None:
    state = states(exported, as_of)
    forms = {name: by_resident(records(exported[name])) for name in FORMS}
    theirs = {
        resident: judge(
            one, {name: rows.get(resident, []) for name, rows in forms.items()}, state.get(resident) == "lost"
        )
        for resident, one in managed_in(exported, "hypertension", as_of).items()
    }
    assert_agreement("hypertension.managed", as_of, theirs)


@pytest.mark.req("NCD-01")
@pytest.mark.parametrize("as_of", DAYS)
def test_first_visits_from_35_agree_to_the_person(
    district: District, exported: dict[str, pd.DataFrame], as_of: dt.date
) -> None:
    """Seen at 35 or over this year (接诊, 体检, 首诊测压), neither dead nor gone; measured: both numbers on a paper."""
    birth = dict(zip(exported["resident"]["id"], exported["resident"]["birth_date"], strict=True))
    state, first = states(exported, as_of), dt.date(as_of.year, 1, 1)

    def of_year(form: str) -> list[dict[str, Any]]:
        return [row for row in records(exported[form]) if first <= row["served_on"] <= as_of]

    seen = {
        row["resident_id"] for form in ("encounter", "health_exam", "hypertension_first_bp") for row in of_year(form)
        if age(birth[row["resident_id"]], row["served_on"]) >= 35 and state.get(row["resident_id"]) not in GONE
    }  # fmt: skip
    pairs = {
        "hypertension_first_bp": [("sbp", "dbp")], "hypertension_followup": [("sbp", "dbp")],
        "health_exam": [("bp_left_sys", "bp_left_dia"), ("bp_right_sys", "bp_right_dia")],
    }  # fmt: skip
    measured = {
        row["resident_id"] for form, numbers in pairs.items() for row in of_year(form)
        if any(row[high] is not None and row[low] is not None for high, low in numbers)
    }  # fmt: skip
    theirs = {resident: {"bp_measured": resident in measured} for resident in seen}
    assert_agreement("hypertension.seen_from_35", as_of, theirs)


ON_SHEET = ("benefit", "six_diseases", "family_cvd", "lipids_on", "tc", "tg", "ldl_c", "hdl_c", "self_measuring")


@pytest.mark.req("NCD-15")
def test_complete_supplements_agree_to_the_person(district: District, exported: dict[str, pd.DataFrame]) -> None:
    """The last 医防融合信息补充表 up to the day has every item that the county asks for."""
    as_of = DAYS[0]
    sheets = by_resident([row for row in records(exported["hypertension_supplement"]) if row["served_on"] <= as_of])
    full = {who for who, rows in sheets.items() if all(given(rows[-1][name]) for name in ON_SHEET)}
    managed = managed_in(exported, "hypertension", as_of)
    assert full & set(managed)
    assert_agreement("hypertension.supplemented", as_of, {who: {"supplement_complete": who in full} for who in managed})


@pytest.mark.req("NCD-21")
def test_h_type_and_supply_agree_to_the_person(district: District, exported: dict[str, pd.DataFrame]) -> None:
    """The last homocysteine up to the day is 10 or more; whoever was handed a drug in the year is supplied."""
    as_of = DAYS[0]
    tests = by_resident([row for row in records(exported["hypertension_h_type"]) if row["served_on"] <= as_of])
    ill = {who for who, rows in tests.items() if rows[-1]["hcy"] is not None and rows[-1]["hcy"] >= 10}
    handed = {
        row["resident_id"] for row in records(exported["hypertension_supply"])
        if dt.date(as_of.year, 1, 1) <= row["served_on"] <= as_of
    }  # fmt: skip
    held = ill & set(managed_in(exported, "hypertension", as_of))
    assert held & handed and held - handed
    assert_agreement("hypertension.h_type", as_of, {who: {"h_type_supplied": who in handed} for who in held})
