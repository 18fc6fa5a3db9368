"""Rebuild all obligations; one resident's obligations and criteria on PostgreSQL by prepared text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import partial
from itertools import cycle
from typing import Any

import psycopg
from django.db import connection, transaction

from benchmarks.bench_indicators import SPINE
from benchmarks.stopwatch import Report
from gongwei.engine import prepared
from gongwei.engine.compile import POSTGRES
from gongwei.indicators import statements as cohorts
from gongwei.indicators.person import cohorts_of, person
from gongwei.indicators.results import values
from gongwei.kernel import clock
from gongwei.obligations import refresh
from gongwei.obligations.statements import membership, scheduled, statement

RESIDENTS = 100
Asked = Iterator[tuple[str, Mapping[str, Any]]]


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
        residents = [row[0] for row in cursor.fetchall()]
    each = cycle(residents)
    report.time("one resident: all obligations and criteria", lambda: _read(next(each)), runs=RESIDENTS)
    report.time("one resident: refresh in a transaction", lambda: _refresh(next(each)), runs=RESIDENTS)
    for named, chapters in (("1, 6, 7", SPINE), ("all", None)):
        taken = [_in_database(resident, chapters) for resident in residents]
        report.taken(f"one resident, chapters {named}: the same in the database", taken, aim="5 ms")


def _read(resident: int) -> None:
    """Compute from the records, by the texts that pages and verbs use: which chapters first, then those."""
    given = _obligation_values(resident)
    texts = [(statement(each, POSTGRES, True).text, given) for each in refresh.concerned([resident])]
    for found in prepared.run_each(connection.connection, texts):
        found.fetchall()
    person(resident, clock.today())


def _refresh(resident: int) -> None:
    with transaction.atomic():
        refresh.refresh([resident])


def _in_database(resident: int, chapters: tuple[str, ...] | None) -> float:
    """Milliseconds of planning and running, by the database's own clock, of every text that this person needs."""
    return sum(_by_its_clock(text, given) for text, given in _texts(resident, chapters))


def _texts(resident: int, chapters: tuple[str, ...] | None) -> Asked:
    given, day = _obligation_values(resident), clock.today()
    at = {**values(day), "residents": [resident]}
    yield membership().text, given
    yield cohorts.counting().text, at
    for chapter in refresh.concerned([resident]):
        if chapters is None or chapter in chapters:
            yield statement(chapter, POSTGRES, True).text, given
    for cohort in cohorts_of([resident], day):
        if chapters is None or cohorts.groups()[cohort].chapter in chapters:
            yield cohorts.statement(cohort, POSTGRES, True).text, at


def _by_its_clock(text: str, given: Mapping[str, Any]) -> float:
    name, names = prepared.known(connection.connection, text)
    cursor = psycopg.ClientCursor(connection.connection)
    cursor.execute("SET plan_cache_mode = force_generic_plan")
    marks = ", ".join("%s" for _ in names)
    cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF) EXECUTE {name}({marks})", [given[each] for each in names])
    return sum(float(ms) for (line,) in cursor.fetchall() for ms in re.findall(r" Time: ([0-9.]+) ms", line))


def _obligation_values(resident: int) -> Mapping[str, Any]:
    day = clock.today()
    return {**refresh.bounds(day), "as_of": day, "residents": [resident]}
