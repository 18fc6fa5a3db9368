"""Saving, correcting and voiding a record of an institution's own work: a lecture, a change of a board, a patrol."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from gongwei.care.verbs.refusals import refuse_all
from gongwei.care.verbs.writing import (
    Rows,
    Values,
    assign,
    complete,
    may_change,
    replace_lines,
    same,
    stored_lines,
    stored_of,
    void,
)
from gongwei.kernel.clock import now, today
from gongwei.people.grants import works_for
from gongwei.people.models import Institution, Staff
from gongwei.people.problems import Forbidden, refuse
from gongwei.records.attachments.rules import problems_of_files
from gongwei.records.fields import described
from gongwei.records.history import acting
from gongwei.records.layout import Form, Problem
from gongwei.records.validate import validate


def save_activity(
    form: Form,
    record_id: UUID,
    institution_id: int,
    values: Values,
    *,
    actor: Staff,
    rows: Rows | None = None,
    staff: Staff | None = None,
    version: int | None = None,
    reason: str = "",
    confirmed: Iterable[str] = (),
    source: int = 1,
    facts: Values | None = None,
) -> Any:
    """Write one act of an institution once: create it, or correct ``version`` of it with a reason.

    The manners are those of save_record: the same content changes nothing; Invalid, Forbidden and EditConflict refuse.
    """
    with acting(str(actor.pk), reason):
        institution = Institution.objects.select_for_update(no_key=True).get(pk=institution_id)
        must_work_for(actor, institution, form.programme)
        stored: Any = form.model._default_manager.select_for_update().filter(pk=record_id).first()
        given = complete(form, values)
        if stored is not None and stored.institution_id != institution.pk:
            raise refuse("id", "这个记录编号已用于另一个机构，请重新打开表单再填")
        lines = {name: list(found) for name, found in (rows or {}).items()}
        if stored is not None and same(stored, given, lines):
            return stored
        may_change(stored, given, version, reason)
        record = stored or form.model(id=record_id, version=0, recorded_by=actor, recorded_at=now())
        _check(form, record, institution, given, lines, confirmed, facts, actor)
        assign(record, given, actor, staff, institution, source)
        record.save(force_insert=stored is None)
        replace_lines(form, record, lines)
        record.refresh_from_db()
        return record


def void_activity(form: Form, record_id: UUID, *, actor: Staff, reason: str) -> Any:
    """Take an act out of every count and keep the row: written by mistake, for the wrong institution, twice."""
    with acting(str(actor.pk), reason):
        record = stored_of(form, record_id, reason)
        must_work_for(actor, record.institution, form.programme)
        void(record, reason)
        return record


def must_work_for(actor: Staff, institution: Institution, programme: str) -> None:
    """Only staff whose roles write at the institution, for the programme."""
    if not works_for(actor, "write", programme, institution):
        raise Forbidden(f"您没有为{institution}登记此项工作的权限，请联系该机构公卫科")


def facts_of_activity(institution: Institution, day: dt.date | None) -> dict[str, Any]:
    """``today, served_on, institution_id, institution_kind`` for ``Form.checks``; the verb adds ``record_id``."""
    return {
        "today": today(),
        "served_on": day or today(),
        "institution_id": institution.pk,
        "institution_kind": institution.kind,
    }


def _check(
    form: Form,
    record: Any,
    institution: Institution,
    given: Values,
    lines: Rows,
    confirmed: Iterable[str],
    more: Values | None,
    actor: Staff,
) -> None:
    """Everything the form and the day refuse, all at once."""
    known = {name: getattr(record, name) for name, _, _ in described(form.model)} if record.version else {}
    kept = {name: stored_lines(record, name) for name in form.rows if name not in lines and record.version}
    full = {**known, "served_on": record.served_on if record.version else None, **given}
    day: dt.date | None = full["served_on"]
    facts = {**facts_of_activity(institution, day), "record_id": record.pk, **(more or {})}
    problems = validate(form, full, rows={**kept, **lines}, facts=facts, confirmed=confirmed)
    files = problems_of_files(form, given, record if record.version else None, actor)
    refuse_all([*_on_that_day(form, institution, day), *problems, *files])


def _on_that_day(form: Form, institution: Institution, day: dt.date | None) -> list[Problem]:
    """Not in the future, and only while the institution works."""
    if day is None:
        return []
    label = str(getattr(form.model._meta.get_field("served_on"), "verbose_name", "日期"))
    if day > today():
        return [Problem("served_on", "hard", f"{label} {day} 在今天（{today()}）之后，请填实际日期")]
    if day < institution.active_from:
        return [Problem("served_on", "hard", f"{label} {day} 早于机构启用日期 {institution.active_from}，请核对")]
    if institution.active_to is not None and day >= institution.active_to:
        return [Problem("served_on", "hard", f"{institution}已于 {institution.active_to} 停用，请核对日期")]
    return []
