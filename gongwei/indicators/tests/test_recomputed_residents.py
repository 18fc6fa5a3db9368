"""Filed records, elders, screenings and vaccination lists from `gongwei export` in plain pandas.

From the spec (01, 03, 06, 13, conventions).
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pandas as pd
import pytest

from gongwei.catalogue.tables import tables
from gongwei.facts.tests.population import District
from gongwei.indicators.tests.recomputing import (
    FAR,
    GONE,
    age,
    assert_agreement,
    product_rows,
    records,
    states,
)

DAYS = [dt.date(2024, 10, 16), dt.date(2024, 12, 31), dt.date(2023, 12, 31)]
COVER = """record_no name current_address registered_address phone village_id creating_institution_id created_by_id
    doctor_id created_on"""
BASIC = """sex birth_date contact_name contact_phone residence_type ethnicity blood_type_abo blood_type_rh education
    occupation marital_status payment_methods drug_allergy exposure_history past_disease surgery trauma transfusion
    family_father family_mother family_siblings family_children genetic_disease disability"""
WRITTEN_OUT = (
    ("payment_methods", 8, "payment_other"), ("drug_allergy", 5, "drug_allergy_other"),
    ("past_disease", 6, "past_cancer"), ("past_disease", 12, "past_occupational"), ("past_disease", 13, "past_other"),
    ("genetic_disease", 2, "genetic_disease_name"), ("disability", 8, "disability_other"),
    ("fuel_type", 6, "fuel_other"), ("drinking_water", 6, "water_other"),
)  # fmt: skip
EXAM_OF_65 = """symptoms temperature pulse respiration height weight waist
    elder_self_health elder_self_care elder_cognition elder_emotion
    exercise_frequency diet_habits smoking_status drinking_frequency
    lips teeth pharynx vision_l vision_r hearing motor_function
    skin sclera lymph_nodes barrel_chest breath_sounds rales heart_rate heart_rhythm heart_murmur abd_tenderness
    abd_mass hepatomegaly splenomegaly shifting_dullness leg_edema
    hemoglobin wbc platelet urine_protein urine_glucose urine_ketone urine_blood fasting_glucose ecg
    alt ast total_bilirubin creatinine urea tc tg ldl_c hdl_c abdominal_us
    cerebrovascular kidney_disease heart_disease vascular_disease eye_disease neuro_disease other_disease
    assessment guidance"""


def permanent(exported: dict[str, pd.DataFrame], as_of: dt.date) -> dict[int, dict[str, Any]]:
    """Permanent residents on the day, active or lost: resident_id → resident, with ``lost``."""
    state = states(exported, as_of)
    here = {
        row["resident_id"] for row in records(exported["residence"])
        if row["permanent"] and row["from_on"] <= as_of < (row["to_on"] or FAR)
    }  # fmt: skip
    people = {row["id"]: row for row in records(exported["resident"])}
    return {
        key: {**people[key], "lost": state[key] == "lost"}
        for key in here
        if state.get(key) in ("active", "lost")
    }


def year_of(exported: dict[str, pd.DataFrame], form: str, as_of: dt.date) -> list[dict[str, Any]]:
    """The records of a form in the year so far."""
    first = dt.date(as_of.year, 1, 1)
    return [row for row in records(exported[form]) if first <= row["served_on"] <= as_of]


def filled(row: dict[str, Any], *names: str) -> bool:
    """None of the fields is missing, an empty text or an empty list."""
    return all(row[name] is not None and (isinstance(row[name], int) or str(row[name]) not in ("", "[]"))
               for name in names)  # fmt: skip


def rings(number: str | None) -> bool:
    """Nothing, a mobile number, or a fixed line with or without area code and extension (spec 01 b3)."""
    if not number:
        return True
    mobile = len(number) == 11 and number.isdigit() and number[0] == "1" and number[1] in "3456789"
    line = re.fullmatch("(?:0[0-9]{2,3}-?)?([2-9][0-9]+)(?:-([0-9]{1,6}))?", number)
    return mobile or (line is not None and len(line[1]) in (7, 8))


def standard(row: dict[str, Any], as_of: dt.date) -> dict[str, bool]:
    """规范化 of a record by its fields; below seven 个人基本信息表 is not filled (spec 01 a, b3, b4)."""
    chosen = [text for field, code, text in WRITTEN_OUT
              if code in (row[field] if hasattr(row[field], "__len__") else [row[field]])]  # fmt: skip
    child, known = age(row["birth_date"], as_of) < 7, filled(row, "id_no") or filled(row, "birth_certificate_no")
    return {
        "cover_complete": filled(row, *COVER.split()) and not row["lost"],
        "basic_complete": (child or (known and filled(row, *BASIC.split(), *chosen))) and not row["lost"],
        "phones_valid": rings(row["phone"]) and (child or rings(row["contact_phone"])) and not row["lost"],
    }


@pytest.mark.req("EHR-07", "EHR-08", "EHR-09")
@pytest.mark.parametrize("as_of", DAYS)
def test_filed_used_and_reviewed_records_agree_to_the_person(
    district: District, exported: dict[str, pd.DataFrame], as_of: dt.date
) -> None:
    """Filed by the day; used: any service in the year; reviewed: all five sections, none found wrong and left so."""
    forms = [source.name for source in tables() if source.day == "served_on" and source.person == "resident_id"]
    used = {row["resident_id"] for form in forms for row in year_of(exported, form, as_of)}
    good, wrong = dict[int, set[int]](), dict[int, set[int]]()
    reviews = [row for row in records(exported["record_review"]) if row["reviewed_on"] <= as_of]
    for row in sorted(reviews, key=lambda row: (row["reviewed_on"], row["recorded_at"])):
        settled, section = row["accurate"] or row["correction"] != "", row["section"]
        (good if settled else wrong).setdefault(row["resident_id"], set()).add(section)
        if settled:
            wrong.get(row["resident_id"], set()).discard(section)
    theirs = {
        key: {
            **standard(row, as_of),
            "used": key in used and not row["lost"],
            "reviewed": good.get(key) == {1, 2, 3, 4, 5} and not wrong.get(key) and not row["lost"],
        }
        for key, row in permanent(exported, as_of).items()
        if row["created_on"] is not None and row["created_on"] <= as_of
    }
    assert_agreement("health_record.filed", as_of, theirs)
    for name in ("cover_complete", "basic_complete", "phones_valid", "reviewed"):
        assert {row[name] for row in theirs.values()} == {True, False}, name


@pytest.mark.req("ELD-05")
@pytest.mark.parametrize("as_of", DAYS)
def test_elders_agree_to_the_person(
    district: District, exported: dict[str, pd.DataFrame], as_of: dt.date
) -> None:
    """65 on 31 December; an exam at 64 does not count; assessed on the scale or at the exam; told the result."""
    elders = {
        key: row for key, row in permanent(exported, as_of).items()
        if age(row["birth_date"], dt.date(as_of.year, 12, 31)) >= 65
    }  # fmt: skip
    exams = year_of(exported, "health_exam", as_of)
    grown = [
        row for row in exams
        if row["resident_id"] in elders and age(elders[row["resident_id"]]["birth_date"], row["served_on"]) >= 65
    ]  # fmt: skip
    whose = {row["id"]: row["resident_id"] for row in exams}
    told = {
        whose[row["exam_id"]] for row in records(exported["exam_feedback"])
        if row["exam_id"] in whose and row["served_on"] <= as_of
    }  # fmt: skip
    examined = {row["resident_id"] for row in grown}
    complete = {
        row["resident_id"] for row in grown
        if all(row[item] is not None for item in EXAM_OF_65.split()) and any(
            row[f"bp_{side}_sys"] is not None and row[f"bp_{side}_dia"] is not None for side in ("left", "right")
        )
    }  # fmt: skip
    guided = {row["resident_id"] for row in grown if len(row["guidance"] or []) > 0}
    items = ("eating", "grooming", "dressing", "toileting", "mobility")
    scaled = {
        row["resident_id"] for row in year_of(exported, "elderly_self_care", as_of)
        if all(row[item] is not None for item in items)
    }  # fmt: skip
    assessed = scaled | {row["resident_id"] for row in grown if row["elder_self_care"] is not None}
    theirs = {
        key: {
            "self_care_assessed": key in assessed and not row["lost"],
            "examined": key in examined and not row["lost"],
            "exam_complete": key in complete and not row["lost"],
            "guided": key in guided and not row["lost"],
            "result_told": key in told and not row["lost"],
        }
        for key, row in elders.items()
    }
    assert_agreement("elderly.residents", as_of, theirs)


@pytest.mark.parametrize("as_of", DAYS)
def test_suspicions_of_copd_agree_to_the_person(
    district: District, exported: dict[str, pd.DataFrame], as_of: dt.date
) -> None:
    """Seven items, 16 points and more is suspicious; followed up by a diagnosis or a test of the year (spec 13)."""
    born, state = {row["id"]: row["birth_date"] for row in records(exported["resident"])}, states(exported, as_of)
    tested = {row["resident_id"] for row in year_of(exported, "copd_spirometry", as_of)}
    theirs: dict[int, dict[str, bool]] = {}
    for row in year_of(exported, "copd_screening", as_of):
        key = row["resident_id"]
        if state.get(key) not in GONE:
            held = theirs.setdefault(key, {"is_suspected": False, "followed_up": key in tested})
            held["is_suspected"] |= (points(row, age(born[key], row["served_on"])) or 0) >= 16
            held["followed_up"] |= row["confirmed"] is not None
    assert_agreement("copd.screened", as_of, theirs)


def points(row: dict[str, Any], years: int) -> int | None:
    """COPD-SQ; None while an item is not answered."""
    asked = ("cigarettes", "smoke_years", "height", "weight", "cough", "dyspnea", "biomass", "family_history")
    if any(row[name] is None for name in asked):
        return None
    packs, bmi = row["cigarettes"] * row["smoke_years"] / 20, row["weight"] * 10_000 / (row["height"] ** 2)
    total: int = (
        (11 if years >= 70 else 8 if years >= 60 else 4 if years >= 50 else 0)
        + (4 if packs >= 30 else 2 if packs >= 15 else 0)
        + (0 if bmi >= 28 else 1 if bmi >= 24 else 4 if bmi * 10 >= 185 else 7)
        + {1: 0, 2: 3, 3: 6}[row["dyspnea"]]
        + 5 * (row["cough"] == 1) + (row["biomass"] == 1) + 3 * (row["family_history"] == 1)
    )  # fmt: skip
    return total


@pytest.mark.parametrize("as_of", DAYS)
def test_findings_of_the_two_cancers_agree_to_the_woman(
    district: District, exported: dict[str, pd.DataFrame], as_of: dt.date
) -> None:
    """Positive on either organ; settled when each positive examination has its last diagnosis by the day."""
    state, theirs = states(exported, as_of), dict[int, dict[str, bool]]()
    for row in year_of(exported, "new_items_two_cancer", as_of):
        if state.get(row["resident_id"]) in GONE:
            continue
        positive = row["cervical"] in (2, 3, 4) or row["breast"] in (2, 3, 4)
        known = row["diagnosis"] in (1, 2, 3, 4, 5) and row["diagnosed_on"] is not None and row["diagnosed_on"] <= as_of
        held = theirs.setdefault(row["resident_id"], {"positive": False, "settled": True})
        held["positive"] |= positive
        held["settled"] &= known or not positive
    assert_agreement("new_items.screened", as_of, theirs)


def cases(cohort: str, as_of: dt.date) -> dict[str, dict[str, Any]]:
    """What the product says of cases of residents: case_id → row."""
    return {row["case_id"]: row for row in product_rows(cohort, as_of)}


def assert_cases_agree(cohort: str, as_of: dt.date, theirs: dict[str, dict[str, bool]]) -> None:
    """The same cases, each judged the same."""
    product = cases(cohort, as_of)
    assert theirs
    assert {key: {name: row[name] for name in next(iter(theirs.values()))} for key, row in product.items()} == theirs


@pytest.mark.parametrize("as_of", DAYS)
def test_entry_checks_agree_to_the_child_of_the_roster(
    district: District, exported: dict[str, pd.DataFrame], as_of: dt.date
) -> None:
    term = {row["id"]: row["term_on"] for row in records(exported["immunization_roster"])}
    theirs = {}
    for row in records(exported["immunization_roster_child"]):
        if row["resident_id"] is None or not dt.date(as_of.year, 1, 1) <= term[row["roster_id"]] <= as_of:
            continue
        reissued, caught = (row[name] is not None and row[name] <= as_of for name in ("reissued_on", "caught_up_on"))
        theirs[f"{row['roster_id']}/{row['position']}"] = {
            "checked": row["result"] is not None, "certified": row["has_certificate"] is True or reissued,
            "caught_up": caught, "without_certificate": row["has_certificate"] is False,
            "to_catch_up": row["result"] == 2,
        }  # fmt: skip
    assert_cases_agree("immunization.entry", as_of, theirs)


@pytest.mark.parametrize("as_of", DAYS)
def test_clocks_of_reactions_agree_to_the_card(
    district: District, exported: dict[str, pd.DataFrame], as_of: dt.date
) -> None:
    """48 hours to report, 2 where it is urgent; 48 more until the inquiry begins, except for a plain reaction."""
    begun: dict[str, list[Any]] = {}
    for row in records(exported["immunization_aefi_inquiry"]):
        if row["served_on"] <= as_of and row["begun_at"] is not None:
            begun.setdefault(row["aefi_id"], []).append(row["begun_at"])
    theirs = {}
    for row in year_of(exported, "immunization_aefi", as_of):
        urgent = bool({1, 2, 3, 4} & set(row["urgent"] if row["urgent"] is not None else ()))
        found, told, looked = row["found_at"], row["reported_at"], min(begun.get(row["id"], []), default=None)
        hours = dt.timedelta(hours=2 if urgent else 48)
        theirs[row["id"]] = {
            "reported_in_time": None not in (found, told) and told - found <= hours,
            "inquired_in_time": None not in (told, looked) and looked - told <= dt.timedelta(hours=48),
            "needs_inquiry": urgent or row["first_class"] != 1,
        }
    assert_cases_agree("immunization.reactions", as_of, theirs)


@pytest.mark.req("VAC-06", "VAC-11")
@pytest.mark.parametrize("as_of", DAYS)
def test_campaigns_agree_to_the_person_on_the_list(
    district: District, exported: dict[str, pd.DataFrame], as_of: dt.date
) -> None:
    given: dict[tuple[int, int], list[dt.date]] = {}
    for row in records(exported["immunization_dose"]):
        given.setdefault((row["resident_id"], row["vaccine"]), []).append(row["served_on"])
    campaigns = {row["id"]: row for row in records(exported["immunization_campaign"])}
    theirs = {}
    for row in records(exported["immunization_campaign_target"]):
        held = campaigns[row["campaign_id"]]
        if dt.date(as_of.year, 1, 1) <= held["from_on"] <= as_of:
            until = min(held["to_on"], as_of)
            days = given.get((row["resident_id"], held["vaccine"]), [])
            theirs[str(row["id"])] = {
                "reached": any(held["from_on"] <= day <= until for day in days),
                "livelihood": held["kind"] == 4, "emergency": held["kind"] == 1,
            }  # fmt: skip
    assert_cases_agree("immunization.targets", as_of, theirs)
