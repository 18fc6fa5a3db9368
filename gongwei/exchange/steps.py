"""The work of an import, a part at a time, each part one transaction: what a crash interrupts is simply asked again."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import uuid
from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, QuerySet

from gongwei.exchange import columns
from gongwei.exchange.fates import CHANGED, DOUBT, NEW
from gongwei.exchange.judging import judge
from gongwei.exchange.matching import match
from gongwei.exchange.models import ResidentImport, ResidentImportRow
from gongwei.exchange.reach import reach_of
from gongwei.exchange.reading import Row
from gongwei.exchange.undoing import remove_people
from gongwei.exchange.writing import change_person, file_people, take_back_change
from gongwei.kernel import clock
from gongwei.obligations.refresh import rebuild
from gongwei.people.models import Staff
from gongwei.ui.sheets import Unreadable

PART = {"checking": 1_000, "importing": 200, "undoing": 500}
"""Rows in one part when a page asks: about a second."""
AFTER = {"checking": "checked", "importing": "imported", "undoing": "undone"}

JUDGED = """
UPDATE resident_import_row r SET fate = v.fate, said = v.said::jsonb, number = v.number, name = v.name,
    birth_date = v.birth::date, phone = v.phone, village = v.village, filed_on = v.filed::date,
    problems = v.problems::jsonb, resident_id = NULL, version = NULL, before = NULL
FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[],
            %s::text[], %s::text[])
    AS v(id, fate, said, number, name, birth, phone, village, filed, problems)
WHERE r.id = v.id
"""


def begin(
    staff: Staff, name: str, digest: str, headers: Sequence[str], rows: Iterator[Row], most: int, *, padded: bool
) -> ResidentImport:
    """Keep what was sent, row by row; nothing is judged yet. ``padded``: empty cells at the end may be missing."""
    known = columns.remembered(staff.institution_id, headers)
    held = ResidentImport(
        id=uuid.uuid4(), staff=staff, institution_id=staff.institution_id, name=name[:120], digest=digest,
        made_at=clock.now(), headers=list(headers), mapping=known or columns.guessed(headers),
    )  # fmt: skip
    with transaction.atomic():
        held.save(force_insert=True)
        held.total = _copy(held, rows, most, len(headers) if padded else 0)
        if not held.total:
            raise Unreadable("表头下面没有数据行")
        held.save(update_fields=["total"])
    return held


def _copy(held: ResidentImport, rows: Iterator[Row], most: int, width: int) -> int:
    total = 0
    text = "COPY resident_import_row (of_id, line, cells, fate, name, problems) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(text) as copy:
        for line, cells in rows:
            total += 1
            if total > most:
                raise Unreadable(f"超过 {most:,} 行；请分成几个文件，或请管理员用命令 gongwei import 导入")
            copy.write_row((held.pk, line, cells + [""] * (width - len(cells)), "", "", "[]"))
    return total


def start(held: ResidentImport, state: str, *, doubtful: bool = False) -> ResidentImport:
    """Begin a step where it may begin; anything else changes nothing."""
    before = {
        "checking": ("mapping", "checked"),
        "importing": ("checked",),
        "undoing": ("imported",),
    }[state]
    with transaction.atomic():
        held = ResidentImport.objects.select_for_update().get(pk=held.pk)
        if held.state not in before:
            return held
        if state == "checking":
            columns.remember(held.institution_id, held.headers, held.mapping)
            held.rows.update(fate="")
        held.state, held.began_at = state, clock.now()
        held.takes_doubtful = doubtful or held.takes_doubtful
        held.save()
    return held


def advance(held: ResidentImport, staff: Staff, part: int = 0, *, owing: bool = False) -> ResidentImport:
    """Do the next part of what is under way; the state moves on when nothing is left."""
    with transaction.atomic():
        held = ResidentImport.objects.select_for_update().get(pk=held.pk)
        if held.state == "owing":
            rebuild()
            return _moved(held, "imported")
        if held.state not in AFTER:
            return held
        rows = list(waiting(held).order_by("line")[: part or PART[held.state]])
        _work(held, rows, staff, owing)
        if not waiting(held).exists():
            if held.state == "checking":
                match(held.pk, reach_of(staff).institutions)
            _moved(held, "owing" if owing and held.state == "importing" else AFTER[held.state])
    return held


def waiting(held: ResidentImport) -> QuerySet[ResidentImportRow]:
    """The rows that the step under way has still to do."""
    fates = {
        "checking": ("",),
        "importing": (NEW, CHANGED, *((DOUBT,) if held.takes_doubtful else ())),
        "undoing": ("done", "corrected"),
    }
    return held.rows.filter(fate__in=fates.get(held.state, ()))


def counts(held: ResidentImport) -> dict[str, int]:
    """How many rows have which fate."""
    return dict(held.rows.order_by().values_list("fate").annotate(Count("pk")))


def seconds_left(held: ResidentImport, done: int, left: int, now: dt.datetime) -> int | None:
    """How long the step will still take at its pace so far; None before it can be said."""
    if held.began_at is None or not done:
        return None
    return round((now - held.began_at).total_seconds() / done * left)


def _moved(held: ResidentImport, state: str) -> ResidentImport:
    held.state, held.finished_at = state, clock.now()
    held.save()
    return held


def _work(held: ResidentImport, rows: list[ResidentImportRow], staff: Staff, owing: bool) -> None:
    if held.state == "checking":
        _judge(held, rows, staff)
    elif held.state == "importing":
        file_people(held, [row for row in rows if row.fate != CHANGED], reach_of(staff), owing=owing)
        for row in (row for row in rows if row.fate == CHANGED):
            change_person(held, row, staff)
    else:
        remove_people(held, [row for row in rows if row.fate == "done"])
        for row in (row for row in rows if row.fate == "corrected"):
            take_back_change(held, row, staff)


def _judge(held: ResidentImport, rows: list[ResidentImportRow], staff: Staff) -> None:
    reach, today = reach_of(staff), clock.today()
    found: list[tuple[Any, ...]] = []
    for row in rows:
        one = judge(row.cells, held.mapping, reach, today)
        said = one.said
        found.append((
            row.pk, one.fate, one.text, said.get("id_no") or said.get("birth_certificate_no"), said.get("name", ""),
            _iso(said.get("birth_date")), said.get("phone"), one.village, _iso(one.filed_on),
            json.dumps(one.problems, ensure_ascii=False),
        ))  # fmt: skip
    if not found:
        return
    with connection.cursor() as cursor:
        cursor.execute(JUDGED, [list(column) for column in zip(*found, strict=True)])


def _iso(day: Any) -> str | None:
    return day.isoformat() if isinstance(day, dt.date) else None


def all_parts(held: ResidentImport, staff: Staff, part: int, *, owing: bool) -> Iterator[tuple[int, ResidentImport]]:
    """Every part of the step under way, one after another: (rows asked for so far, the import)."""
    for number in itertools.count(1):
        held = advance(held, staff, part, owing=owing)
        yield number * part, held
        if held.state not in (*AFTER, "owing"):
            return
