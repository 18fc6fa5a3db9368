"""Keeps the projection true: for one resident inside the saving transaction, for everybody by one command."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, transaction

from gongwei.engine import prepared
from gongwei.kernel import clock
from gongwei.kernel.steps import Subject
from gongwei.obligations.expression import OWED
from gongwei.obligations.statements import owes, scheduled, statement, touched_by

KEY = ("programme", "step", "seq")
TABLES: dict[Subject, str] = {"resident": "obligation", "institution": "institution_obligation"}
"""Where the obligations of residents stand, and those of institutions."""
AT_ONCE = 50
"""Residents per statement: its plan is made for few, and a hundred times as many take ten thousand times as long."""
_REST = tuple(column for column in OWED if column not in KEY)


def bounds(today: dt.date) -> dict[str, dt.date]:
    """The span that is projected: from the first day of last year to the last day of next year.

    Next year is included so that no nightly job is needed at New Year; status is read from the dates.
    """
    return {"since": dt.date(today.year - 1, 1, 1), "horizon": dt.date(today.year + 1, 12, 31)}


def refresh(residents: Sequence[int], table: str | None = None) -> None:
    """Bring the obligations of these residents up to date; ``table`` limits it to the chapters that read that table."""
    _refresh("resident", residents, table)


def refresh_institutions(institutions: Sequence[int], table: str | None = None) -> None:
    """The same for what institutions themselves owe."""
    _refresh("institution", institutions, table)


def _refresh(of: Subject, owners: Sequence[int], table: str | None) -> None:
    values: dict[str, Any] = {**bounds(clock.today()), "as_of": clock.today()}
    connection.ensure_connection()
    for chapter_id in touched_by(table, of) if table else scheduled(of):
        text = _merge(statement(chapter_id, "postgres", True).text, of)
        for start in range(0, len(owners), AT_ONCE):
            given = {**values, "programme": chapter_id, f"{of}s": list(owners[start : start + AT_ONCE])}
            prepared.run(connection.connection, text, given).close()


def rebuild(programmes: Iterable[str] | None = None) -> dict[str, int]:
    """Replace the obligations of everybody, chapter by chapter, each in one transaction: chapter → rows."""
    values = {**bounds(clock.today()), "as_of": clock.today()}
    counts = {}
    for chapter_id in programmes or (*scheduled(), *scheduled("institution")):
        text, of = statement(chapter_id, "postgres", False).text, owes(chapter_id)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL work_mem = '256MB'")
            cursor.execute("SET LOCAL enable_nestloop = off")  # a wrong guess of few rows is quadratic here
            cursor.execute(f"DELETE FROM {TABLES[of]} WHERE programme = %s", [chapter_id])
            cursor.execute(
                f"INSERT INTO {TABLES[of]} ({', '.join(_columns(of))}) SELECT {_casts('q', of)} FROM ({text}) AS q",
                values,
            )
            counts[chapter_id] = cursor.rowcount
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(TABLES.values())}")
    return counts


def _columns(of: Subject) -> tuple[str, ...]:
    return (f"{of}_id", *OWED)


def _casts(alias: str, of: Subject) -> str:
    return ", ".join(f"CAST({alias}.{c} AS uuid)" if c == "met_by" else f"{alias}.{c}" for c in _columns(of))


def _merge(text: str, of: Subject) -> str:
    """One statement that inserts, updates and removes only what differs."""
    owner, columns = f"{of}_id", ", ".join(_columns(of))
    key = " AND ".join(f"o.{c} = f.{c}" for c in (owner, *KEY))
    return f"""
        WITH fresh ({columns}) AS (SELECT {_casts("q", of)} FROM ({text}) AS q),
        gone AS (
            DELETE FROM {TABLES[of]} o
            WHERE o.{owner} = ANY(%({of}s)s) AND o.programme = %(programme)s
              AND NOT EXISTS (SELECT 1 FROM fresh f WHERE {key})
        )
        INSERT INTO {TABLES[of]} AS o ({columns}) SELECT {columns} FROM fresh
        ON CONFLICT ({", ".join((owner, *KEY))}) DO UPDATE SET {", ".join(f"{c} = EXCLUDED.{c}" for c in _REST)}
        WHERE ({", ".join(f"o.{c}" for c in _REST)}) IS DISTINCT FROM ({", ".join(f"EXCLUDED.{c}" for c in _REST)})
    """
