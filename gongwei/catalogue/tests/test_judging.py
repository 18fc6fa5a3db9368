"""Rows of a list are judged as each of them alone, whatever kind of number they bring."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from gongwei.catalogue import judging
from gongwei.catalogue.judging import judge

DAY = {"served_on": dt.date(2024, 3, 1), "birth_date": dt.date(1950, 1, 1)}
ROWS: list[dict[str, Any]] = [
    {"sbp": 150, "dbp": 90, "symptoms": [1], **DAY},
    {"sbp": 139, "dbp": None, "symptoms": [2, 10], **DAY},
    {"hcy": Decimal("10.0"), **DAY},
    {"hcy": Decimal("9.9"), "served_on": DAY["served_on"]},
    {},
    {"sbp": 181, "dbp": 70, "symptoms": [], **DAY},
]


def test_many_rows_are_judged_as_one_by_one() -> None:
    assert len(ROWS) >= judging.MANY
    together = judge("hypertension", ROWS)
    assert together == [judge("hypertension", [row])[0] for row in ROWS]
    assert [row["h_type"] for row in together] == ["missing", "missing", "h_type", "ordinary", "missing", "missing"]


def test_values_of_another_kind_are_cast_as_a_single_row_casts_them() -> None:
    rows = [{**row, "hcy": 9.96} for row in ROWS]  # a float; the column has one decimal place
    assert [row["h_type"] for row in judge("hypertension", rows)] == [judge("hypertension", rows[:1])[0]["h_type"]] * 6
