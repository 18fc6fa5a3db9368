"""The doors for every write that changes what is owed: the inner verb and the refresh in one transaction.

Pages call these, never the inner verbs of ``care`` and ``people`` alone, so that a saved record and the worklist can
never disagree (a test looks for pages that do).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction

from gongwei.care.facts import enrolled_on
from gongwei.care.verbs.activities import save_activity, void_activity
from gongwei.care.verbs.enrolments import enrol
from gongwei.care.verbs.records import save_record, void_record
from gongwei.catalogue.chapters import chapter, chapters
from gongwei.catalogue.plans import values_on
from gongwei.obligations.exam_items import exam_items
from gongwei.obligations.refresh import refresh, refresh_institutions
from gongwei.obligations.worklist import open_of
from gongwei.people.models import Resident, Staff
from gongwei.people.problems import Invalid
from gongwei.records.layout import Form


@contextmanager
def obligations_kept(*residents: int, table: str | None = None) -> Iterator[None]:
    """One transaction in which anything may be changed for these residents; their obligations follow at its end.

    ``table`` names the one table that changed, so that only the chapters that read it are refreshed.
    """
    with transaction.atomic():
        yield
        refresh(residents, table)


def record_service(
    form: Form, record_id: UUID, resident_id: int, values: Mapping[str, Any], *, actor: Staff, **how: Any
) -> Any:
    """Save or correct one service (arguments of care.verbs.records.save_record) with what it does to the worklist."""
    day = values.get("served_on") or _stored_day(form, record_id)
    limits = values_on(form.programme, day) if isinstance(day, dt.date) else {}
    items = exam_items(resident_id, day) if form.id == "health_exam" and isinstance(day, dt.date) else {}
    owed = partial(open_windows, resident_id, day) if isinstance(day, dt.date) else None
    facts = {"parameters": limits, "exam_items": items, "owed": owed, **how.pop("facts", {})}
    with transaction.atomic():
        joined = isinstance(day, dt.date) and _joins(form, resident_id, values, day, actor)
        record = save_record(form, record_id, resident_id, values, actor=actor, facts=facts, **how)
        others = _following(form, record, actor)
        refresh([resident_id, *others], None if joined or form.after else form.id)
        return record


def open_windows(resident_id: int, day: dt.date, programme: str) -> list[tuple[str, tuple[str, ...]]]:
    """What a programme owes the resident on a day and nobody did yet, in words, with the forms that meet it.

    A form's own check asks it as ``facts["owed"]("child")``: first the exam, then the vaccine (VAC-08).
    """
    schedule = chapter(programme).schedule if programme in {each.id for each in chapters()} else None
    steps = {step.id: step for step in schedule.steps} if schedule else {}
    return [
        (steps[owed.step].label_of(owed.seq), steps[owed.step].forms_of(owed.seq))
        for owed in open_of([resident_id], day).get(resident_id, [])
        if owed.programme == programme and owed.step in steps
    ]


def _joins(form: Form, resident_id: int, values: Mapping[str, Any], day: dt.date, actor: Staff) -> bool:
    """A form that opens management (专项档案) enrols whoever is not under management on its day."""
    if not form.enrols or enrolled_on(Resident.objects.get(pk=resident_id), form.programme, day):
        return False
    at = {"from_on": "served_on", "diagnosed_on": form.enrols}
    try:
        enrol(resident_id, form.programme, actor=actor, from_on=day, diagnosed_on=values.get(form.enrols))
    except Invalid as refused:
        found = refused.problems
        raise Invalid(*(replace(each, field=at.get(each.field, each.field)) for each in found)) from None
    return True


def _following(form: Form, record: Any, actor: Staff) -> list[int]:
    """What the form's own chapter does next, and the other residents of whom something changed by it."""
    return list(form.after(record, actor)) if form.after else []


def _stored_day(form: Form, record_id: UUID) -> dt.date | None:
    """The day of the record that is corrected without saying its day again."""
    days: Any = form.model._default_manager.filter(pk=record_id).values_list("served_on", flat=True)
    day: dt.date | None = days.first()
    return day


def void_service(form: Form, record_id: UUID, *, actor: Staff, reason: str) -> Any:
    """Void one service; what it had met is owed again."""
    with transaction.atomic():
        record = void_record(form, record_id, actor=actor, reason=reason)
        others = _following(form, record, actor)
        refresh([record.resident_id, *others], None if form.after else form.id)
        return record


def record_activity(
    form: Form, record_id: UUID, institution_id: int, values: Mapping[str, Any], *, actor: Staff, **how: Any
) -> Any:
    """Save or correct one act of an institution (arguments of care.verbs.activities.save_activity) and what it owes."""
    day = values.get("served_on") or _stored_day(form, record_id)
    limits = values_on(form.programme, day) if isinstance(day, dt.date) else {}
    facts = {"parameters": limits, **how.pop("facts", {})}
    with transaction.atomic():
        record = save_activity(form, record_id, institution_id, values, actor=actor, facts=facts, **how)
        refresh_institutions([institution_id], form.id)
        return record


def withdraw_activity(form: Form, record_id: UUID, *, actor: Staff, reason: str) -> Any:
    """Void one act of an institution; what it had met is owed again."""
    with transaction.atomic():
        record = void_activity(form, record_id, actor=actor, reason=reason)
        refresh_institutions([record.institution_id], form.id)
        return record
