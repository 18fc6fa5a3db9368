"""Filed records and elders from `gongwei export` in plain pandas, from the spec (01, 06, conventions)."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pandas as pd
import pytest

from gongwei.catalogue.tables import tables
from gongwei.facts.tests.population import District
from gongwei.indicators.tests.recomputing import FAR, age, assert_agreement, records, states

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
