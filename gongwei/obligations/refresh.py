"""Keeps the projection true: for one resident inside the saving transaction, for everybody by one command."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, transaction

from gongwei.engine import prepared
from gongwei.kernel import clock
from gongwei.obligations.expression import COLUMNS
from gongwei.obligations.statements import scheduled, statement, touched_by

KEY = ("resident_id", "programme", "step", "seq")
AT_ONCE = 50
"""Residents per statement: its plan is made for few, and a hundred times as many take ten thousand times as long."""
_REST = tuple(column for column in COLUMNS if column not in KEY)


def bounds(today: dt.date) -> dict[str, dt.date]:
    """The span that is projected: from the first day of last year to the last day of next year.

    Next year is included so that no nightly job is needed at New Year; status is read from the dates.
    """
    return {"since": dt.date(today.year - 1, 1, 1), "horizon": dt.date(today.year + 1, 12, 31)}


def refresh(residents: Sequence[int], table: str | None = None) -> None:
    """Bring the obligations of these residents up to date; ``table`` limits it to the chapters that read that table."""
    values: dict[str, Any] = {**bounds(clock.today()), "as_of": clock.today()}
    connection.ensure_connection()
    for chapter_id in touched_by(table) if table else scheduled():
        text = _merge(statement(chapter_id, "postgres", True).text)
        for start in range(0, len(residents), AT_ONCE):
            given = {**values, "programme": chapter_id, "residents": list(residents[start : start + AT_ONCE])}
            prepared.run(connection.connection, text, given).close()


def rebuild(programmes: Iterable[str] | None = None) -> dict[str, int]:
    """Replace the obligations of everybody, chapter by chapter, each in one transaction: chapter → rows."""
    values = {**bounds(clock.today()), "as_of": clock.today()}
    counts = {}
    for chapter_id in programmes or scheduled():
        text = statement(chapter_id, "postgres", False).text
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL work_mem = '256MB'")
            cursor.execute("SET LOCAL enable_nestloop = off")  # a wrong guess of few rows is quadratic here
            cursor.execute("DELETE FROM obligation WHERE programme = %s", [chapter_id])
            cursor.execute(
                f"INSERT INTO obligation ({', '.join(COLUMNS)}) SELECT {_casts('q')} FROM ({text}) AS q",
                values,
            )
            counts[chapter_id] = cursor.rowcount
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE obligation")
    return counts


def _casts(alias: str) -> str:
    return ", ".join(f"CAST({alias}.{c} AS uuid)" if c == "met_by" else f"{alias}.{c}" for c in COLUMNS)


def _merge(text: str) -> str:
    """One statement that inserts, updates and removes only what differs."""
    key = " AND ".join(f"o.{c} = f.{c}" for c in KEY)
    return f"""
        WITH fresh ({", ".join(COLUMNS)}) AS (SELECT {_casts("q")} FROM ({text}) AS q),
        gone AS (
            DELETE FROM obligation o
            WHERE o.resident_id = ANY(%(residents)s) AND o.programme = %(programme)s
              AND NOT EXISTS (SELECT 1 FROM fresh f WHERE {key})
        )
        INSERT INTO obligation AS o ({", ".join(COLUMNS)}) SELECT {", ".join(COLUMNS)} FROM fresh
        ON CONFLICT ({", ".join(KEY)}) DO UPDATE SET {", ".join(f"{c} = EXCLUDED.{c}" for c in _REST)}
        WHERE ({", ".join(f"o.{c}" for c in _REST)}) IS DISTINCT FROM ({", ".join(f"EXCLUDED.{c}" for c in _REST)})
    """
