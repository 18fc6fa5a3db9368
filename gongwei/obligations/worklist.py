"""Whom do I see today: open obligations of the residents one may see, as counts and as one row per person.

Status is read from the dates and the day, so the list is a filter on the one table of obligations.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from gongwei.kernel.status import Status, Window
from gongwei.people.models import Institution

PAGE = 50

_OWED = """o.met_on IS NULL AND o.ended_on IS NULL AND o.opens_on <= %(today)s AND o.due_on <= %(until)s
      AND (o.closes_on IS NULL OR o.closes_on >= %(today)s) {also}"""
_SEEN = "o.responsible_id = ANY(%(places)s) AND o.resident_id IN ({scope})"
# The places only lead to the right part of the index obligation_open; who is seen is said by the scope alone.

_COLUMNS = (
    "o.resident_id, o.programme, o.step, o.seq, o.opens_on, o.due_on, o.closes_on, o.ended_on, o.met_on"
)
_ROWS = f"""
    SELECT DISTINCT ON ({{keys}}) {_COLUMNS},
           count(*) OVER (PARTITION BY o.resident_id, o.programme) - 1 AS more, total
    FROM picked JOIN obligation o ON {{same}} WHERE {{owed}} ORDER BY {{keys}}, o.due_on, o.programme, o.step
"""
# First who is on the page, by day alone; then the rows of these few: a township has tens of thousands of the others.


@dataclass(frozen=True)
class Filter:
    """What part of the open obligations is wanted; ``until`` is the last due day shown."""

    today: dt.date
    until: dt.date
    programmes: tuple[str, ...] = ()
    village: str = ""
    doctor: int | None = None
    overdue_only: bool = False
    hidden: tuple[str, ...] = ()
    """Chapters that the reader may not read: neither listed nor counted nor told beside another."""


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
    """One row of the list: the person's most urgent obligation, and what else one visit can do."""

    first: Owed
    more: int
    also: tuple[Owed, ...] = field(default=())


@dataclass(frozen=True)
class Overview:
    """The numbers around a worklist: people per span, people and overdue people in all and per chapter."""

    spans: Mapping[str, int]
    people: int
    late: int
    chapters: tuple[Count, ...]


@dataclass(frozen=True)
class Part:
    """Some rows of the list, and how many people it has in all."""

    entries: tuple[Entry, ...]
    total: int


def overview(residents: QuerySet[Any], wanted: Filter, spans: Mapping[str, dt.date]) -> Overview:
    """Count once for all spans (key → last due day) and for the chapters of the wanted span."""
    widest = replace(wanted, until=max([wanted.until, *spans.values()]))
    sql, _, values = _open(residents, widest)
    ahead = {f"span_{key}": until for key, until in spans.items()}
    people = "count(DISTINCT resident_id) FILTER (WHERE due_on <= %({})s)"
    late = "count(DISTINCT resident_id) FILTER (WHERE due_on < %(today)s)"
    rows = _rows(
        f"""
        WITH open AS MATERIALIZED (SELECT o.resident_id, o.programme, o.due_on {sql})
        SELECT 'chapter', programme, {people.format("shown")}, {late} FROM open GROUP BY programme
        UNION ALL SELECT 'all', '', {people.format("shown")}, {late} FROM open
        {" ".join(f"UNION ALL SELECT 'span', '{key}', {people.format(f'span_{key}')}, 0 FROM open" for key in spans)}
        """,
        {**values, **ahead, "shown": wanted.until},
    )
    found = {(kind, key): (count, overdue) for kind, key, count, overdue in rows}
    chapters = tuple(Count(key, *each) for (kind, key), each in found.items() if kind == "chapter" and each[0])
    some, overdue = found["all", ""]
    return Overview({key: found["span", key][0] for key in spans}, some, overdue, chapters)


def entries(residents: QuerySet[Any], wanted: Filter, limit: int = PAGE, offset: int = 0) -> Part:
    """The list itself, overdue first, then by due day; with every other open obligation of the same people."""
    sql, owed, values = _open(residents, wanted)
    shown = _ROWS.format(keys="o.resident_id", same="o.resident_id = picked.resident_id", owed=owed)
    rows = _rows(
        f"""
        WITH picked AS MATERIALIZED (
            SELECT o.resident_id, min(o.due_on) AS first, count(*) OVER () AS total {sql}
            GROUP BY o.resident_id ORDER BY first, o.resident_id LIMIT %(limit)s OFFSET %(offset)s
        )
        SELECT * FROM ({shown}) AS shown ORDER BY due_on, resident_id
        """,
        {**values, "limit": limit, "offset": offset},
    )
    total = rows[0][-1] if rows else length(residents, wanted) if offset else 0
    return Part(_entries(rows, wanted), total)


