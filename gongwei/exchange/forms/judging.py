"""What would become of one row: whose it is; new, the same, a correction, doubtful or refused; and why."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from gongwei.care.facts import facts_of
from gongwei.care.verbs.activities import facts_of_activity
from gongwei.care.verbs.refusals import on_that_day, under_management
from gongwei.care.verbs.writing import complete, same
from gongwei.catalogue.plans import values_on
from gongwei.exchange.fates import CHANGED, DOUBT, ERROR, NEW, SAME
from gongwei.exchange.forms.columns import cells_of, columns, request_of
from gongwei.exchange.forms.finding import person_of, place_of, staff_of_row
from gongwei.kernel.clock import today
from gongwei.kernel.errors import UserError
from gongwei.obligations.exam_items import exam_items
from gongwei.people.models import Institution, Resident, Staff
from gongwei.people.problems import refuse
from gongwei.records.binding import Bound, bind
from gongwei.records.layout import Form, Problem
from gongwei.records.validate import as_text, confirm_key

NAMESPACE = uuid.UUID("6e0f3c2a-5f0a-4b7e-9c53-3a1d0c7c1b11")
MOST_TURNS = 50


@dataclass(frozen=True)
class Fate:
    """The outcome of a row and what saving it needs."""

    fate: str
    record: uuid.UUID | None = None
    resident: Resident | None = None
    place: Institution | None = None
    staff: Staff | None = None
    bound: Bound | None = None
    version: int | None = None
    problems: tuple[tuple[str, str], ...] = ()
    confirmed: frozenset[str] = field(default_factory=frozenset)


def fate_of(form: Form, typed: Mapping[str, str], user: Any, actor: Staff, keys: frozenset[str]) -> Fate:
    """Judge a row; ``keys`` are the columns the workbook has: a correction leaves the others as they are."""
    try:
        stored = _named(form, typed.get("record", ""), user)
        person = person_of(typed, user, stored.resident if stored else None) if form.of == "resident" else None
        place = None if form.of == "resident" else place_of(form, typed, user, actor, stored)
        staff = staff_of_row(typed, actor)
    except UserError as refused:
        return Fate(
            ERROR, problems=_told(form, getattr(refused, "problems", [Problem("", "hard", str(refused))]))
        )
    cells = dict(typed) if stored is None else {**_kept(form, stored, keys), **typed}
    bound, soft = _bound(form, cells, person, place)
    hard = [problem for problem in bound.problems if problem.severity != "soft"]
    if hard:
        return Fate(ERROR, resident=person, problems=_told(form, hard))
    record, stored = (stored.pk, stored) if stored else _by_content(form, person or place, bound)
    fate = Fate(NEW, record, person, place, staff, bound, None, _told(form, soft), frozenset(_keys(bound)))
    if stored is not None:
        fresh = not same(stored, complete(form, bound.values), bound.rows)
        how = CHANGED if fresh else SAME
        fate = Fate(how, record, person, place, staff, bound, stored.version, fate.problems, fate.confirmed)
    if soft and fate.fate in (NEW, CHANGED):
        return Fate(DOUBT, record, person, place, staff, bound, fate.version, fate.problems, fate.confirmed)
    return fate


def _named(form: Form, text: str, user: Any) -> Any:
    """The record that a row corrects; its number comes from an exported workbook."""
    if not text:
        return None
    try:
        key = uuid.UUID(text)
    except ValueError:
        raise refuse("record", "记录编号不正确；新记录请留空，更正请保留导出的编号") from None
    rows = form.model._default_manager.filter(pk=key)
    if form.of == "resident":
        rows = rows.filter(resident__in=Resident.objects.visible_to(user))
    stored: Any = rows.first()
    if stored is None:
        raise refuse("record", "没有这个编号的记录，或不在您的服务范围内；新记录请留空")
    if stored.voided_at is not None:
        raise refuse(
            "record", f"这条记录已于 {stored.voided_at:%Y-%m-%d} 作废，不能更正；要重新登记请把编号留空"
        )
    return stored


def _kept(form: Form, stored: Any, keys: frozenset[str]) -> dict[str, str]:
    """What the record says in the columns that the workbook does not have."""
    return {key: text for key, text in cells_of(form, stored).items() if key not in keys}


def _bound(
    form: Form, cells: Mapping[str, str], person: Resident | None, place: Institution | None
) -> tuple[Bound, list[Problem]]:
    """The row read and checked as the entry page would; doubts apart."""
    request = request_of(form, cells)
    first = bind(form, request, today=today())
    day = first.values.get("served_on")
    facts = _facts(form, person, place, day)
    bound = bind(form, request, today=today(), facts=facts)
    more: list[Problem] = []
    if person is not None:
        more = [*on_that_day(person, day), *([] if form.enrols else under_management(form, person, day))]
    problems = tuple(dict.fromkeys((*bound.problems, *more)))
    soft = [problem for problem in problems if problem.severity == "soft"]
    return Bound(bound.values, bound.typed, problems, bound.rows, bound.rows_typed, bound.confirmed), soft


def _facts(form: Form, person: Resident | None, place: Institution | None, day: Any) -> dict[str, Any]:
    on = day if isinstance(day, dt.date) else None
    limits = {"parameters": values_on(form.programme, on) if on else {}}
    if person is not None:
        needed = exam_items(person.pk, on) if form.id == "health_exam" and on else {}
        return {**facts_of(person, form, on), **limits, "exam_items": needed}
    assert place is not None
    return {**facts_of_activity(place, on), **limits}


def _by_content(form: Form, owner: Any, bound: Bound) -> tuple[uuid.UUID, Any]:
    """The id that this content always has: the same row twice is one record; one taken back may come again."""
    said = {name: as_text(value) for name, value in bound.values.items() if as_text(value)}
    lines = {
        name: [{k: as_text(v) for k, v in row.items() if as_text(v)} for row in rows]
        for name, rows in bound.rows.items()
    }
    content = json.dumps(
        [form.id, owner.pk, said, {k: v for k, v in lines.items() if v}], sort_keys=True, ensure_ascii=False
    )
    key = uuid.uuid5(NAMESPACE, content)
    for turn in range(1, MOST_TURNS):
        stored: Any = form.model._default_manager.filter(pk=key).first()
        if stored is None or stored.voided_at is None:
            return key, stored
        key = uuid.uuid5(NAMESPACE, f"{content}#{turn}")
    return uuid.uuid4(), None


def _keys(bound: Bound) -> list[str]:
    soft = [problem for problem in bound.problems if problem.severity == "soft"]
    return [confirm_key(problem, bound.values, bound.rows) for problem in soft]


def _told(form: Form, problems: list[Problem]) -> tuple[tuple[str, str], ...]:
    """(heading of the cell, sentence) of each problem."""
    known = {column.key: column.label for column in columns(form)}
    return tuple((known.get(p.field, ""), p.message) for p in problems)
