"""Agreements from `gongwei export` in plain Python: key groups, households, renewals, fulfilment (spec 14 e)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import pytest

from gongwei.facts.tests.population import District
from gongwei.indicators.results import results
from gongwei.indicators.tests.recomputing import (
    FAR,
    GONE,
    age,
    assert_agreement,
    assert_subjects_agree,
    records,
    states,
)

DAYS = [dt.date(2024, 10, 16), dt.date(2024, 12, 31), dt.date(2023, 12, 31)]
MANAGED = ("maternal", "hypertension", "diabetes", "mental_disorder", "tuberculosis", "copd")
TAGGED = ("disabled", "bereaved_family", "lifted_from_poverty")
Tables = dict[str, pd.DataFrame]


def here(exported: Tables, as_of: dt.date) -> set[int]:
    """Permanent residents on the day, active or lost."""
    state = states(exported, as_of)
    living = {
        row["resident_id"] for row in records(exported["residence"])
        if row["permanent"] and row["from_on"] <= as_of < (row["to_on"] or FAR)
    }  # fmt: skip
    return {key for key in living if state.get(key) in ("active", "lost")}


def holding(exported: Tables, as_of: dt.date) -> dict[int, dict[str, Any]]:
    """The agreement that holds on the day, by resident."""
    rows = records(exported["family_doctor_agreement"])
    held = [row for row in rows if row["begins_on"] <= as_of < row["until_on"]]
    found = {row["resident_id"]: row for row in held}
    assert len(found) == len(held)
    return found


def groups(exported: Tables, as_of: dt.date) -> dict[int, set[str]]:
    """Everybody's key groups on the day."""
    found: dict[int, set[str]] = {}
    for row in records(exported["resident"]):
        mine = found.setdefault(row["id"], set())
        if age(row["birth_date"], dt.date(as_of.year, 12, 31)) >= 65:
            mine.add("elderly")
        if age(row["birth_date"], as_of) < 7:
            mine.add("child")
    for table, column, known in (("enrolment", "programme", MANAGED), ("resident_tag", "tag", TAGGED)):
        for row in records(exported[table]):
            if row[column] in known and row["from_on"] <= as_of < (row["to_on"] or FAR):
                found[row["resident_id"]].add(row[column])
    return found


@pytest.mark.req("FD-05", "FD-07", "PLAN-21")
@pytest.mark.parametrize("as_of", DAYS)
def test_key_people_agree_to_the_person(district: District, exported: Tables, as_of: dt.date) -> None:
    agreements, known = holding(exported, as_of), groups(exported, as_of)
    theirs = {}
    for key in here(exported, as_of):
        if known[key]:
            held = agreements.get(key)
            flags = {name: name in known[key] for name in ("elderly", "child", *MANAGED, *TAGGED)}
            theirs[key] = {
                **flags, "signed": held is not None, "by_household": held is not None and held["sign_unit"] == 1,
            }  # fmt: skip
    assert any(row["signed"] for row in theirs.values()) and not all(row["signed"] for row in theirs.values())
    assert_agreement("family_doctor.key_people", as_of, theirs)


@pytest.mark.req("FD-24")
@pytest.mark.parametrize("as_of", DAYS)
def test_signed_people_and_what_was_done_agree_to_the_person(
    district: District, exported: Tables, as_of: dt.date
) -> None:
    first = dt.date(as_of.year, 1, 1)
    owed: dict[int, list[dict[str, Any]]] = {}
    for row in records(exported["obligation"]):
        if first <= row["due_on"] <= as_of and row["ended_on"] is None:
            owed.setdefault(row["resident_id"], []).append(row)
    told = {row["resident_id"] for row in records(exported["family_doctor_informing"]) if row["served_on"] <= as_of}
    theirs = {}
    living = here(exported, as_of)
    for key, held in holding(exported, as_of).items():
        if key not in living:
            continue
        mine = [
            row for row in owed.get(key, [])
            if f"{row['programme']}.{row['step']}" in set(held["services"]) and row["due_on"] >= held["begins_on"]
            and (row["met_on"] is None or row["met_on"] >= held["begins_on"])
        ]  # fmt: skip
        done = [row for row in mine if row["met_on"] is not None and row["met_on"] <= as_of]
        theirs[key] = {
            "all_done": len(done) == len(mine), "owing": bool(mine), "informed": key in told,
            "paid_package": float(held["fee_resident"]) > 0,
        }  # fmt: skip
    assert_agreement("family_doctor.signed", as_of, theirs)


@pytest.mark.req("FD-21", "FD-05")
@pytest.mark.parametrize("as_of", DAYS)
def test_renewals_agree_to_the_agreement(district: District, exported: Tables, as_of: dt.date) -> None:
    """Ran to its end in the year before the day; the next one begins within ninety days after and is signed by then."""
    state, rows = states(exported, as_of), records(exported["family_doctor_agreement"])
    theirs = {}
    for row in rows:
        ran = row["until_on"] > row["ends_on"] and dt.date(as_of.year, 1, 1) <= row["ends_on"] < as_of
        if not ran or state.get(row["resident_id"]) in GONE:
            continue
        theirs[row["id"]] = any(
            other["resident_id"] == row["resident_id"] and other["signed_on"] <= as_of
            and row["begins_on"] < other["begins_on"] <= row["ends_on"] + dt.timedelta(90)
            and other["until_on"] > other["begins_on"]
            for other in rows
        )  # fmt: skip
    held = results(as_of)
    cursor = held.connect().execute(held.people("family_doctor.expired"))
    names = [column[0] for column in cursor.description]
    ours = {row[names.index("case_id")]: row[names.index("renewed")] for row in cursor.fetchall()}
    assert ours == theirs
    assert as_of.year == 2023 or set(theirs.values()) == {True, False}


@pytest.mark.req("FD-05")
@pytest.mark.parametrize("as_of", DAYS)
def test_villages_with_somebody_signed_agree_to_the_village(
    district: District, exported: Tables, as_of: dt.date
) -> None:
    held = holding(exported, as_of)
    signed = {
        row["village_id"] for row in records(exported["residence"])
        if row["resident_id"] in held and row["from_on"] <= as_of < (row["to_on"] or FAR)
    }  # fmt: skip
    theirs = {
        row["village_id"]: {"institution_id": row["institution_id"], "served": row["village_id"] in signed}
        for row in records(exported["institution_village"])
        if row["from_on"] <= as_of < (row["to_on"] or FAR)
    }
    assert_subjects_agree("family_doctor.villages", as_of, theirs)
