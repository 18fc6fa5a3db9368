"""What saving any kind of record has in common: the values under their columns, versions, lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import models

from gongwei.care.verbs.refusals import EditConflict
from gongwei.kernel.clock import now
from gongwei.people.models import Institution, Staff
from gongwei.people.problems import Invalid, refuse
from gongwei.records.fields import Computed, Files, described
from gongwei.records.layout import Form
from gongwei.records.models import ServiceRecord

Values = Mapping[str, Any]
Rows = Mapping[str, Sequence[Values]]

BASE = {field.name for field in ServiceRecord._meta.get_fields()} - {"served_on"}


def may_change(stored: Any, given: dict[str, Any], version: int | None, reason: str) -> None:
    """A changed record needs the version that was read, a reason, and must not be void."""
    if stored is None:
        if version is not None:
            raise refuse("id", "要更正的记录不存在，请刷新后再试")
        return
    if stored.voided_at is not None:
        raise refuse("id", f"此记录已于 {stored.voided_at:%Y-%m-%d} 作废，不能更正；请新建一条")
    if version != stored.version:
        who = f"{stored.recorded_by.name}保存的第 {stored.version} 版"
        raise EditConflict(
            f"此记录已有{who}，与您填的不同；请对照后在新版上更正，您填的内容没有丢", stored, given
        )
    if not reason.strip():
        raise refuse("reason", "更正已保存的记录，请写明更正原因")


def complete(form: Form, values: Values) -> dict[str, Any]:
    """The values under their column names; what the form does not hold is refused, never dropped."""
    given: dict[str, Any] = {}
    for name, value in values.items():
        field = _field(form, name)
        given[field.attname] = value.pk if isinstance(value, models.Model) else _plain(value, field)
    derive = getattr(form.model, "derived", None)
    return {**given, **derive(given)} if derive is not None else given


def _field(form: Form, name: str) -> Any:
    fields = {
        key: f for f in form.model._meta.concrete_fields for key in (f.name, f.attname) if f.name not in BASE
    }
    field = fields.get(name)
    if field is None or isinstance(field, Computed):
        raise Invalid(*refuse(name, f"{form.label}没有可填的“{name}”这一项").problems)
    return field


def _plain(value: Any, field: Any) -> Any:
    """Several codes are kept in ascending order, an empty text as missing where the column knows missing."""
    if isinstance(field, Files):
        return list(value or ())
    if isinstance(value, (list, tuple, set)):
        return sorted(value)
    return None if value == "" and field.null else value


def same(stored: Any, given: Values, lines: Rows) -> bool:
    """Whether the record says all this already: a request sent twice changes nothing."""
    if any(stored._meta.get_field(n).to_python(v) != getattr(stored, n) for n, v in given.items()):
        return False
    return all(
        stored_lines(stored, name) == [_line(row) for row in wanted] for name, wanted in lines.items()
    )


def stored_lines(record: Any, name: str) -> list[dict[str, Any]]:
    """The lines of a record in order, without what is empty."""
    return [
        _line({field: getattr(row, field) for field, _, _ in described(type(row))})
        for row in getattr(record, name).order_by("position")
    ]


def _line(row: Values) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value not in (None, "")}


def stored_of(form: Form, record_id: UUID, reason: str) -> Any:
    """The record that is to be voided, locked; it needs a reason."""
    if not reason.strip():
        raise refuse("void_reason", "请写明作废原因")
    found = form.model._default_manager.select_for_update().filter(pk=record_id).first()
    if found is None:
        raise refuse("id", "没有这条记录，可能尚未保存")
    return found


def void(record: Any, reason: str) -> bool:
    """Take a record out of every count and keep the row; False where it was void before."""
    if record.voided_at is not None:
        return False
    record.voided_at, record.void_reason, record.version = now(), reason, record.version + 1
    record.save()
    return True


def assign(
    record: Any,
    given: Values,
    actor: Staff,
    staff: Staff | None,
    institution: Institution | None,
    source: int,
) -> None:
    """Put the values into the record as its next version, and who did it where."""
    new = record.version == 0
    if staff is not None or new:
        record.staff = staff or actor
    if institution is not None or new:
        record.institution = institution or (staff or actor).institution
    if new:
        record.source = source
    record.version += 1
    for name, value in given.items():
        setattr(record, name, value)


def replace_lines(form: Form, record: Any, lines: Rows) -> None:
    """The lines of the new version instead of those before; ``history`` keeps the former ones."""
    for name, wanted in lines.items():
        if stored_lines(record, name) == [_line(row) for row in wanted]:
            continue
        getattr(record, name).all().delete()
        model = form.rows[name]
        model._default_manager.bulk_create(
            model(record=record, position=place, **row) for place, row in enumerate(wanted, start=1)
        )
