"""The rows of a form's list, one by one, by the verbs of the entry page: checked, saved, taken back."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from gongwei.exchange.fates import CHANGED, DOUBT, ERROR, NEW, SAME
from gongwei.exchange.forms.columns import RECORD, cells_of, columns
from gongwei.exchange.forms.judging import Fate, fate_of
from gongwei.exchange.models import Import, ImportRow
from gongwei.kernel.errors import UserError
from gongwei.obligations.verbs import record_activity, record_service, void_service, withdraw_activity
from gongwei.people.models import Staff
from gongwei.records.layout import Form

SOURCE_IMPORT = 3


def typed_of(held: Import, row: ImportRow) -> dict[str, str]:
    """Column → text of the cells that say something."""
    return {key: text for key, text in zip(held.mapping, row.cells, strict=False) if key and text}


def _fate(held: Import, form: Form, row: ImportRow, staff: Staff) -> Fate:
    if len(row.cells) < len(held.mapping):
        why = f"这一行只有 {len(row.cells)} 格、表头有 {len(held.mapping)} 格，文件可能不完整，请重新导出"
        return Fate(ERROR, problems=(("", why),))
    keys = frozenset(key for key in held.mapping if key)
    return fate_of(form, typed_of(held, row), staff.account, staff, keys)


def _told(row: ImportRow, fate: str, problems: tuple[tuple[str, str], ...] = ()) -> None:
    row.fate = fate
    row.problems = [{"column": column, "message": message} for column, message in problems]


def check(held: Import, form: Form, row: ImportRow, staff: Staff) -> None:
    """What would become of the row; the same content further up in the file is the same record."""
    fate, typed = _fate(held, form, row, staff), typed_of(held, row)
    row.name = typed.get("person.name") or typed.get("place", "")
    row.filed_on = fate.bound.values.get("served_on") if fate.bound is not None else None
    row.said = typed
    row.record, row.version = fate.record, fate.version
    row.resident_id = fate.resident.pk if fate.resident is not None else None
    _told(row, fate.fate, fate.problems)
    if fate.record is not None and row.fate in (NEW, DOUBT):
        above = held.rows.filter(record=fate.record, line__lt=row.line, fate__in=(NEW, DOUBT)).first()
        if above is not None:
            _told(row, SAME, (("", f"与第 {above.line} 行相同"),))
    row.save()


def bring_in(held: Import, form: Form, row: ImportRow, staff: Staff) -> None:
    """Save one row, judged anew: meanwhile the world may have changed; a refusal is told on the row."""
    fate = _fate(held, form, row, staff)
    if fate.fate == ERROR or (fate.fate == DOUBT and not held.takes_doubtful):
        _told(row, ERROR, fate.problems)
    elif fate.fate == SAME:
        _told(row, SAME)
    else:
        row.before = cells_of(form, stored(form, fate.record)) if fate.version else None
        try:
            with transaction.atomic():
                record = _save(form, fate, staff, f"批量导入：{held.name}")
        except UserError as refused:
            _told(row, ERROR, (("", str(refused)),))
        else:
            row.fate = "corrected" if fate.version else "done"
            row.record, row.version = record.pk, record.version
    row.save()


def take_back(held: Import, form: Form, row: ImportRow, staff: Staff) -> None:
    """Void a record that this import made, restore one that it corrected; what somebody worked on since stays."""
    record = stored(form, row.record)
    if record is None or record.voided_at is not None:
        row.fate = "undone"
    elif record.version != row.version:
        _told(row, "kept", (("", "导入后已有人更正，没有撤销"),))
    else:
        try:
            with transaction.atomic():
                _undone(held, form, row, record, staff)
            row.fate = "undone"
        except UserError as refused:
            _told(row, "kept", (("", str(refused)),))
    row.save()


def stored(form: Form, key: Any) -> Any:
    """The record, None when there is none."""
    return form.model._default_manager.filter(pk=key).first()


def _undone(held: Import, form: Form, row: ImportRow, record: Any, staff: Staff) -> None:
    reason = f"撤销导入：{held.name}"
    if row.before is None:
        (void_service if form.of == "resident" else withdraw_activity)(form, record.pk, actor=staff, reason=reason)
        return
    former = {**row.before, RECORD: str(record.pk)}
    fate = fate_of(form, former, staff.account, staff, frozenset(column.key for column in columns(form)))
    if fate.fate in (CHANGED, DOUBT):
        _save(form, fate, staff, reason)
    elif fate.fate == ERROR:
        raise UserError("；".join(f"{column}：{said}" for column, said in fate.problems))


def _save(form: Form, fate: Fate, staff: Staff, reason: str) -> Any:
    assert fate.bound is not None and fate.record is not None
    how: dict[str, Any] = {
        "actor": staff, "rows": fate.bound.rows, "staff": fate.staff, "version": fate.version,
        "reason": reason if fate.version else "", "confirmed": fate.confirmed, "source": SOURCE_IMPORT,
    }  # fmt: skip
    if form.of == "resident":
        assert fate.resident is not None
        return record_service(form, fate.record, fate.resident.pk, fate.bound.values, **how)
    assert fate.place is not None
    return record_activity(form, fate.record, fate.place.pk, fate.bound.values, **how)
