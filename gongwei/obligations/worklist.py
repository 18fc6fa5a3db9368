"""Whom do I see today: open obligations of the residents one may see, as counts and as one row per person and chapter.

Status is read from the dates and the day, so the list is a filter on the one table of obligations.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from gongwei.kernel.status import Status, Window

PAGE = 50

_OPEN = """
    FROM obligation o JOIN resident r ON r.id = o.resident_id
    WHERE o.met_on IS NULL AND o.ended_on IS NULL AND r.living
      AND o.opens_on <= %(today)s AND o.due_on <= %(until)s AND (o.closes_on IS NULL OR o.closes_on >= %(today)s)
      AND r.id IN ({scope}) {also}
"""


@dataclass(frozen=True)
class Filter:
    """What part of the open obligations is wanted; ``until`` is the last due day shown."""

    today: dt.date
    until: dt.date
    programmes: tuple[str, ...] = ()
    village: str = ""
    doctor: int | None = None
    overdue_only: bool = False


@dataclass(frozen=True)
class Count:
    """People with open obligations in one chapter."""

    programme: str
    people: int
    overdue: int


@dataclass(frozen=True)
class Owed:
    """One open obligation of one resident."""

    resident_id: int
    programme: str
    step: str
    seq: str
    window: Window

    def status(self, today: dt.date) -> Status:
        """Due or overdue on the day."""
        return self.window.status(today)


@dataclass(frozen=True)
class Entry:
    """One row of the list: the person's most urgent obligation in a chapter, and what else one visit can do."""

    first: Owed
    more: int
    also: tuple[Owed, ...] = field(default=())


def counts(residents: QuerySet[Any], wanted: Filter) -> list[Count]:
    """People and overdue people per chapter."""
    sql, values = _open(residents, wanted)
    rows = _rows(
        f"""SELECT o.programme, count(DISTINCT o.resident_id),
                   count(DISTINCT o.resident_id) FILTER (WHERE o.due_on < %(today)s) {sql} GROUP BY 1""",
        values,
    )
    return [Count(programme, people, overdue) for programme, people, overdue in rows]


def people(residents: QuerySet[Any], wanted: Filter) -> tuple[int, int]:
    """How many people have anything open, and how many something overdue."""
    sql, values = _open(residents, wanted)
    [(some, late)] = _rows(
        f"""SELECT count(DISTINCT o.resident_id),
                   count(DISTINCT o.resident_id) FILTER (WHERE o.due_on < %(today)s) {sql}""",
        values,
    )
    return some, late


def length(residents: QuerySet[Any], wanted: Filter) -> int:
    """How many rows the list has: people × chapters."""
    sql, values = _open(residents, wanted)
    [(rows,)] = _rows(f"SELECT count(DISTINCT (o.resident_id, o.programme)) {sql}", values)
    return int(rows)


def entries(residents: QuerySet[Any], wanted: Filter, limit: int = PAGE, offset: int = 0) -> list[Entry]:
    """The list itself, overdue first, then by due day; with every other open obligation of the same people."""
    sql, values = _open(residents, wanted)
    rows = _rows(
        f"""
        SELECT * FROM (
            SELECT DISTINCT ON (o.resident_id, o.programme) {_COLUMNS},
                   count(*) OVER (PARTITION BY o.resident_id, o.programme) - 1 AS more
            {sql} ORDER BY o.resident_id, o.programme, o.due_on, o.step
        ) AS first ORDER BY due_on, resident_id, programme LIMIT %(limit)s OFFSET %(offset)s
        """,
        {**values, "limit": limit, "offset": offset},
    )
    firsts = [(_owed(row), row[-1]) for row in rows]
    others = open_of({owed.resident_id for owed, _ in firsts}, wanted.today)
    return [
        Entry(owed, more, tuple(o for o in others.get(owed.resident_id, ()) if o.programme != owed.programme))
        for owed, more in firsts
    ]


def open_of(residents: Collection[int], today: dt.date) -> dict[int, list[Owed]]:
    """Everything open today for these residents, most urgent first: what one visit can do."""
    rows = _rows(
        f"""SELECT {_COLUMNS} FROM obligation o
            WHERE o.resident_id = ANY(%(ids)s) AND o.met_on IS NULL AND o.ended_on IS NULL AND o.opens_on <= %(today)s
              AND (o.closes_on IS NULL OR o.closes_on >= %(today)s) ORDER BY o.due_on, o.programme, o.step""",
        {"ids": list(residents), "today": today},
    )
    found: dict[int, list[Owed]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(_owed(row))
    return found


def year_of(resident_id: int, year: int) -> list[tuple[Owed, Any]]:
    """All obligations of one resident that touch a year, with the record that met each: the resident's page."""
    rows = _rows(
        f"""SELECT {_COLUMNS}, o.met_by, o.met_form FROM obligation o
            WHERE o.resident_id = %(id)s AND o.opens_on <= %(last)s AND o.due_on >= %(first)s
            ORDER BY o.programme, o.step, o.due_on, o.seq""",
        {"id": resident_id, "first": dt.date(year, 1, 1), "last": dt.date(year, 12, 31)},
    )
    return [(_owed(row), (row[-2], row[-1])) for row in rows]


_COLUMNS = (
    "o.resident_id, o.programme, o.step, o.seq, o.opens_on, o.due_on, o.closes_on, o.ended_on, o.met_on"
)


def _owed(row: Sequence[Any]) -> Owed:
    return Owed(row[0], row[1], row[2], row[3], Window(*row[4:9]))


def _open(residents: QuerySet[Any], wanted: Filter) -> tuple[str, dict[str, Any]]:
    """The common FROM and WHERE, with the door's own queryset inside so that it cannot be walked around."""
    scope, scope_values = residents.values("id").query.sql_with_params()
    named = {f"scope_{place}": value for place, value in enumerate(scope_values)}
    for name in named:
        scope = scope.replace("%s", f"%({name})s", 1)
    also, values = [], {"today": wanted.today, "until": wanted.until, **named}
    for condition, name, value in (
        ("o.programme = ANY(%(programmes)s)", "programmes", list(wanted.programmes)),
        ("r.village_id = %(village)s", "village", wanted.village),
        ("r.doctor_id = %(doctor)s", "doctor", wanted.doctor),
        ("o.due_on < %(today)s", "late", wanted.overdue_only),
    ):
        if value:
            also.append(f"AND {condition}")
            values[name] = value
    return _OPEN.format(scope=scope, also=" ".join(also)), values


def _rows(sql: str, values: dict[str, Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())
