"""Tuberculosis from `gongwei export` in plain pandas, written from the spec (09, conventions), not from our code."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import pytest

from gongwei.facts.tests.population import District
from gongwei.indicators.results import results
from gongwei.indicators.tests.recomputing import FAR, GONE, age, by_resident, managed_in, records, states
from gongwei.indicators.tests.recomputing import assert_agreement as assert_people
from gongwei.indicators.tests.test_recomputed_residents import permanent, year_of
from gongwei.kernel.dates import add_months

DAYS = [dt.date(2024, 10, 16), dt.date(2024, 12, 31), dt.date(2024, 6, 30)]
FORMS = (
    "tuberculosis_closing", "tuberculosis_outcome", "tuberculosis_suspect", "tuberculosis_trace",
)  # fmt: skip


def product(cohort: str, as_of: dt.date) -> dict[str, dict[str, Any]]:
    """What the product says: case → row of the cohort."""
    held = results(as_of)
    cursor = held.connect().execute(held.people(cohort))
    names = [column[0] for column in cursor.description]
    rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return {row["case_id"]: row for row in rows}


def assert_agreement(cohort: str, as_of: dt.date, theirs: dict[str, dict[str, bool]]) -> None:
    """The same cases, and each criterion of each case the same."""
    ours = product(cohort, as_of)
    assert set(ours) == set(theirs) and ours
    assert {case: {name: ours[case][name] for name in judged} for case, judged in theirs.items()} == theirs


@pytest.mark.req("TB-05")
@pytest.mark.parametrize("as_of", DAYS)
def test_regular_medication_agrees_to_the_course(
    district: District, exported: dict[str, pd.DataFrame], as_of: dt.date
) -> None:
    first = dt.date(as_of.year, 1, 1)
    told = by_resident(records(exported["tuberculosis_outcome"]))
    theirs = {}
    for row in records(exported["tuberculosis_closing"]):
        if row["stop_reason"] != 1 or row["stop_date"] is None or row["served_on"] > as_of:
            continue
        if not first <= row["stop_date"] <= as_of:
            continue
        due, taken = row["should_doses"], row["actual_doses"]
        after = [
            each for each in told.get(row["resident_id"], [])
            if each["served_on"] >= row["stop_date"] and first <= each["served_on"] <= as_of
        ]  # fmt: skip
        theirs[row["id"]] = {
            "regular": bool(due) and taken is not None and taken * 10 >= due * 9,
            "outcome_known": bool(after),
        }
    assert_agreement("tuberculosis.completed", as_of, theirs)


@pytest.mark.req("TB-01")
@pytest.mark.parametrize("as_of", DAYS)
def test_tracing_of_suspects_agrees_to_the_slip(
    district: District, exported: dict[str, pd.DataFrame], as_of: dt.date
) -> None:
    first = dt.date(as_of.year, 1, 1)
    asked = by_resident(records(exported["tuberculosis_trace"]))
    theirs = {}
    for row in records(exported["tuberculosis_suspect"]):
        if not first <= row["served_on"] <= as_of:
            continue
        after = [
            each for each in asked.get(row["resident_id"], [])
            if row["served_on"] <= each["served_on"] <= as_of
        ]  # fmt: skip
        theirs[row["id"]] = {
            "traced": any(each["served_on"] <= row["served_on"] + dt.timedelta(7) for each in after),
            "arrived": any(each["attended"] == 1 for each in after),
        }
    assert_agreement("tuberculosis.suspects", as_of, theirs)


@pytest.mark.req("TB-03", "TB-05")
@pytest.mark.parametrize("as_of", DAYS)
def test_first_visits_agree_to_the_notice(
    district: District, exported: dict[str, pd.DataFrame], as_of: dt.date
) -> None:
    first, state = dt.date(as_of.year, 1, 1), states(exported, as_of)
    visits = by_resident(records(exported["tuberculosis_first_visit"]))
    cases = by_resident(records(exported["tuberculosis_case"]))
    theirs = {}
    for resident, rows in cases.items():
        year = [row for row in rows if first <= row["served_on"] <= as_of]
        if state.get(resident) in GONE:
            continue
        for place, row in enumerate(year):
            until = year[place + 1]["served_on"] if place + 1 < len(year) else dt.date.max
            made = [
                each for each in visits.get(resident, [])
                if row["served_on"] <= each["served_on"] < until and each["served_on"] <= as_of
            ]  # fmt: skip
            theirs[row["id"]] = {
                "first_visited": bool(made),
                "first_in_time": any(in_time(row, each) for each in made),
            }
    assert_agreement("tuberculosis.notified", as_of, theirs)


def in_time(notice: dict[str, Any], visit: dict[str, Any]) -> bool:
    """Within 72 hours: by the hour where both are known, else by the third day."""
    if notice["notice_at"] is not None and visit["visited_at"] is not None:
        return bool(visit["visited_at"] <= notice["notice_at"] + dt.timedelta(hours=72))
    return bool(visit["served_on"] <= notice["served_on"] + dt.timedelta(3))


@pytest.mark.req("TB-02")
@pytest.mark.parametrize("as_of", DAYS)
def test_people_screened_actively_agree_to_the_person(
    district: District, exported: dict[str, pd.DataFrame], as_of: dt.date
) -> None:
    """Seven groups among the permanent residents; screened by the form or as a suspect of the year (spec 09)."""
    tagged: dict[str, set[int]] = {name: set() for name in ("contact", "student", "hiv", "immunocompromised")}
    for row in records(exported["resident_tag"]):
        if row["tag"] in tagged and row["from_on"] <= as_of < (row["to_on"] or FAR):
            tagged[row["tag"]].add(row["resident_id"])
    diabetic = {
        row["resident_id"] for row in records(exported["enrolment"])
        if row["programme"] == "diabetes" and row["from_on"] <= as_of < (row["to_on"] or FAR)
    }  # fmt: skip
    two_years = as_of.replace(year=as_of.year - 2)
    cured = {
        row["resident_id"] for row in records(exported["tuberculosis_closing"])
        if row["stop_reason"] == 1 and row["stop_date"] is not None and two_years < row["stop_date"] <= as_of
    }  # fmt: skip
    screened = {
        row["resident_id"] for form in ("tuberculosis_screening", "tuberculosis_suspect")
        for row in year_of(exported, form, as_of)
    }  # fmt: skip
    theirs = {}
    for key, person in permanent(exported, as_of).items():
        groups = {"elder": age(person["birth_date"], as_of) >= 65, "diabetic": key in diabetic, "cured": key in cured}
        groups |= {name: key in members for name, members in tagged.items()}
        if any(groups.values()):
            theirs[key] = {**groups, "screened": key in screened}
    assert_people("tuberculosis.at_risk", as_of, theirs)


@pytest.mark.req("IDR-08")
@pytest.mark.parametrize("as_of", DAYS)
def test_the_restricted_register_agrees_to_the_person(
    district: District, exported: dict[str, pd.DataFrame], as_of: dt.date
) -> None:
    """A first visit within 30 days, then every 6 months, 3 for the ill; an attempt is not a visit (conventions)."""
    first, state = dt.date(as_of.year, 1, 1), states(exported, as_of)
    visits = by_resident(records(exported["hiv_followup"]))
    theirs = {}
    for key, person in managed_in(exported, "hiv", as_of).items():
        rows, lost = [row for row in visits.get(key, []) if row["served_on"] <= as_of], state.get(key) == "lost"
        reached = [row for row in rows if row["reached"] in (1, 2)]
        owed = [(start, start + dt.timedelta(30), start - dt.timedelta(1), stop) for start, stop in person.spans]
        for row in rows:
            stops = [stop for start, stop in person.spans if start <= row["served_on"] < stop]
            if stops:
                due = add_months(row["served_on"], 6 if row["stage"] == 1 else 3)
                owed.append((row["served_on"], due, row["served_on"], max(stops)))
        late = any(
            not any(after < each["served_on"] <= due for each in reached)
            for _, due, after, stop in owed if stop > due and first <= due < as_of
        )  # fmt: skip
        year = [row for row in reached if row["served_on"] >= first]
        theirs[key] = {
            "followed": not late and not lost,
            "cd4_tested": any(row["cd4"] is not None for row in rows if row["served_on"] >= first) and not lost,
            "treated": bool(year) and year[-1]["treatment"] == 1 and not lost,
        }
    assert_people("hiv.registered", as_of, theirs)
