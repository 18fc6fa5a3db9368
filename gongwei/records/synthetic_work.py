"""Synthetic records of institutions' own work: few enough to be written row by row, loaded like all others."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa

from gongwei.records.synthetic import Columns, Rng, uuids

Line = dict[str, Any]


def act(rng: Rng, institution: int, staff: int, on: dt.date, **values: Any) -> Line:
    """One record: who, where, when it happened and when it was typed, and what it says."""
    typed = dt.datetime.combine(on, dt.time(int(rng.integers(9, 17)), int(rng.integers(0, 60))))
    return {
        "id": uuids(rng, 1)[0].as_py(), "institution_id": institution, "staff_id": staff, "served_on": on,
        "recorded_at": typed, "recorded_by_id": staff, "source": 1, "version": 1, "void_reason": "", **values,
    }  # fmt: skip


def columns(lines: Iterable[Mapping[str, Any]]) -> Columns:
    """Rows as columns; several codes become an array of the database, what a row does not say is missing."""
    rows = list(lines)
    names = dict.fromkeys(name for row in rows for name in row)
    return {name: pa.array([_cell(row.get(name)) for row in rows]) for name in names}


def _cell(value: Any) -> Any:
    return "{" + ",".join(str(code) for code in value) + "}" if isinstance(value, (list, tuple)) else value


def month_days(year: int, today: dt.date) -> list[tuple[int, int]]:
    """(month, last usable day) of the months of a year that have begun by today."""
    found = []
    for month in range(1, 13):
        if dt.date(year, month, 1) > today:
            break
        found.append((month, min(28, (today - dt.date(year, month, 1)).days + 1)))
    return found
