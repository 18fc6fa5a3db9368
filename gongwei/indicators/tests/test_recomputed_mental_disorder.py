"""Severe mental disorder from `gongwei export` in plain pandas, written from the spec (08), not from our code."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import pytest

from gongwei.facts.tests.population import District
from gongwei.indicators.tests.recomputing import (
    FAR,
    GONE,
    TWO_WEEKS,
    Managed,
    assert_agreement,
    by_resident,
    managed_in,
    records,
    states,
)
from gongwei.kernel.dates import add_months

DAYS = [dt.date(2024, 10, 16), dt.date(2024, 12, 31), dt.date(2024, 6, 30)]
FUNCTIONS = ("func_self_care", "func_housework", "func_work", "func_study", "func_social")
ASKED = (
    "mode", "danger_level", "symptoms", "insight", "sleep", "diet", *FUNCTIONS, "danger_acts", "lock_status",
    "inpatient_status", "lab_flag", "drug_adherence", "adr_flag", "effect", "referral", "rehab", "visit_class",
    "next_visit_date",
)  # fmt: skip
FORMS = (
    "mental_disorder_followup", "mental_disorder_info", "mental_disorder_consent", "mental_disorder_checkup",
    "mental_disorder_arrival", "health_exam", "referral", "referral_result",
)  # fmt: skip
Span = tuple[dt.date, dt.date]


def stability(visit: dict[str, Any]) -> str:
    """The doctor's class; where none is written, what the definition of the classes says."""
    if visit["visit_class"] in (1, 2, 3):
        return {1: "unstable", 2: "basic", 3: "stable"}[visit["visit_class"]]
    flags = (visit[name] is True for name in ("adr_serious", "physical_serious", "symptoms_marked"))
    if (visit["danger_level"] or 0) >= 3 or any(flags) or visit["insight"] == 3:
        return "unstable"
    told = [visit[name] for name in FUNCTIONS]
    if None in (visit["danger_level"], visit["insight"]) or visit["symptoms"] is None:
        return "missing"
    if 3 not in told and None in told:
        return "missing"
    calm = visit["danger_level"] == 0 and 0 in visit["symptoms"] and visit["insight"] == 1
    return "stable" if calm and 3 not in told else "basic"


def agreements(of: dict[str, list[dict[str, Any]]]) -> list[tuple[dt.date, bool]]:
    """(day, agreed) in order: the supplement's consent on its own date, later consent forms."""
    told = [
        (row["consent_date"] or row["served_on"], row["recorded_at"], row["consent"] == 1)
        for row in of["mental_disorder_info"]
        if row["consent"] is not None
    ]
    told += [
        (row["served_on"], row["recorded_at"], row["agrees"] == 1)
        for row in of["mental_disorder_consent"]
        if row["agrees"] is not None
    ]
    return [(on, agreed) for on, _, agreed in sorted(told, key=lambda each: each[:2])]


def managed_spans(person: Managed, told: list[tuple[dt.date, bool]]) -> list[Span]:
    """While registered and agreeing."""
    ends = [on for on, _ in told[1:]] + [FAR]
    agreed = [(on, end) for (on, yes), end in zip(told, ends, strict=False) if yes]
    both = [(max(a, c), min(b, d)) for a, b in person.spans for c, d in agreed]
    return [(start, stop) for start, stop in both if start < stop]


def late(
    person: Managed, spans: list[Span], causes: list[tuple[dt.date, dt.date]], answers: list[dt.date]
) -> bool:
    """Some cause (its day, its due day) of a managed time was not answered by its due day."""
    for on, due in causes:
        ends = [stop for start, stop in spans if start <= on < stop]
        if not ends or max(ends) <= due or not (person.first <= due <= person.last) or due >= person.as_of:
            continue
        after = [day for day in answers if day > on]
        if not after or min(after) > due:
            return True
    return False


def next_due(visits: list[dict[str, Any]]) -> list[tuple[dt.date, dt.date]]:
    """For every visit at which somebody was met: 2 weeks, 1 month or 3 months on, by its class and the one before."""
    found = []
    for place, visit in enumerate(visits):
        if visit["visit_result"] != 1:
            continue
        on, kind = visit["served_on"], stability(visit)
        again = place > 0 and visits[place - 1]["visit_class"] == 2
        if kind == "stable":
            found.append((on, add_months(on, 3)))
        elif kind == "basic" and again:
            found.append((on, add_months(on, 1)))
        elif kind in ("basic", "unstable"):
            found.append((on, on + TWO_WEEKS))
    return found


