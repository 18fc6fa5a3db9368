"""The last value of a chapter beside each person: 162/94 · 9-20, red when not at target."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from gongwei.catalogue.chapters import services
from gongwei.catalogue.judging import columns_of, judge
from gongwei.records.fields import spec_of
from gongwei.records.layout import Form
from gongwei.ui.figures import day

LONGEST = 12
"""Signs of a text that a list shows."""


@dataclass(frozen=True)
class Last:
    """What the last record of a chapter said in a few figures."""

    value: str
    on: dt.date
    bad: bool

    def words(self, today: dt.date) -> str:
        """The value and its day."""
        return f"{self.value} · {day(self.on, today.year)}" if self.value else day(self.on, today.year)


@cache
def headline_form(programme: str) -> Form | None:
    """The form whose figures sum up a chapter in lists: its first one with a headline."""
    return next((form for form in services().values() if form.programme == programme and form.headline), None)


def last_values(wanted: Iterable[tuple[int, str, Sequence[str]]]) -> dict[tuple[int, str], Last]:
    """(resident, programme, forms that meet what is owed) → the last valid record's headline; one query per form."""
    by_form: dict[str, list[tuple[int, str]]] = {}
    for resident, programme, met_by in wanted:
        own = (services().get(name) for name in met_by)
        form = next((each for each in own if each is not None and each.headline), None) or headline_form(programme)
        if form is not None:
            by_form.setdefault(form.id, []).append((resident, programme))
    found: dict[tuple[int, str], Last] = {}
    for name, keys in by_form.items():
        lasts = _of_form(services()[name], list({resident for resident, _ in keys}))
        found |= {key: lasts[key[0]] for key in keys if key[0] in lasts}
    return found


def headline(form: Form, record: Any) -> str:
    """The figures of a record in one word: 148/86, 6.8 mmol/L, 二级; empty when none was measured."""
    values = [getattr(record, name) for name in form.headline]
    if all(value in (None, "", []) for value in values):
        return ""
    fields = [form.model._meta.get_field(name) for name in form.headline]
    text = "/".join(_figure(field, value) for field, value in zip(fields, values, strict=True))
    unit = spec_of(fields[0]).unit
    return f"{text} {unit}" if len(values) == 1 and unit else text


def _figure(field: Any, value: Any) -> str:
    """A value as people say it: codes by their printed words, a long text by its beginning."""
    if value in (None, "", []):
        return "—"
    codes = spec_of(field).codes
    if codes is not None:
        return "、".join(codes.label(each) for each in (value if isinstance(value, list) else [value]))
    if isinstance(value, Decimal):
        return f"{value:f}"
    return str(value) if len(str(value)) <= LONGEST else f"{str(value)[:LONGEST]}…"


def _of_form(form: Form, residents: list[int]) -> dict[int, Last]:
    records: list[Any] = list(
        form.model._default_manager.filter(resident__in=residents, voided_at=None)
        .select_related("resident")
        .order_by("resident_id", "-served_on", "-id")
        .distinct("resident_id")
    )
    bad = verdicts(form, records)
    return {
        record.resident_id: Last(headline(form, record), record.served_on, wrong)
        for record, wrong in zip(records, bad, strict=True)
    }


def verdicts(form: Form, records: list[Any]) -> list[bool]:
    """For each record whether the form's rule says that it is not at target."""
    if form.verdict is None or not records:
        return [False] * len(records)
    rule, outcome = form.verdict
    return [row[rule] == outcome for row in judge(form.programme, as_given(form, records))]


def as_given(form: Form, records: list[Any], rules: str = "") -> list[dict[str, Any]]:
    """Records (with their resident) as rows for the rules of the form's chapter, or of another that reads the form."""
    known = columns_of(rules or form.programme)
    names = [name for name in form.field_names() if name in known and name not in ("staff", "institution")]
    return [
        {
            **{name: getattr(record, name) for name in names},
            "served_on": record.served_on,
            "birth_date": record.resident.birth_date,
            "sex": record.resident.sex,
        }
        for record in records
    ]
