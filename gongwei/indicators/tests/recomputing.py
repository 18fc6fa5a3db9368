"""What the independent recomputations share: the export as plain rows, ages, and one person-year of management.

Written from the spec (07a e, 07b e, conventions) in plain Python and pandas; nothing of our engine is used.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pandas as pd

from gongwei.indicators.results import results
from gongwei.indicators.statements import groups

FAR = dt.date(9999, 12, 31)
TWO_WEEKS = dt.timedelta(days=14)
WHOLE = ("health_record.", "elderly.", "hypertension.", "diabetes.")
"""Chapters of which every criterion that an indicator counts is recomputed."""
GONE = ("died", "moved_out", "merged")


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


class Managed:
    """One person under management in a year, seen from a day."""

    def __init__(self, spans: list[tuple[dt.date, dt.date]], birth: dt.date, as_of: dt.date) -> None:
        self.spans, self.birth, self.as_of = spans, birth, as_of
        self.first, self.last = dt.date(as_of.year, 1, 1), dt.date(as_of.year, 12, 31)

    def joined(self) -> dt.date:
        """The first day of the management that the year knows."""
        return min(start for start, stop in self.spans if start <= self.as_of and stop > self.first)

    def visits_owed(self) -> int:
        """One a quarter, from the quarter of joining to the year's end; an end lowers nothing."""
        return 4 if self.joined() < self.first else 5 - (self.joined().month + 2) // 3

    def exam_owed(self) -> bool:
        """Unless joined in the last quarter: then no full quarter of the year is left."""
        return self.joined() < self.first or self.joined().month <= 9

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


def states(tables: dict[str, pd.DataFrame], as_of: dt.date) -> dict[int, str]:
    """resident_id → life state on the day."""
    return {
        row["resident_id"]: row["state"]
        for row in records(tables["standing"])
        if row["from_on"] <= as_of < (row["to_on"] or FAR)
    }


def failed_check(tables: dict[str, pd.DataFrame], programme: str, as_of: dt.date) -> set[int]:
    """Whose file failed a check by the day and has not been put right by then."""
    return {
        row["resident_id"] for row in records(tables["exclusion"])
        if row["programme"] == programme and row["from_on"] <= as_of < (row["to_on"] or FAR)
    }  # fmt: skip


def managed_in(tables: dict[str, pd.DataFrame], programme: str, as_of: dt.date) -> dict[int, Managed]:
    """Everybody under management on a day of the year so far and neither dead nor gone on the day."""
    birth = dict(zip(tables["resident"]["id"], tables["resident"]["birth_date"], strict=True))
    state, spans = states(tables, as_of), dict[int, list[tuple[dt.date, dt.date]]]()
    for row in records(tables["enrolment"]):
        if row["programme"] == programme:
            spans.setdefault(row["resident_id"], []).append((row["from_on"], row["to_on"] or FAR))
    first, unproven = dt.date(as_of.year, 1, 1), failed_check(tables, programme, as_of)
    return {
        resident: Managed(held, birth[resident], as_of)
        for resident, held in spans.items()
        if resident not in unproven
        and state.get(resident) not in GONE
        and any(start <= as_of and stop > first for start, stop in held)
    }


def product_rows(cohort: str, as_of: dt.date) -> list[dict[str, Any]]:
    """What the product says: the rows of the cohort."""
    held = results(as_of)
    cursor = held.connect().execute(held.people(cohort))
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def ours(cohort: str, as_of: dt.date) -> dict[int, dict[str, Any]]:
    """What the product says of people: resident_id → row of the cohort."""
    return {row["resident_id"]: row for row in product_rows(cohort, as_of)}


def ours_by_subject(cohort: str, as_of: dt.date) -> dict[str, dict[str, Any]]:
    """What the product says of institutions and cases: subject_id → row of the cohort."""
    return {row["subject_id"]: row for row in product_rows(cohort, as_of)}


def assert_subjects_agree(cohort: str, as_of: dt.date, theirs: dict[str, dict[str, Any]]) -> None:
    """The same institutions or cases, and everything judged or counted of each the same."""
    product = ours_by_subject(cohort, as_of)
    assert set(product) == set(theirs) and product, (cohort, set(product) ^ set(theirs))
    differing = [
        (subject, name, product[subject][name], value)
        for subject, judged in theirs.items()
        for name, value in judged.items()
        if product[subject][name] != value
    ]
    assert not differing, differing[:5]


def counted(cohort: str) -> set[str]:
    """The criteria and flags of the cohort that some indicator counts."""
    return {
        name for measure in groups()[cohort].measures
        for name in (*measure.met, *([measure.among] if measure.among else []))
    }  # fmt: skip


def given(value: Any) -> bool:
    """Ticks of which none is set are no answer."""
    return value is not None and not (hasattr(value, "__len__") and len(value) == 0)


def assert_agreement(cohort: str, as_of: dt.date, theirs: Mapping[int, Mapping[str, Any]]) -> None:
    """The same people, each criterion of each person the same; in whole chapters none that counts is left out."""
    product = ours(cohort, as_of)
    assert set(product) == set(theirs) and product, (cohort, set(product) ^ set(theirs))
    judged = set().union(*theirs.values())
    assert not cohort.startswith(WHOLE) or counted(cohort) <= judged, counted(cohort) - judged
    differing = [
        (resident, criterion, product[resident][criterion], met)
        for resident, judged in theirs.items()
        for criterion, met in judged.items()
        if product[resident][criterion] != met
    ]
    assert not differing
