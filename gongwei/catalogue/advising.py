"""Advice on a visit being typed: the resident's former visits and every rule of the chapter, put into words."""

from __future__ import annotations

import datetime as dt
import importlib
import importlib.util
from collections.abc import Mapping
from functools import cache
from typing import Any
from uuid import UUID

from gongwei.catalogue.chapters import chapters
from gongwei.catalogue.judging import REMEMBERED, columns_of, judge
from gongwei.catalogue.plans import values_on
from gongwei.kernel.clock import today
from gongwei.kernel.dates import age_years
from gongwei.records.advice import Advice, Adviser, Past, Situation
from gongwei.records.layout import Form

KEPT = 5
"""Former visits that advice looks at: enough to say how often in a row."""


@cache
def advisers() -> Mapping[str, Adviser]:
    """Form id → the chapter's adviser, from the ``ADVICE`` of each chapter's optional advice.py."""
    found: dict[str, Adviser] = {}
    for each in chapters():
        name = f"gongwei.programmes.{each.id}.advice"
        if importlib.util.find_spec(name) is not None:
            found |= importlib.import_module(name).ADVICE
    return found


def advice_on(
    form: Form, resident: Any, values: Mapping[str, Any], record_id: UUID | None = None
) -> Advice | None:
    """What the chapter's rules say of the values typed; None where the form has no adviser.

    ``record_id`` is the record being written, which is not its own past.
    """
    adviser = advisers().get(form.id)
    return adviser(situation(form, resident, values, record_id)) if adviser else None


def situation(
    form: Form, resident: Any, values: Mapping[str, Any], record_id: UUID | None = None
) -> Situation:
    """The visit, its outcomes, the parameters of its day and the former valid visits by service date."""
    day: dt.date = values.get("served_on") or today()
    past = _past(form, resident, day, record_id)
    last = (
        {REMEMBERED + name: said for name, said in past[0].outcome.items() if isinstance(said, str)}
        if past
        else {}
    )
    row = {**_known(form, values), **_person(resident, day), **last}
    [outcome] = judge(form.programme, [row])
    typed = {**values, "age": age_years(resident.birth_date, day)}
    return Situation(day, typed, outcome, values_on(form.programme, day), past)


def _past(form: Form, resident: Any, day: dt.date, record_id: UUID | None) -> tuple[Past, ...]:
    earlier = form.model._default_manager.filter(resident=resident, voided_at=None, served_on__lte=day)
    records: list[Any] = list(earlier.exclude(pk=record_id).order_by("-served_on", "-id")[:KEPT])
    names = form.field_names()
    rows: list[dict[str, Any]] = [{name: getattr(record, name, None) for name in names} for record in records]
    judged = judge(
        form.programme,
        [{**_known(form, row), **_person(resident, row["served_on"])} for row in rows],
    )
    return tuple(Past(row["served_on"], row, outcome) for row, outcome in zip(rows, judged, strict=True))


def _known(form: Form, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values that are columns of the chapter's rules."""
    known = columns_of(form.programme)
    return {name: value for name, value in values.items() if name in known}


def _person(resident: Any, day: dt.date) -> dict[str, Any]:
    return {"birth_date": resident.birth_date, "sex": resident.sex, "served_on": day}
