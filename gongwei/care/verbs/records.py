"""Saving, correcting and voiding a service record of any form, in one transaction with its consequences."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import models

from gongwei.care.facts import facts_of
from gongwei.care.models import Referral
from gongwei.care.verbs.consequences import after_saving, after_voiding
from gongwei.care.verbs.refusals import (
    EditConflict,
    must_be_allowed,
    must_receive,
    on_that_day,
    refuse_all,
    under_management,
)
from gongwei.kernel.clock import now
from gongwei.people.models import Institution, Resident, Staff
from gongwei.people.problems import Invalid, refuse
from gongwei.records.attachments.rules import problems_of_files
from gongwei.records.fields import Computed, Files, described
from gongwei.records.history import acting
from gongwei.records.layout import Form
from gongwei.records.models import ServiceRecord
from gongwei.records.validate import validate

Values = Mapping[str, Any]
Rows = Mapping[str, Sequence[Values]]

BASE = {field.name for field in ServiceRecord._meta.get_fields()} - {"served_on"}


def save_record(
    form: Form,
    record_id: UUID,
    resident_id: int,
    values: Values,
    *,
    actor: Staff,
    rows: Rows | None = None,
    staff: Staff | None = None,
    institution: Institution | None = None,
    version: int | None = None,
    reason: str = "",
    confirmed: Iterable[str] = (),
    source: int = 1,
    facts: Values | None = None,
) -> Any:
    """Write one service once: create it, or correct ``version`` of it with a reason; the same content changes nothing.

    ``values`` are the form's fields (``served_on`` among them); ``staff`` gave the care (else the actor), ``confirmed``
    are the doubtful values that were confirmed, ``facts`` what the layers above add for the form's checks. Refuses with
    Invalid (problems by field), Forbidden, or EditConflict (both sides).
    """
    with acting(str(actor.pk), reason):
        resident = Resident.objects.select_for_update().get(pk=resident_id)
        stored: Any = form.model._default_manager.select_for_update().filter(pk=record_id).first()
        given = _complete(form, values)
        _may_write(form, actor, resident, given)
        if stored is not None and stored.resident_id != resident.pk:
            raise refuse("id", "这个记录编号已用于另一位居民，请重新打开表单再填")
        lines = {name: list(found) for name, found in (rows or {}).items()}
        if stored is not None and _same(stored, given, lines):
            return stored
        _may_change(stored, given, version, reason)
        record = stored or form.model(
            id=record_id, resident=resident, version=0, recorded_by=actor, recorded_at=now()
        )
        _check(form, record, resident, given, lines, confirmed, facts, actor)
        _assign(record, given, actor, staff, institution, source)
        record.save(force_insert=stored is None)
        _replace_lines(form, record, lines)
        after_saving(form, record, actor, facts or {})
        record.refresh_from_db()
        return record


def void_record(form: Form, record_id: UUID, *, actor: Staff, reason: str) -> Any:
    """Take a record out of every count and keep the row: written by mistake, for the wrong person, twice."""
    if not reason.strip():
        raise refuse("void_reason", "请写明作废原因")
    with acting(str(actor.pk), reason):
        found = form.model._default_manager.select_for_update().filter(pk=record_id).first()
        if found is None:
            raise refuse("id", "没有这条记录，可能尚未保存")
        record: Any = found
        _may_write(form, actor, record.resident, {})
        if record.voided_at is None:
            record.voided_at, record.void_reason, record.version = now(), reason, record.version + 1
            record.save()
            after_voiding(form, record)
        return record


def _may_write(form: Form, actor: Staff, resident: Resident, given: Values) -> None:
    sent = given.get("referral_id") if form.id == "referral_back" else None
    referral = Referral.objects.filter(pk=sent, resident=resident).first() if sent else None
    if referral is not None:
        must_receive(actor, referral, form.programme)
    else:
        must_be_allowed(actor, resident, form.programme)


def _may_change(stored: Any, given: dict[str, Any], version: int | None, reason: str) -> None:
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


def _check(
    form: Form,
    record: Any,
    resident: Resident,
    given: Values,
    lines: Rows,
    confirmed: Iterable[str],
    more: Values | None,
    actor: Staff,
) -> None:
    """Everything the form and the day refuse, all at once."""
    known = {name: getattr(record, name) for name, _, _ in described(form.model)} if record.version else {}
    stored_lines = {
        name: _stored_lines(record, name) for name in form.rows if name not in lines and record.version
    }
    full = {**known, "served_on": record.served_on if record.version else None, **given}
    day: dt.date | None = full["served_on"]
    facts = {**facts_of(resident, form, day), **(more or {})}
    problems = validate(form, full, rows={**stored_lines, **lines}, facts=facts, confirmed=confirmed)
    files = problems_of_files(form, given, record if record.version else None, actor)
    refuse_all([*on_that_day(resident, day), *under_management(form, resident, day), *problems, *files])


def _complete(form: Form, values: Values) -> dict[str, Any]:
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


def _same(stored: Any, given: Values, lines: Rows) -> bool:
    if any(stored._meta.get_field(n).to_python(v) != getattr(stored, n) for n, v in given.items()):
        return False
    return all(
        _stored_lines(stored, name) == [_line(row) for row in wanted] for name, wanted in lines.items()
    )


def _stored_lines(record: Any, name: str) -> list[dict[str, Any]]:
    return [
        _line({field: getattr(row, field) for field, _, _ in described(type(row))})
        for row in getattr(record, name).order_by("position")
    ]


def _line(row: Values) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value not in (None, "")}


def _assign(
    record: Any,
    given: Values,
    actor: Staff,
    staff: Staff | None,
    institution: Institution | None,
    source: int,
) -> None:
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


def _replace_lines(form: Form, record: Any, lines: Rows) -> None:
    for name, wanted in lines.items():
        if _stored_lines(record, name) == [_line(row) for row in wanted]:
            continue
        getattr(record, name).all().delete()
        model = form.rows[name]
        model._default_manager.bulk_create(
            model(record=record, position=place, **row) for place, row in enumerate(wanted, start=1)
        )
