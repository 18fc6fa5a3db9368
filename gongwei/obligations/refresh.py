"""Keeps the projection true: for one resident inside the saving transaction, for everybody by one command."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connection, transaction

from gongwei.engine import prepared
from gongwei.kernel import clock
from gongwei.kernel.steps import Subject
from gongwei.obligations.expression import OWED
from gongwei.obligations.statements import membership, owes, scheduled, statement, touched_by

KEY = ("programme", "step", "seq")
TABLES: dict[Subject, str] = {"resident": "obligation", "institution": "institution_obligation"}
"""Where the obligations of residents stand, and those of institutions."""
AT_ONCE = 50
"""Residents per statement: its plan is made for few, and a hundred times as many take ten thousand times as long."""
LANES = 4
"""Chapters rebuilt at once at most; never more than the machine has cores."""
_PLACE: dict[Subject, tuple[str, ...]] = {"resident": ("responsible_id",), "institution": ()}


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


def concerned(residents: Sequence[int]) -> tuple[str, ...]:
    """The chapters that owe something to one of these residents, or did when last looked at."""
    text = f"""SELECT programme FROM ({membership().text}) AS m
        UNION SELECT programme FROM obligation WHERE resident_id = ANY(%(residents)s)"""
    given = {**bounds(clock.today()), "as_of": clock.today(), "residents": list(residents)}
    connection.ensure_connection()
    with prepared.run(connection.connection, text, given) as cursor:
        found = {row[0] for row in cursor.fetchall()}
    return tuple(each for each in scheduled() if each in found)


def _refresh(of: Subject, owners: Sequence[int], table: str | None) -> None:
    values: dict[str, Any] = {**bounds(clock.today()), "as_of": clock.today()}
    read = touched_by(table, of) if table else scheduled(of)
    for start in range(0, len(owners), AT_ONCE):
        some = list(owners[start : start + AT_ONCE])
        wanted = concerned(some) if of == "resident" else read
        merges = [
            (
                _merge(statement(chapter_id, "postgres", True).text, of, narrowed=True),
                {**values, "programme": chapter_id, f"{of}s": some},
            )
            for chapter_id in wanted
            if chapter_id in read
        ]
        connection.ensure_connection()
        prepared.run_each(connection.connection, merges)


def rebuild(programmes: Iterable[str] | None = None) -> dict[str, int]:
    """Bring everybody's obligations up to date, chapter by chapter, each in one transaction: chapter → rows.

    Some chapters at once, each on a connection of its own: no row belongs to two. Inside a transaction one after
    another, for no other connection sees what it wrote.
    """
    wanted = tuple(programmes or (*scheduled(), *scheduled("institution")))
    if connection.in_atomic_block:
        counts = {each: _rebuild(each, statement(each, "postgres", False).text) for each in wanted}
    else:
        with ThreadPoolExecutor(min(LANES, os.cpu_count() or 1)) as lanes:
            texts = ((each, statement(each, "postgres", False).text) for each in wanted)
            begun = {each: lanes.submit(_rebuild_apart, each, text) for each, text in texts}
            counts = {each: written.result() for each, written in begun.items()}
    with connection.cursor() as cursor:
        tidy = "ANALYZE" if connection.in_atomic_block else "VACUUM (ANALYZE)"
        cursor.execute(f"{tidy} {', '.join(TABLES.values())}")
    return counts


def _rebuild_apart(chapter_id: str, text: str) -> int:
    try:
        return _rebuild(chapter_id, text)
    finally:
        connection.close()


def _rebuild(chapter_id: str, text: str) -> int:
    of = owes(chapter_id)
    values: dict[str, Any] = {**bounds(clock.today()), "as_of": clock.today(), "programme": chapter_id}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '256MB'")
        cursor.execute("SET LOCAL enable_nestloop = off")  # a wrong guess of few rows is quadratic here
        cursor.execute(_merge(text, of, narrowed=False), values)
        cursor.execute(f"SELECT count(*) FROM {TABLES[of]} WHERE programme = %s", [chapter_id])
        return int(cursor.fetchone()[0])


def _columns(of: Subject) -> tuple[str, ...]:
    return (f"{of}_id", *OWED, *_PLACE[of])


def _fresh(text: str, of: Subject) -> str:
    """The rows of a chapter's text as the table holds them: with the institution responsible for the resident today."""
    owed = ", ".join(f"CAST(q.{c} AS uuid)" if c == "met_by" else f"q.{c}" for c in (f"{of}_id", *OWED))
    if of == "institution":
        return f"SELECT {owed} FROM ({text}) AS q"
    return f"SELECT {owed}, r.institution_id FROM ({text}) AS q JOIN resident r ON r.id = q.resident_id"


def _merge(text: str, of: Subject, *, narrowed: bool) -> str:
    """One statement that inserts, updates and removes only what differs; what is right is not written again."""
    table, owner, columns = TABLES[of], f"{of}_id", ", ".join(_columns(of))
    rest = [column for column in _columns(of) if column not in (owner, *KEY)]
    key = " AND ".join(f"o.{c} = f.{c}" for c in (owner, *KEY))
    same = f"({', '.join(f'o.{c}' for c in rest)}) IS NOT DISTINCT FROM ({', '.join(f'f.{c}' for c in rest)})"
    mine = "o.programme = %(programme)s" + (f" AND o.{owner} = ANY(%({of}s)s)" if narrowed else "")
    return f"""
        WITH fresh ({columns}) AS MATERIALIZED ({_fresh(text, of)}),
        gone AS (
            DELETE FROM {table} o WHERE {mine} AND NOT EXISTS (SELECT 1 FROM fresh f WHERE {key})
        )
        INSERT INTO {table} ({columns})
        SELECT {columns} FROM fresh f WHERE NOT EXISTS (SELECT 1 FROM {table} o WHERE {mine} AND {key} AND {same})
        ON CONFLICT ({", ".join((owner, *KEY))}) DO UPDATE SET {", ".join(f"{c} = EXCLUDED.{c}" for c in rest)}
    """
