"""The work of an import, a part at a time, each part one transaction: what a crash interrupts is simply asked again."""

from __future__ import annotations

import datetime as dt
import itertools
import uuid
from collections.abc import Iterator, Sequence

from django.db import connection, transaction
from django.db.models import Count, QuerySet

from gongwei.exchange import columns
from gongwei.exchange.fates import CHANGED, DOUBT, NEW
from gongwei.exchange.kinds import Kind, kind_of
from gongwei.exchange.models import Import, ImportRow
from gongwei.exchange.reading import Row
from gongwei.kernel import clock
from gongwei.obligations.refresh import rebuild
from gongwei.people.models import Staff
from gongwei.ui.sheets import Unreadable

AFTER = {"checking": "checked", "importing": "imported", "undoing": "undone"}



def of(held: Import) -> Kind:
    """What the file holds."""
    kind = kind_of(held.kind)
    assert kind is not None, f"{held.kind}: no such form any more"
    return kind


def begin(
    kind: Kind, staff: Staff, name: str, digest: str, headers: Sequence[str], rows: Iterator[Row], most: int, *,
    padded: bool,
) -> Import:  # fmt: skip
    """Keep what was sent, row by row; nothing is judged yet. ``padded``: empty cells at the end may be missing."""
    known = columns.remembered(kind, staff.institution_id, headers)
    held = Import(
        id=uuid.uuid4(), kind=kind.id, staff=staff, institution_id=staff.institution_id, name=name[:120], digest=digest,
        made_at=clock.now(), headers=list(headers), mapping=known or columns.guessed(kind, headers),
    )  # fmt: skip
    with transaction.atomic():
        held.save(force_insert=True)
        held.total = _copy(held, rows, most, len(headers) if padded else 0)
        if not held.total:
            raise Unreadable("表头下面没有数据行")
        held.save(update_fields=["total"])
    return held


def _copy(held: Import, rows: Iterator[Row], most: int, width: int) -> int:
    total = 0
    text = "COPY import_row (of_id, line, cells, fate, name, problems) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(text) as copy:
        for line, cells in rows:
            total += 1
            if total > most:
                raise Unreadable(f"超过 {most:,} 行；请分成几个文件，或请管理员用命令 gongwei import 导入")
            copy.write_row((held.pk, line, cells + [""] * (width - len(cells)), "", "", "[]"))
    return total


def start(held: Import, state: str, *, doubtful: bool = False) -> Import:
    """Begin a step where it may begin; anything else changes nothing."""
    before = {
        "checking": ("mapping", "checked"),
        "importing": ("checked",),
        "undoing": ("imported",),
    }[state]
    with transaction.atomic():
        held = Import.objects.select_for_update().get(pk=held.pk)
        if held.state not in before:
            return held
        if state == "checking":
            columns.remember(of(held), held.institution_id, held.headers, held.mapping)
            held.rows.update(fate="")
        held.state, held.began_at = state, clock.now()
        held.takes_doubtful = doubtful or held.takes_doubtful
        held.save()
    return held


def advance(held: Import, staff: Staff, part: int = 0, *, owing: bool = False) -> Import:
    """Do the next part of what is under way; the state moves on when nothing is left."""
    with transaction.atomic():
        held = Import.objects.select_for_update().get(pk=held.pk)
        if held.state == "owing":
            rebuild()
            return _moved(held, "imported")
        if held.state not in AFTER:
            return held
        kind = of(held)
        rows = list(waiting(held).order_by("line")[: part or kind.parts[held.state]])
        _work(held, kind, rows, staff, owing)
        if not waiting(held).exists():
            if held.state == "checking":
                kind.compare(held, staff)
            _moved(held, "owing" if owing and held.state == "importing" else AFTER[held.state])
    return held


def waiting(held: Import) -> QuerySet[ImportRow]:
    """The rows that the step under way has still to do."""
    fates = {
        "checking": ("",),
        "importing": (NEW, CHANGED, *((DOUBT,) if held.takes_doubtful else ())),
        "undoing": ("done", "corrected"),
    }
    return held.rows.filter(fate__in=fates.get(held.state, ()))


def counts(held: Import) -> dict[str, int]:
    """How many rows have which fate."""
    return dict(held.rows.order_by().values_list("fate").annotate(Count("pk")))


def seconds_left(held: Import, done: int, left: int, now: dt.datetime) -> int | None:
    """How long the step will still take at its pace so far; None before it can be said."""
    if held.began_at is None or not done:
        return None
    return round((now - held.began_at).total_seconds() / done * left)


def _moved(held: Import, state: str) -> Import:
    held.state, held.finished_at = state, clock.now()
    held.save()
    return held


def _work(held: Import, kind: Kind, rows: list[ImportRow], staff: Staff, owing: bool) -> None:
    if held.state == "checking":
        kind.judge(held, rows, staff)
    elif held.state == "importing":
        kind.bring_in(held, rows, staff, owing=owing)
    else:
        kind.take_back(held, rows, staff)


def all_parts(held: Import, staff: Staff, part: int, *, owing: bool) -> Iterator[tuple[int, Import]]:
    """Every part of the step under way, one after another: (rows asked for so far, the import)."""
    for number in itertools.count(1):
        held = advance(held, staff, part, owing=owing)
        yield number * part, held
        if held.state not in (*AFTER, "owing"):
            return
