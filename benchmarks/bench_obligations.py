"""Rebuild all obligations; one resident's obligations and criteria on PostgreSQL by prepared text."""

from __future__ import annotations

from functools import partial
from itertools import cycle
from typing import Any

from django.db import connection, transaction

from benchmarks.stopwatch import Report
from gongwei.engine import prepared
from gongwei.indicators.person import person
from gongwei.kernel import clock
from gongwei.obligations import refresh
from gongwei.obligations.statements import scheduled, statement

RESIDENTS = 100


def bench(report: Report) -> None:
    """On the installation of GONGWEI_DATA; the rebuild writes the same rows that are there."""
    for chapter in scheduled():
        statement(chapter, "postgres", False)  # compiled before anything is measured
    for chapter in scheduled():
        report.once(f"rebuild {chapter}", partial(refresh.rebuild, [chapter]))
    report.once("rebuild all", refresh.rebuild, aim="60 s")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT resident_id FROM enrolment ORDER BY resident_id LIMIT %s", [RESIDENTS]
        )
        residents = cycle(row[0] for row in cursor.fetchall())
    report.time(
        "one resident: all obligations and criteria", lambda: _read(next(residents)), runs=100, aim="5 ms"
    )
    report.time("one resident: refresh in a transaction", lambda: _refresh(next(residents)), runs=100)


def _read(resident: int) -> None:
    """Compute from the records, by the texts that pages and verbs use: which chapters first, then those."""
    day = clock.today()
    given: dict[str, Any] = {**refresh.bounds(day), "as_of": day, "residents": [resident]}
    for chapter in refresh.concerned([resident]):
        prepared.run(connection.connection, statement(chapter, "postgres", True).text, given).fetchall()
    person(resident, day)


def _refresh(resident: int) -> None:
    with transaction.atomic():
        refresh.refresh([resident])
