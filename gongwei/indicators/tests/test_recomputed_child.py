"""Children from `gongwei export` in plain pandas, written from the spec (04, conventions), not from our code."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import pytest

from gongwei.facts.tests.population import District
from gongwei.indicators.tests.recomputing import (
    FAR,
    GONE,
    age,
    assert_agreement,
    by_resident,
    records,
    states,
)
from gongwei.indicators.tests.test_recomputed_residents import permanent, year_of
from gongwei.kernel.dates import add_months

DAYS = [dt.date(2024, 10, 16), dt.date(2024, 12, 31), dt.date(2023, 12, 31)]
EXAMS = ("child_exam_1_8m", "child_exam_12_30m", "child_exam_3_6y")
WINDOWS = (
    (3, 4),
    (6, 7),
    (8, 9),
    (11, 13),
    (17, 19),
    (23, 25),
    (29, 31),
    (35, 48),
    (47, 60),
    (59, 72),
    (71, 84),
)
"""Opening and due age in months of the contacts after the first month; each closes the day before the next opens."""
QUOTA = {0: 4, 1: 2, 2: 1}
Spans = dict[int, list[tuple[dt.date, dt.date]]]


def spans_of(exported: dict[str, pd.DataFrame]) -> Spans:
    """resident_id → days of permanent residence with an active or lost record."""
    alive = by_kind(exported["standing"], lambda row: row["state"] in ("active", "lost"))
    found: Spans = {}
    for resident, homes in by_kind(exported["residence"], lambda row: row["permanent"]).items():
        for home in homes:
            for state in alive.get(resident, []):
                start = max(home["from_on"], state["from_on"])
                stop = min(home["to_on"] or FAR, state["to_on"] or FAR)
                if start < stop:
                    found.setdefault(resident, []).append((start, stop))
    return found


def by_kind(frame: pd.DataFrame, wanted: Any) -> dict[int, list[dict[str, Any]]]:
    """resident_id → rows of a dated table that are wanted."""
    found: dict[int, list[dict[str, Any]]] = {}
    for row in records(frame):
        if wanted(row):
            found.setdefault(row["resident_id"], []).append(row)
    return found


def exams_of(exported: dict[str, pd.DataFrame], as_of: dt.date) -> dict[int, list[dict[str, Any]]]:
    """resident_id → exams of the year so far on whichever paper."""
    return by_resident([row for form in EXAMS for row in year_of(exported, form, as_of)])


def contacts_due(birth: dt.date, spans: list[tuple[dt.date, dt.date]], as_of: dt.date) -> int:
    """Contacts that fell due in the year so far while the child belonged here."""
    edges = [(birth + dt.timedelta(28), birth + dt.timedelta(30))]
    edges += [(add_months(birth, opens), add_months(birth, due)) for opens, due in WINDOWS]
    ends = [opens for opens, _ in edges[1:]] + [add_months(birth, 84)]
    count = 0
    for (opens, due), end in zip(edges, ends, strict=True):
        due_on = min(due, end - dt.timedelta(1))
        limit = add_months(birth, 84)
        until = max((min(stop, limit) for _, stop in spans if min(stop, limit) > opens), default=None)
        if until is not None and until > due_on and dt.date(as_of.year, 1, 1) <= due_on <= as_of:
            count += 1
    return count


@pytest.mark.req("CHILD-02", "CHILD-03", "CHILD-05")
@pytest.mark.parametrize("as_of", DAYS)
def test_children_under_seven_agree_to_the_child(
    district: District, exported: dict[str, pd.DataFrame], as_of: dt.date
) -> None:
    exams = exams_of(exported, as_of)
    visits = {row["resident_id"] for row in year_of(exported, "child_newborn_visit", as_of)}
    eyes = {row["resident_id"] for row in year_of(exported, "child_eye_exam", as_of) if covered(row)}
    theirs = {}
    for key, row in permanent(exported, as_of).items():
        if age(row["birth_date"], as_of) < 7:
            theirs[key] = {
                "examined": key in exams and not row["lost"],
                "followed": (key in exams or key in visits) and not row["lost"],
                "eye_checked": key in eyes and not row["lost"],
            }
    assert_agreement("child.under_seven", as_of, theirs)


def covered(row: dict[str, Any]) -> bool:
    """Outside of the eye looked at; from 4 years the acuity of both, before that behaviour, light or first visit."""
    if row["appearance"] in (None, 3) or row["contact"] is None:
        return False
    if row["contact"] >= 48:
        return row["vision_l"] is not None and row["vision_r"] is not None
    watched = any(row[name] not in (None, 3) for name in ("visual_behaviour", "light_reaction"))
    return watched or row["contact"] == 0


@pytest.mark.req("CHILD-04")
@pytest.mark.parametrize("as_of", DAYS)
def test_system_management_under_three_agrees_to_the_child(
    district: District, exported: dict[str, pd.DataFrame], as_of: dt.date
) -> None:
    exams, spans = exams_of(exported, as_of), spans_of(exported)
    seen = {
        row["resident_id"] for row in records(exported["child_newborn_visit"]) if row["served_on"] <= as_of
    }
    theirs = {}
    for key, row in permanent(exported, as_of).items():
        years = age(row["birth_date"], as_of)
        if years < 3:
            done = sum(
                1 for each in exams.get(key, []) if each["weight"] is not None and each["length"] is not None
            )
            wanted = min(QUOTA[years], contacts_due(row["birth_date"], spans[key], as_of))
            theirs[key] = {"system_managed": done >= wanted and (done > 0 or key in seen) and not row["lost"]}
    assert_agreement("child.under_three", as_of, theirs)


@pytest.mark.req("CHILD-01")
@pytest.mark.parametrize("as_of", DAYS)
def test_newborn_visits_agree_to_the_birth(
    district: District, exported: dict[str, pd.DataFrame], as_of: dt.date
) -> None:
    """Born in the year so far and living here from the first weeks on; visited within 28 days, 7 after discharge."""
    people = {row["id"]: row["birth_date"] for row in records(exported["resident"])}
    left, died = set(), dict[int, dt.date]()
    for row in records(exported["standing"]):
        if row["state"] in ("moved_out", "merged") and row["from_on"] <= as_of:
            left.add(row["resident_id"])
        elif row["state"] == "died":
            died[row["resident_id"]] = min(row["from_on"], died.get(row["resident_id"], FAR))
    visits = [row for row in records(exported["child_newborn_visit"]) if row["served_on"] <= as_of]
    first, home = dict[int, dt.date](), dict[int, dt.date]()
    for row in visits:
        first[row["resident_id"]] = min(row["served_on"], first.get(row["resident_id"], FAR))
    for row in [*records(exported["child_birth_notice"]), *visits]:
        if row["discharged_on"] is not None:
            home[row["resident_id"]] = min(row["discharged_on"], home.get(row["resident_id"], FAR))
    theirs = {}
    for key, spans in spans_of(exported).items():
        born, month = people[key], people[key] + dt.timedelta(28)
        here = any(start <= month for start, _ in spans)
        if key in left or not here or not dt.date(as_of.year, 1, 1) <= born <= as_of:
            continue
        on = first.get(key, FAR)
        theirs[key] = {
            "visited": on <= month,
            "in_time": on <= month and on <= home.get(key, born) + dt.timedelta(7),
            "alive_week": died.get(key, FAR) > born + dt.timedelta(6),
        }
    assert_agreement("child.births", as_of, theirs)


@pytest.mark.parametrize("as_of", DAYS)
def test_what_the_last_exam_found_agrees_to_the_child(
    district: District, exported: dict[str, pd.DataFrame], as_of: dt.date
) -> None:
    born, state = {row["id"]: row["birth_date"] for row in records(exported["resident"])}, states(exported, as_of)
    theirs = {}
    for key, rows in exams_of(exported, as_of).items():
        if state.get(key) not in GONE:
            theirs[key] = found_at(rows[-1], born[key])
    assert_agreement("child.examined", as_of, theirs)


def found_at(exam: dict[str, Any], born: dt.date) -> dict[str, bool]:
    """Anaemia by haemoglobin and age (WHO 2001 and the norm for the youngest), grades, warning signs, feeding."""
    day, iron = exam["served_on"], exam["hemoglobin"]
    limits = ((add_months(born, 6), 100), (add_months(born, 4), 90), (born + dt.timedelta(29), 145))
    limit = 110
    for until, below in limits:
        limit = below if day < until else limit
    signs = [value for name, value in exam.items() if name.startswith("warning_") and value is not None and len(value)]
    judged = exam.get("growth_evaluation")
    judged = [] if judged is None else list(judged)
    early = exam.get("feeding") is not None and exam["contact"] in (1, 3)
    return {
        "tested": iron is not None,
        "anaemic": iron is not None and iron < limit,
        "underweight": exam["weight_grade"] == 3,
        "stunted": exam["length_grade"] == 3,
        "overweight": 5 in judged,
        "obese": 6 in judged,
        "asked": bool(signs),
        "warned": any(0 not in value for value in signs),
        "fed": early,
        "breastfed": exam.get("feeding") == 1,
    }
