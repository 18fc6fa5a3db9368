"""What becomes of a message: the same again, a record of its form, a duplicate, or refused with the reason."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from gongwei.catalogue.chapters import forms
from gongwei.exchange.fates import CHANGED, DOUBT, ERROR, NEW, SAME
from gongwei.exchange.forms import writing
from gongwei.exchange.forms.judging import Fate, fate_of
from gongwei.exchange.forms.writing import SOURCE_IMPORT, typed_of
from gongwei.exchange.messages import lines
from gongwei.exchange.messages.lines import Message
from gongwei.exchange.messages.table import Sort, cells, sorts
from gongwei.exchange.models import Import, ImportRow, Received
from gongwei.kernel.clock import now
from gongwei.kernel.errors import UserError
from gongwei.obligations.verbs import record_service
from gongwei.people.models import Staff
from gongwei.records.history import acting
from gongwei.records.layout import Form, Problem

NAMESPACE = uuid.UUID("0c0b7f4e-6f57-4a58-9a52-6d2f5f3f8d24")


@dataclass(frozen=True)
class Judged:
    """A row with what saving it needs; ``earlier`` is what came under the same number before."""

    fate: str
    problems: tuple[tuple[str, str], ...] = ()
    message: Message | None = None
    sort: Sort | None = None
    found: Fate | None = None
    earlier: Received | None = None
    unknown: tuple[str, ...] = ()


def judge(held: Import, row: ImportRow, staff: Staff) -> Judged:
    """Read by the table of codes, matched by identity number and name, compared with what is there already."""
    typed = typed_of(held, row)
    try:
        message = lines.read(typed, sorts())
        sort = sorts()[message.kind]
        said, unknown = cells(sort, message.items)
    except UserError as refused:
        return Judged(ERROR, _told(getattr(refused, "problems", [Problem("", "hard", str(refused))])))
    earlier = Received.objects.filter(sender=message.sender, key=message.key).first()
    stands = earlier is not None and earlier.record is not None
    if stands and earlier is not None:
        learnt = any(code in sort.items for code in earlier.unknown)
        if not learnt and earlier.items == message.items and str(earlier.served_on) == typed.get("served_on"):
            return Judged(SAME, (("报文编号", f"{earlier.received_at:%Y-%m-%d} 已经收过"),), message, sort)
        said = {key: text for key, text in said.items() if key not in sort.fixed}
    said |= {key: typed.get(key, "") for key in ("person.name", "person.id_no", "served_on")}
    if stands and earlier is not None:
        said["record"] = str(earlier.record)
    found = fate_of(forms()[sort.form], said, staff.account, staff, frozenset(said))
    fate, problems = found.fate, found.problems
    if fate == DOUBT:
        fate = CHANGED if found.version else NEW
    if fate in (NEW, SAME) and not stands and (twin := _twin(sort, found)):
        there = f"这位居民 {twin.served_on} 已有{forms()[sort.form].label}（{twin.institution}），没有重复写入"
        fate, problems = SAME, (("服务日期", there),)
    notes = tuple(("内容", f"{code}：对照表里没有这个项目，没有写入") for code in unknown)
    return Judged(fate, (*problems, *notes), message, sort, found, earlier, tuple(unknown))


def _twin(sort: Sort, found: Fate) -> Any:
    """One exam of a person on one day, whoever sends it."""
    if not sort.task or found.bound is None or found.resident is None:
        return None
    rows = forms()[sort.form].model._default_manager.filter(
        resident=found.resident, served_on=found.bound.values.get("served_on"), voided_at=None
    )
    return rows.select_related("institution").first()


def _told(problems: list[Problem]) -> tuple[tuple[str, str], ...]:
    labels = {each.key: each.label for each in lines.COLUMNS}
    return tuple((labels.get(each.field, ""), each.message) for each in problems)


def check(held: Import, row: ImportRow, staff: Staff) -> None:
    """What would become of the message; the same number further up in the file is the same message."""
    judged, typed = judge(held, row, staff), typed_of(held, row)
    row.said, row.name = typed, typed.get("person.name", "")
    if judged.found is not None and judged.found.bound is not None:
        row.filed_on = judged.found.bound.values.get("served_on")
        row.resident_id = judged.found.resident.pk if judged.found.resident else None
    _fate(row, judged.fate, judged.problems)
    above = held.rows.filter(said__id=typed.get("id", ""), said__sender=typed.get("sender", ""), line__lt=row.line)
    if judged.fate == NEW and (first := above.filter(fate=NEW).first()):
        _fate(row, SAME, (("报文编号", f"与第 {first.line} 行是同一份报文"),))
    row.save()


def take_in(held: Import, row: ImportRow, staff: Staff) -> None:
    """Save one message, judged anew; sender, number, author and time stay with the record."""
    judged = judge(held, row, staff)
    _fate(row, judged.fate, judged.problems)
    if judged.fate in (NEW, CHANGED):
        try:
            with transaction.atomic():
                record = _written(held, judged, staff)
        except UserError as refused:
            _fate(row, ERROR, (("", str(refused)),))
        else:
            corrected = judged.found is not None and judged.found.version
            row.fate = "corrected" if corrected else "done"
            row.record, row.version = record.pk, record.version
    row.save()


def _written(held: Import, judged: Judged, staff: Staff) -> Any:
    message, sort, found = judged.message, judged.sort, judged.found
    assert message and sort and found and found.bound and found.resident and found.record
    author = Staff.objects.filter(name=message.author, institution__path__startswith=message.sender.path).first()
    reason = f"外部系统报文 {message.key}"
    record = record_service(
        forms()[sort.form], found.record, found.resident.pk, found.bound.values, actor=staff, rows=found.bound.rows,
        staff=author or staff, institution=message.sender, version=found.version, confirmed=found.confirmed,
        reason=reason if found.version else "", source=SOURCE_IMPORT,
    )  # fmt: skip
    told = {
        "kind": sort.id, "author": message.author, "sent_at": message.sent_at, "received_at": now(),
        "received_by": staff, "items": dict(message.items), "unknown": list(judged.unknown),
        "served_on": record.served_on, "resident": found.resident, "form": sort.form, "record": record.pk,
        "waits": sort.task, "file": held.name,
    }  # fmt: skip
    with acting(str(staff.pk), reason):
        kept = judged.earlier or Received(
            id=uuid.uuid5(NAMESPACE, f"{message.sender.pk} {message.key}"), sender=message.sender, key=message.key
        )
        if kept.handled_on is not None:
            told["waits"] = False
        for name, value in told.items():
            setattr(kept, name, value)
        kept.save()
    return record


def take_back(held: Import, row: ImportRow, staff: Staff) -> None:
    """Void what the message made; it may come again under the same number."""
    kept = Received.objects.filter(record=row.record).first()
    if kept is None:
        _fate(row, "kept", (("", "这份报文的记录已不在，没有撤销"),))
        row.save()
        return
    form: Form = forms()[kept.form]
    writing.take_back(held, form, row, staff)
    if row.fate == "undone":
        with acting(str(staff.pk), f"撤销导入：{held.name}"):
            kept.record, kept.waits = None, False
            kept.save()


def _fate(row: ImportRow, fate: str, problems: tuple[tuple[str, str], ...] = ()) -> None:
    row.fate = fate
    row.problems = [{"column": column, "message": message} for column, message in problems]
