"""The work of an import, a part at a time: check every row, import those that may be, or take all of it back."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import Count

from gongwei.kernel import clock
from gongwei.kernel.errors import UserError
from gongwei.obligations.verbs import record_activity, record_service, void_service, withdraw_activity
from gongwei.people.models import Staff
from gongwei.records.layout import Form
from gongwei.web.models import Import, ImportRow
from gongwei.web.registers.fates import CHANGED, DOUBT, ERROR, NEW, SAME, Fate, fate_of
from gongwei.web.registers.owners import about_people
from gongwei.web.registers.reading import Sent

SOURCE_IMPORT = 3
PARTS = {"checking": 100, "importing": 25, "undoing": 40}
AFTER = {"checking": "checked", "importing": "imported", "undoing": "undone"}


def begin(form: Form, staff: Staff, name: str, sent: Sent) -> Import:
    """Keep what was sent, row by row, to be checked."""
    with transaction.atomic():
        held = Import.objects.create(
            id=uuid.uuid4(),
            form=form.id,
            staff=staff,
            name=name[:120],
            made_at=clock.now(),
            columns=list(sent.keys),
        )
        ImportRow.objects.bulk_create(
            [ImportRow(of=held, line=line, typed=typed) for line, typed in sent.rows], batch_size=1000
        )
    return held


def advance(held: Import, form: Form, user: Any, staff: Staff) -> Import:
    """Do the next part of what is under way; the state moves on when nothing is left."""
    with transaction.atomic():
        held = Import.objects.select_for_update().get(pk=held.pk)
        if held.state not in PARTS:
            return held
        rows = list(waiting(held)[: PARTS[held.state]])
        act: dict[str, Callable[[Import, Form, ImportRow, Any, Staff], None]] = {
            "checking": _check, "importing": _bring_in, "undoing": _take_back,
        }  # fmt: skip
        for row in rows:
            act[held.state](held, form, row, user, staff)
        if not waiting(held).exists():
            held.state, held.finished_at = AFTER[held.state], clock.now()
            held.save()
    return held


def waiting(held: Import) -> Any:
    """The rows that the step under way has still to do."""
    if held.state == "checking":
        return held.rows.filter(fate="")
    if held.state == "importing":
        fates = [NEW, CHANGED, *([DOUBT] if held.takes_doubtful else [])]
        return held.rows.filter(fate__in=fates)
    return held.rows.filter(fate="done")


def counts(held: Import) -> dict[str, int]:
    """How many rows have which fate."""
    return dict(held.rows.order_by().values_list("fate").annotate(Count("pk")))


def _judged(held: Import, form: Form, row: ImportRow, user: Any, staff: Staff) -> Fate:
    return fate_of(form, row.typed, user, staff, frozenset(held.columns))


def _check(held: Import, form: Form, row: ImportRow, user: Any, staff: Staff) -> None:
    fate = _judged(held, form, row, user, staff)
    row.fate, row.record, row.resident, row.version = fate.fate, fate.record, fate.resident, fate.version
    twin = (
        held.rows.filter(record=fate.record, line__lt=row.line, fate__in=(NEW, DOUBT)).first()
        if fate.record
        else None
    )
    row.problems = [{"column": column, "message": message} for column, message in fate.problems]
    if twin is not None and row.fate in (NEW, DOUBT):
        row.fate, row.problems = SAME, [{"column": "", "message": f"与第 {twin.line} 行完全相同"}]
    row.save()


def _bring_in(held: Import, form: Form, row: ImportRow, user: Any, staff: Staff) -> None:
    """Save one row, judged anew: meanwhile the world may have changed; a refusal is told on the row."""
    before = row.fate
    fate = _judged(held, form, row, user, staff)
    if fate.fate == ERROR or (fate.fate == DOUBT and not held.takes_doubtful):
        row.fate, row.problems = (
            ERROR,
            [{"column": column, "message": said} for column, said in fate.problems],
        )
        row.save()
        return
    try:
        with transaction.atomic():
            record = _save(form, fate, staff, f"批量导入：{held.name}")
    except UserError as refused:
        row.fate, row.problems = ERROR, [{"column": "", "message": str(refused)}]
    else:
        row.fate = (
            SAME if fate.fate == SAME and before != DOUBT else ("corrected" if fate.version else "done")
        )
        row.record, row.version = record.pk, record.version
    row.save()


def _save(form: Form, fate: Fate, staff: Staff, reason: str) -> Any:
    assert fate.bound is not None and fate.record is not None
    how: dict[str, Any] = {
        "actor": staff, "rows": fate.bound.rows, "staff": fate.staff, "version": fate.version,
        "reason": reason if fate.version else "", "confirmed": fate.confirmed, "source": SOURCE_IMPORT,
    }  # fmt: skip
    if about_people(form):
        assert fate.resident is not None
        return record_service(form, fate.record, fate.resident.pk, fate.bound.values, **how)
    assert fate.place is not None
    return record_activity(form, fate.record, fate.place.pk, fate.bound.values, **how)


def _take_back(held: Import, form: Form, row: ImportRow, user: Any, staff: Staff) -> None:
    """Void a record that this import made; one that somebody has corrected since stays, and the row says so."""
    stored: Any = form.model._default_manager.filter(pk=row.record).first()
    if stored is None or stored.voided_at is not None:
        row.fate = "undone"
    elif stored.version != row.version:
        row.fate, row.problems = "corrected", [{"column": "", "message": "导入后已有人更正，没有撤销"}]
    else:
        void = void_service if about_people(form) else withdraw_activity
        try:
            with transaction.atomic():
                void(form, stored.pk, actor=staff, reason=f"撤销导入：{held.name}")
            row.fate = "undone"
        except UserError as refused:
            row.fate, row.problems = "corrected", [{"column": "", "message": str(refused)}]
    row.save()
