"""Saving, correcting and voiding a service record of any form, in one transaction with its consequences."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from gongwei.care.facts import facts_of
from gongwei.care.models import Referral
from gongwei.care.verbs.consequences import after_saving, after_voiding
from gongwei.care.verbs.refusals import (
    must_be_allowed,
    must_receive,
    on_that_day,
    refuse_all,
    under_management,
)
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
from gongwei.kernel.clock import now
from gongwei.people.models import Institution, Resident, Staff
from gongwei.people.problems import refuse
from gongwei.records.attachments.rules import problems_of_files
from gongwei.records.fields import described
from gongwei.records.history import acting
from gongwei.records.layout import Form
from gongwei.records.validate import validate


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
        given = complete(form, values)
        _may_write(form, actor, resident, given)
        if stored is not None and stored.resident_id != resident.pk:
            raise refuse("id", "这个记录编号已用于另一位居民，请重新打开表单再填")
        lines = {name: list(found) for name, found in (rows or {}).items()}
        if stored is not None and same(stored, given, lines):
            return stored
        may_change(stored, given, version, reason)
        record = stored or form.model(
            id=record_id, resident=resident, version=0, recorded_by=actor, recorded_at=now()
        )
        _check(form, record, resident, given, lines, confirmed, facts, actor)
        assign(record, given, actor, staff, institution, source)
        record.save(force_insert=stored is None)
        replace_lines(form, record, lines)
        after_saving(form, record, actor, facts or {})
        record.refresh_from_db()
        return record


def void_record(form: Form, record_id: UUID, *, actor: Staff, reason: str) -> Any:
    """Take a record out of every count and keep the row: written by mistake, for the wrong person, twice."""
    with acting(str(actor.pk), reason):
        record = stored_of(form, record_id, reason)
        _may_write(form, actor, record.resident, {})
        if void(record, reason):
            after_voiding(form, record)
        return record


def _may_write(form: Form, actor: Staff, resident: Resident, given: Values) -> None:
    sent = given.get("referral_id") if form.id == "referral_back" else None
    referral = Referral.objects.filter(pk=sent, resident=resident).first() if sent else None
    if referral is not None:
        must_receive(actor, referral, form.programme)
    else:
        must_be_allowed(actor, resident, form.programme)


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
    kept = {name: stored_lines(record, name) for name in form.rows if name not in lines and record.version}
    full = {**known, "served_on": record.served_on if record.version else None, **given}
    day: dt.date | None = full["served_on"]
    facts = {**facts_of(resident, form, day), **(more or {})}
    problems = validate(form, full, rows={**kept, **lines}, facts=facts, confirmed=confirmed)
    files = problems_of_files(form, given, record if record.version else None, actor)
    refuse_all([*on_that_day(resident, day), *under_management(form, resident, day), *problems, *files])
