"""Refused messages: listed with their reason, repaired by hand or by the table, and sent in again (DATA-11)."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.db.models import QuerySet

from gongwei.exchange.fates import CHANGED, ERROR, NEW, SAME
from gongwei.exchange.messages.receiving import check, take_in
from gongwei.exchange.messages.table import sorts
from gongwei.exchange.models import ImportRow, Received
from gongwei.people.grants import allowed
from gongwei.people.models import Staff
from gongwei.people.problems import Conflict, Forbidden
from gongwei.records.history import acting

MOST = 200
"""Messages sent in again at one time."""


def rejected(by: Staff) -> QuerySet[ImportRow]:
    """Refused messages of the institution's own deliveries, the newest delivery first."""
    own = ImportRow.objects.filter(of__kind="messages", of__institution=by.institution_id, fate=ERROR)
    held = own.exclude(of__state__in=("mapping", "undone")).select_related("of", "of__staff")
    return held.order_by("-of__made_at", "line")


def again(row: ImportRow, cells: Mapping[str, str] | None = None, *, by: Staff) -> ImportRow:
    """Judge a refused message anew, with its cells as repaired; taken in at once if nothing is wrong any more."""
    _must(by)
    with transaction.atomic(), acting(str(by.pk), "重新接收报文"):
        held = ImportRow.objects.select_for_update(of=("self",)).select_related("of").get(pk=row.pk)
        if held.fate != ERROR:
            raise Conflict("这份报文已经处理，请刷新后查看")
        if cells is not None:
            if held.before is None:
                held.before = {"cells": list(held.cells), "problems": held.problems}
            pairs = zip(held.of.mapping, held.cells, strict=False)
            held.cells = [cells.get(key, text).replace("\0", "") for key, text in pairs]
        check(held.of, held, by)
        if held.fate in (NEW, CHANGED):
            take_in(held.of, held, by)
        return held


def completable(by: Staff) -> list[ImportRow]:
    """Messages taken in without some items that the table has learnt since."""
    kept = Received.objects.filter(received_by__institution=by.institution_id, record__isnull=False).exclude(unknown=[])
    table = sorts()
    known = [each.record for each in kept if any(code in table[each.kind].items for code in each.unknown)]
    return list(ImportRow.objects.filter(record__in=known, fate__in=("done", "corrected")).select_related("of"))


def all_again(by: Staff) -> tuple[int, int]:
    """(taken in, still refused): after the table was changed every refused message is judged anew."""
    _must(by)
    done = left = 0
    for row in completable(by)[:MOST]:
        with transaction.atomic(), acting(str(by.pk), "按新的对照表补写报文"):
            take_in(row.of, row, by)
            done += row.fate in ("done", "corrected")
    for row in rejected(by)[:MOST]:
        fate = again(row, by=by).fate
        done, left = done + (fate in ("done", "corrected", SAME)), left + (fate == ERROR)
    return done, left


def _must(by: Staff) -> None:
    if not allowed(by, "write"):
        raise Forbidden("报文由接收它的机构的医务人员改正")