def judge(person: Managed, of: dict[str, list[dict[str, Any]]], lost: bool) -> dict[str, bool]:
    """The tests of one registered person-year."""
    every = of["mental_disorder_followup"]
    year = [row for row in every if person.first <= row["served_on"] <= person.as_of]
    met = [row for row in year if row["visit_result"] == 1]
    told = agreements(of)
    spans = managed_spans(person, told)
    answers = [
        row["served_on"] for row in every if row["visit_result"] == 1 and row["served_on"] <= person.as_of
    ]
    results = [
        row["served_on"] for row in of["referral_result"]
        if row["programme"] == "mental_disorder" and row["served_on"] <= person.as_of
    ]  # fmt: skip
    home = [
        (row["served_on"], row["served_on"] + TWO_WEEKS) for row in of["mental_disorder_arrival"]
        if row["kind"] == 1 and row["answer"] == 1
    ]  # fmt: skip
    sent = [
        (row["served_on"], row["served_on"] + TWO_WEEKS) for row in of["referral"]
        if row["programme"] == "mental_disorder"
    ]  # fmt: skip
    exams = [row for row in of["health_exam"] if person.first <= row["served_on"] <= person.as_of]
    refusals = [
        row for row in of["mental_disorder_checkup"]
        if person.first <= row["served_on"] <= person.as_of and (row["able"] == 2 or row["agrees"] == 2)
    ]  # fmt: skip
    with_drugs = [row for row in met if row["drug_adherence"] != 4]
    last = met[-1] if met else None
    face = [row for row in met if row["mode"] in (1, 2)]
    return {
        "consented": any(on <= person.as_of for on, _ in told)
        and [yes for on, yes in told if on <= person.as_of][-1],
        "enough_visits": len(met) >= person.visits_owed(),
        "visits_in_time": not (
            late(person, spans, next_due(every) + home, answers) or late(person, spans, sent, results)
        ),
        "danger_assessed": all(row["danger_level"] is not None for row in met),
        "visits_complete": all(
            all(row[name] is not None for name in ASKED) and (row["adr_flag"] != 2 or bool(row["adr_text"]))
            for row in met
        ),
        "exam_handled": bool(exams) or bool(refusals) or not person.exam_owed(),
        "visited": bool(met),
        "seen": bool(face),
        "seen_on_schedule": len(face) >= person.visits_owed(),
        "takes_drugs": last is not None and last["drug_adherence"] in (1, 2),
        "takes_drugs_regularly": bool(with_drugs) and all(row["drug_adherence"] == 1 for row in with_drugs),
        "settled": last is not None and last["visit_class"] in (2, 3) and not lost,
        "examined": bool(exams),
        "caused_incident": any(set(row["danger_acts"] or []) & {2, 3} for row in met),
    }


@pytest.mark.req("SMI-06", "SMI-08")
@pytest.mark.parametrize("as_of", DAYS)
def test_mental_disorder_agrees_to_the_person(
    district: District, exported: dict[str, pd.DataFrame], as_of: dt.date
) -> None:
    state = states(exported, as_of)
    forms = {name: by_resident(records(exported[name])) for name in FORMS}
    theirs = {
        resident: judge(
            one, {name: rows.get(resident, []) for name, rows in forms.items()}, state.get(resident) == "lost"
        )
        for resident, one in managed_in(exported, "mental_disorder", as_of).items()
    }
    assert_agreement("mental_disorder.registered", as_of, theirs)


@pytest.mark.req("SMI-10")
@pytest.mark.parametrize("as_of", DAYS)
def test_the_comparison_with_the_national_list_agrees_to_the_person(
    district: District, exported: dict[str, pd.DataFrame], as_of: dt.date
) -> None:
    """Registered here or on the list; the last comparison of the year with nothing left unsolved on the day."""
    state = states(exported, as_of)
    unsolved = {
        row["match_id"] for row in records(exported["mental_disorder_difference"])
        if row["solved_on"] is None or row["solved_on"] > as_of
    }  # fmt: skip
    last: dict[int, tuple[Any, ...]] = {}
    for row in records(exported["mental_disorder_match"]):
        if row["resident_id"] is not None and dt.date(as_of.year, 1, 1) <= row["checked_on"] <= as_of:
            last[row["resident_id"]] = max(last.get(row["resident_id"], ()), (row["checked_on"], row["id"]))
    listed = {resident for resident in last if state.get(resident) not in GONE}
    theirs = {
        resident: {
            "checked": resident in last,
            "consistent": resident in last and last[resident][1] not in unsolved,
        }
        for resident in {*managed_in(exported, "mental_disorder", as_of), *listed}
    }
    assert_agreement("mental_disorder.reconciled", as_of, theirs)
    assert {row["consistent"] for row in theirs.values()} == {True, False}
