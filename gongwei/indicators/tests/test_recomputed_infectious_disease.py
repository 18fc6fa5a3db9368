"""Cases reported and in time, from `gongwei export` in plain pandas, written from the spec (11 c, e)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import pytest

from gongwei.facts.tests.population import District
from gongwei.indicators.tests.recomputing import ours_by_subject, records

DAYS = [dt.date(2024, 10, 16), dt.date(2023, 12, 31)]
URGENT = {100, 200, 2700, 1901}
UNTIL_LAW = {900, 9900}
LAW = dt.date(2025, 9, 1)
COVID, COVID_FROM, COVID_UNTIL = 9101, dt.date(2020, 1, 20), dt.date(2023, 1, 7)
NO_CARD_OWED = {1, 2, 3, 4}


def hours_allowed(disease: int, day: dt.date) -> int:
    """甲类 and what is managed as 甲类 on the day: 2; the rest 24."""
    covid = disease == COVID and COVID_FROM <= day <= COVID_UNTIL
    return 2 if disease in URGENT or (disease in UNTIL_LAW and day < LAW) or covid else 24


def judged(row: dict[str, Any], since: str, limit: int, as_of: dt.date) -> dict[str, bool]:
    """Reported by the day, and within so many hours."""
    told = row["reported_at"] is not None and row["reported_on"] <= as_of
    known = told and row[since] is not None
    hours = (row["reported_at"] - row[since]).total_seconds() / 3600 if known else None
    return {"reported": told, "in_time": hours is not None and round(hours * 60) <= limit * 60}


@pytest.mark.req("IDR-03")
@pytest.mark.parametrize("as_of", DAYS)
def test_cases_agree_to_the_card(
    district: District, exported: dict[str, pd.DataFrame], as_of: dt.date
) -> None:
    """First cards diagnosed in the year so far, and entries of the books that owe a card and have none."""
    first = dt.date(as_of.year, 1, 1)
    cards = records(exported["infectious_disease_card"])
    theirs = {
        row["id"]: judged(row, "diagnosed_at", hours_allowed(row["disease"], row["diagnosed_on"]), as_of)
        for row in cards
        if row["card_type"] == 1 and row["diagnosed_on"] is not None and first <= row["diagnosed_on"] <= as_of
    }
    held = {row["id"] for row in cards}
    for row in records(exported["infectious_disease_entry"]):
        owed = row["no_card"] not in NO_CARD_OWED and row["card"] not in held
        if owed and row["diagnosed_on"] is not None and first <= row["diagnosed_on"] <= as_of:
            theirs[row["id"]] = {"reported": False, "in_time": False}
    product = ours_by_subject("infectious_disease.cases", as_of)
    assert set(product) == set(theirs) and product
    assert all(product[key][name] == met for key, row in theirs.items() for name, met in row.items())


@pytest.mark.req("IDR-03")
def test_events_agree_to_the_card(district: District, exported: dict[str, pd.DataFrame]) -> None:
    """First reports of events of which one was told in the year so far; two hours."""
    as_of = dt.date(2024, 10, 16)
    theirs = {
        row["id"]: judged(row, "notified_at", 2, as_of)
        for row in records(exported["infectious_disease_event"])
        if row["report_type"] == 1
        and row["notified_on"] is not None
        and dt.date(2024, 1, 1) <= row["notified_on"] <= as_of
    }
    product = ours_by_subject("infectious_disease.events", as_of)
    assert set(product) == set(theirs)
    assert all(product[key][name] == met for key, row in theirs.items() for name, met in row.items())
