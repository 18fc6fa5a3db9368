"""The counting rule of gongwei.obligations.expression against a plain model, for random visits and enrolments."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongwei.catalogue.chapters import chapter
from gongwei.catalogue.tables import tables
from gongwei.kernel.dates import quarter_bounds
from gongwei.obligations import statements
from gongwei.obligations.calendar import periods
from gongwei.obligations.expression import COLUMNS

YEARS = (2023, 2024, 2025)
BOUNDS = {"since": dt.date(2023, 1, 1), "horizon": dt.date(2025, 12, 31)}
day = st.dates(dt.date(2023, 1, 1), dt.date(2025, 12, 31))


@pytest.fixture(scope="module")
def duck() -> Iterator[duckdb.DuckDBPyConnection]:
    """Empty tables as the mart has them, and the calendar."""
    connection = duckdb.connect(":memory:")
    for source in tables():
        columns = ", ".join(f'"{name}" {_type(kind)}' for name, kind in source.columns.items())
        connection.execute(f'CREATE TABLE "{source.name}" ({columns})')
    names = "per_year, year, number, label, starts_on, ends_on"
    wanted = [row for row in periods() if row[1] in YEARS]
    connection.executemany(f"INSERT INTO calendar_period ({names}) VALUES (?, ?, ?, ?, ?, ?)", wanted)
    connection.execute("INSERT INTO resident (id, birth_date, sex) VALUES (1, DATE '1960-01-01', 1)")
    yield connection
    connection.close()


def _type(kind: str) -> str:
    if kind.startswith("array<"):
        return _type(kind[len("array<") : -1]) + "[]"
    return {"string": "VARCHAR", "int16": "SMALLINT", "int32": "INTEGER", "int64": "BIGINT"}.get(kind, kind)


def quarters_owed(spans: list[tuple[dt.date, dt.date | None]]) -> dict[tuple[int, int], dt.date]:
    """(year, quarter) → the day it opens, for every quarter that management touches."""
    owed: dict[tuple[int, int], dt.date] = {}
    for year in YEARS:
        for quarter in range(1, 5):
            start, end = quarter_bounds(year, quarter)
            opens = [
                max(from_on, start)
                for from_on, to_on in spans
                if from_on <= end and (to_on is None or to_on > start)
            ]
            if opens:
                owed[year, quarter] = min(opens)
    return owed


def met_by_hand(
    owed: dict[tuple[int, int], dt.date], visits: list[dt.date]
) -> dict[tuple[int, int], dt.date]:
    """Each visit meets the earliest open quarter of its year whose period has begun."""
    met: dict[tuple[int, int], dt.date] = {}
    for visit in sorted(visits):
        open_now = [
            key for key in sorted(owed) if key[0] == visit.year and key not in met and owed[key] <= visit
        ]
        if open_now:
            met[open_now[0]] = visit
    return met


@st.composite
def lives(draw: st.DrawFn) -> list[tuple[dt.date, dt.date | None]]:
    """One or two spans of management that do not overlap."""
    cuts = sorted(draw(st.lists(day, min_size=1, max_size=4, unique=True)))
    spans: list[tuple[dt.date, dt.date | None]] = list(zip(cuts[::2], cuts[1::2], strict=False))
    return [*spans, (cuts[-1], None)] if len(cuts) % 2 else spans


@pytest.mark.req("NCD-06")
@settings(max_examples=60)
@given(spans=lives(), visits=st.lists(st.tuples(day, st.sampled_from((1, 2, 3))), max_size=14))
def test_visits_meet_quarters_as_the_rule_says(
    duck: duckdb.DuckDBPyConnection,
    spans: list[tuple[dt.date, dt.date | None]],
    visits: list[tuple[dt.date, int]],
) -> None:
    duck.execute("DELETE FROM enrolment; DELETE FROM hypertension_followup")
    for number, (from_on, to_on) in enumerate(spans, 1):
        duck.execute(
            "INSERT INTO enrolment (id, resident_id, programme, from_on, to_on) VALUES (?, 1, 'hypertension', ?, ?)",
            [number, from_on, to_on],
        )
    for served_on, mode in visits:
        duck.execute(
            "INSERT INTO hypertension_followup (id, resident_id, served_on, mode) VALUES (?, 1, ?, ?)",
            [str(uuid.uuid4()), served_on, mode],
        )
    assert chapter("hypertension").schedule is not None
    made = statements.statement("hypertension", "duckdb", False)
    rows = [dict(zip(COLUMNS, row, strict=True)) for row in duck.execute(made.text, {
        slot: BOUNDS[slot] for slot in made.slots
    }).fetchall()]  # fmt: skip
    found = {row["seq"]: (row["opens_on"], row["met_on"]) for row in rows if row["step"] == "follow_up"}
    owed = quarters_owed(spans)
    met = met_by_hand(owed, [served_on for served_on, mode in visits if mode in (1, 2)])
    assert found == {
        f"{year}Q{quarter}": (opens, met.get((year, quarter))) for (year, quarter), opens in owed.items()
    }
