"""Hypertension from `gongwei export` in plain pandas, written from the spec (07a e, conventions), not from our code."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pandas as pd
import pytest

from gongwei.facts.exporting import export
from gongwei.facts.tests.population import District
from gongwei.indicators.results import results

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
FAR = dt.date(9999, 12, 31)
TWO_WEEKS = dt.timedelta(days=14)


@pytest.fixture(scope="module")
def exported(
    district: District, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, pd.DataFrame]]:
    """Every table of the export as a data frame."""
    folder = tmp_path_factory.mktemp("export") / "out"
    export(folder)
    yield {file.stem: pd.read_parquet(file, dtype_backend="pyarrow") for file in folder.glob("*.parquet")}


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows as dictionaries, missing values as None."""
    return [
        {
            name: None if not isinstance(value, list) and pd.isna(value) else value
            for name, value in row.items()
        }
        for row in frame.to_dict("records")
    ]


def by_resident(rows: list[dict[str, Any]]) -> dict[int, list[dict[str, Any]]]:
    """resident_id → rows in order of service date, then id."""
    found: dict[int, list[dict[str, Any]]] = {}
    for row in sorted(rows, key=lambda row: (row["served_on"], row["id"])):
        found.setdefault(row["resident_id"], []).append(row)
    return found


def age(birth: dt.date, on: dt.date) -> int:
    """Completed years; 29 February is reached on 28 February."""
    month, day = (birth.month, birth.day)
    if (month, day) == (2, 29) and not (on.year % 4 == 0 and (on.year % 100 or on.year % 400 == 0)):
        day = 28
    return on.year - birth.year - ((on.month, on.day) < (month, day))


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
    return all(visit[name] is not None for name in ASKED) and measured and explained


class Managed:
    """One person under management in a year, seen from a day."""

    def __init__(self, spans: list[tuple[dt.date, dt.date]], birth: dt.date, as_of: dt.date) -> None:
        self.spans, self.birth, self.as_of = spans, birth, as_of
        self.first, self.last = dt.date(as_of.year, 1, 1), dt.date(as_of.year, 12, 31)

    def visits_owed(self) -> int:
        """The quarters that management touches and outlasts, at least one."""
        owed = 0
        for month in (1, 4, 7, 10):
            start = dt.date(self.as_of.year, month, 1)
            end = (start + dt.timedelta(days=95)).replace(day=1) - dt.timedelta(days=1)
            ends = [stop for begin, stop in self.spans if begin <= end and stop > start]
            owed += bool(ends) and max(ends) > end
        return max(owed, 1)

    def exam_owed(self) -> bool:
        """Unless joined in the last quarter of the year or management ended within it."""
        held = [
            stop for begin, stop in self.spans
            if begin <= self.last and stop > self.first and not (begin.year == self.as_of.year and begin.month > 9)
        ]  # fmt: skip
        return bool(held) and max(held) > self.last

    def late(self, causes: list[dict[str, Any]], answers: list[dict[str, Any]]) -> bool:
        """Some cause of the year is not answered within two weeks; each is judged once its two weeks are over."""
        for cause in causes:
            due = cause["served_on"] + TWO_WEEKS
            ends = [stop for begin, stop in self.spans if begin <= cause["served_on"] < stop]
            if not ends or max(ends) <= due or not (self.first <= due <= self.last) or due >= self.as_of:
                continue
            after = [row["served_on"] for row in answers if row["served_on"] > cause["served_on"]]
            if not after or min(after) > due:
                return True
        return False


def recompute(tables: dict[str, pd.DataFrame], as_of: dt.date) -> dict[int, dict[str, bool]]:
    """resident_id → criterion → met, for everybody under management on a day of the year and neither dead nor gone."""
    first = dt.date(as_of.year, 1, 1)
    birth = dict(zip(tables["resident"]["id"], tables["resident"]["birth_date"], strict=True))
    state = {
        row["resident_id"]: row["state"] for row in records(tables["standing"])
        if row["from_on"] <= as_of < (row["to_on"] or FAR)
    }  # fmt: skip
    spans: dict[int, list[tuple[dt.date, dt.date]]] = {}
    for row in records(tables["enrolment"]):
        if row["programme"] == "hypertension":
            spans.setdefault(row["resident_id"], []).append((row["from_on"], row["to_on"] or FAR))
    forms = {
        name: by_resident(records(tables[name]))
        for name in (
            "hypertension_followup",
            "hypertension_card",
            "health_exam",
            "referral",
            "referral_result",
        )
    }
    found = {}
    for resident, held in spans.items():
        in_year = any(begin <= as_of and stop > first for begin, stop in held)
        if in_year and state.get(resident) not in ("died", "moved_out", "merged"):
            of = {name: rows.get(resident, []) for name, rows in forms.items()}
            found[resident] = judge(Managed(held, birth[resident], as_of), of, state.get(resident) == "lost")
    return found


def judge(person: Managed, of: dict[str, list[dict[str, Any]]], lost: bool) -> dict[str, bool]:
    """The seven tests of one person-year (spec 07a e ①–⑥ and the last blood pressure)."""
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
    }


@pytest.mark.req("NCD-09", "NCD-11", "NCD-03")
@pytest.mark.parametrize("as_of", DAYS)
def test_hypertension_agrees_to_the_person(
    district: District, exported: dict[str, pd.DataFrame], as_of: dt.date
) -> None:
    held = results(as_of)
    cursor = held.connect().execute(held.people("hypertension.managed"))
    names = [column[0] for column in cursor.description]
    ours = {row[names.index("resident_id")]: dict(zip(names, row, strict=True)) for row in cursor.fetchall()}
    theirs = recompute(exported, as_of)
    assert set(ours) == set(theirs) and ours
    differing = [
        (resident, criterion, ours[resident][criterion], met)
        for resident, judged in theirs.items() for criterion, met in judged.items()
        if ours[resident][criterion] != met
    ]  # fmt: skip
    assert not differing