def tops(residents: QuerySet[Any], wanted: Filter, each: int) -> dict[str, tuple[Entry, ...]]:
    """The first rows of every chapter's list: chapter → rows."""
    sql, owed, values = _open(residents, wanted)
    same = "(o.resident_id, o.programme) = (picked.resident_id, picked.programme)"
    shown = _ROWS.format(keys="o.resident_id, o.programme", same=same, owed=owed)
    rows = _rows(
        f"""
        WITH picked AS MATERIALIZED (
            SELECT resident_id, programme, 0 AS total FROM (
                SELECT o.resident_id, o.programme,
                       row_number() OVER (PARTITION BY o.programme ORDER BY min(o.due_on), o.resident_id) AS place
                {sql} GROUP BY o.resident_id, o.programme
            ) AS placed WHERE place <= %(each)s
        )
        SELECT * FROM ({shown}) AS shown ORDER BY programme, due_on, resident_id
        """,
        {**values, "each": each},
    )
    found: dict[str, tuple[Entry, ...]] = {}
    for entry in _entries(rows, wanted):
        found[entry.first.programme] = (*found.get(entry.first.programme, ()), entry)
    return found


def length(residents: QuerySet[Any], wanted: Filter) -> int:
    """How many rows the list has: people."""
    sql, _, values = _open(residents, wanted)
    [(rows,)] = _rows(f"SELECT count(DISTINCT o.resident_id) {sql}", values)
    return int(rows)


def _entries(rows: Sequence[Sequence[Any]], wanted: Filter) -> tuple[Entry, ...]:
    firsts = [(_owed(row), row[9]) for row in rows]
    others = open_of({owed.resident_id for owed, _ in firsts}, wanted.today, wanted.hidden)
    return tuple(
        Entry(owed, more, tuple(o for o in others.get(owed.resident_id, ()) if o.programme != owed.programme))
        for owed, more in firsts
    )


def open_of(
    residents: Collection[int], today: dt.date, hidden: Collection[str] = ()
) -> dict[int, list[Owed]]:
    """Everything open today for these residents, most urgent first; nothing of hidden chapters."""
    rows = _rows(
        f"""SELECT {_COLUMNS} FROM obligation o
            WHERE o.resident_id = ANY(%(ids)s) AND o.met_on IS NULL AND o.ended_on IS NULL AND o.opens_on <= %(today)s
              AND (o.closes_on IS NULL OR o.closes_on >= %(today)s) AND o.programme <> ALL(%(hidden)s)
            ORDER BY o.due_on, o.programme, o.step""",
        {"ids": list(residents), "today": today, "hidden": list(hidden)},
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


def _owed(row: Sequence[Any]) -> Owed:
    return Owed(row[0], row[1], row[2], row[3], Window(*row[4:9]))


def _open(residents: QuerySet[Any], wanted: Filter) -> tuple[str, str, dict[str, Any]]:
    """The common FROM and WHERE with the door's own queryset inside, so that it cannot be walked around; the
    conditions on the obligation alone; their values."""
    narrowed = residents.filter(living=True).order_by()
    if wanted.village:
        narrowed = narrowed.filter(village=wanted.village)
    if wanted.doctor is not None:
        narrowed = narrowed.filter(doctor=wanted.doctor)
    scope, scope_values = narrowed.values("id").query.sql_with_params()
    places = Institution.objects.filter(Exists(narrowed.filter(institution=OuterRef("pk"))))
    values: dict[str, Any] = {"today": wanted.today, "until": wanted.until}
    values["places"] = list(places.values_list("pk", flat=True))
    for place, value in enumerate(scope_values):
        scope = scope.replace("%s", f"%(scope_{place})s", 1)
        values[f"scope_{place}"] = value
    also = ""
    if wanted.programmes:
        also, values["programmes"] = "AND o.programme = ANY(%(programmes)s)", list(wanted.programmes)
    if wanted.overdue_only:
        also += " AND o.due_on < %(today)s"
    if wanted.hidden:
        also += " AND o.programme <> ALL(%(hidden)s)"
        values["hidden"] = list(wanted.hidden)
    owed = _OWED.format(also=also)
    return f"FROM obligation o WHERE {owed} AND {_SEEN.format(scope=scope)}", owed, values


def _rows(sql: str, values: dict[str, Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())
