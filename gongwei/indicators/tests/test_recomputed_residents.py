"""Filed records and elders from `gongwei export` in plain pandas, from the spec (01, 06, conventions)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import pytest

from gongwei.catalogue.tables import tables
from gongwei.facts.tests.population import District
from gongwei.indicators.tests.recomputing import FAR, age, assert_agreement, records, states

DAYS = [dt.date(2024, 10, 16), dt.date(2024, 12, 31), dt.date(2023, 12, 31)]


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
            "used": key in used and not row["lost"],
            "reviewed": good.get(key) == {1, 2, 3, 4, 5} and not wrong.get(key) and not row["lost"],
        }
        for key, row in permanent(exported, as_of).items()
        if row["created_on"] is not None and row["created_on"] <= as_of
    }
    assert_agreement("health_record.filed", as_of, theirs)


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
            "guided": key in guided and not row["lost"],
            "result_told": key in told and not row["lost"],
        }
        for key, row in elders.items()
    }
    assert_agreement("elderly.residents", as_of, theirs)
