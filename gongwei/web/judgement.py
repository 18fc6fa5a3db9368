"""What the chapter's rules say of a visit being typed, with the visits before it: the advice panel's facts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from gongwei.catalogue.chapters import chapter
from gongwei.catalogue.judging import REMEMBERED, columns_of, judge
from gongwei.people.models import Resident
from gongwei.records.layout import Form
from gongwei.web.lasts import as_given

DEPTH = 3


def before(form: Form, person: Resident, day: dt.date, record_id: UUID | None = None) -> list[Any]:
    """The last valid records of the form before a visit, oldest first."""
    found = form.model._default_manager.filter(resident=person, voided_at=None, served_on__lte=day)
    if record_id is not None:
        found = found.exclude(pk=record_id)
    return list(found.select_related("resident", "staff", "institution").order_by("-served_on", "-recorded_at")[:DEPTH])[::-1]


def outcomes(form: Form, person: Resident, values: Mapping[str, Any], past: list[Any]) -> dict[str, Any]:
    """Every rule of the form's chapter on the values typed; ``last_…`` are the outcomes of the visit before."""
    rules = chapter(form.programme).rules
    if not rules:
        return {}
    known = columns_of(form.programme)
    given = {name: value for name, value in values.items() if name in known}
    given |= {"birth_date": person.birth_date, "sex": person.sex}
    for row in judge(form.programme, as_given(form, past[-1:])):
        given |= {REMEMBERED + name: value for name, value in row.items() if isinstance(value, str)}
    return judge(form.programme, [given])[0]


def worse(form: Form, records: list[Any]) -> list[frozenset[str]]:
    """For each former visit the headline fields that were not at target."""
    if form.verdict is None or not records:
        return [frozenset()] * len(records)
    rule, bad = form.verdict
    marked = frozenset(form.headline)
    return [marked if row[rule] == bad else frozenset() for row in judge(form.programme, as_given(form, records))]
