"""Former visits of the same form, as columns beside the fields and as columns of the printed paper."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import models

from gongwei.records.items import Item, item_of, row_items
from gongwei.records.layout import Form, Line
from gongwei.records.validate import as_text
from gongwei.ui.figures import MISSING, day

FIXED_PLACES = 2


@dataclass(frozen=True)
class Visit:
    """One record of the form: its day, values, repeating rows, and the fields that were outside the target."""

    on: dt.date | None
    values: Mapping[str, Any]
    rows: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    bad: frozenset[str] = frozenset()
    label: str = ""

    @property
    def head(self) -> str:
        """The heading of its column."""
        return self.label or (self.on.isoformat() if self.on else "")


BLANK = Visit(None, {})


def visit_of(form: Form, record: models.Model, *, bad: Iterable[str] = (), label: str = "") -> Visit:
    """The visit of a stored record; staff and institutions are shown by their names."""
    values = {name: getattr(record, name, None) for name in _names(form)}
    rows = {name: _rows_of(form, model, record) for name, model in form.rows.items()}
    return Visit(getattr(record, "served_on", None), values, rows, frozenset(bad), label)


def carried(form: Form, last: Visit | None) -> tuple[dict[str, Any], dict[str, list[dict[str, Any]]]]:
    """Values and rows that a new record brings over from the last visit: only what the form lists, never vitals."""
    if last is None:
        return {}, {}
    vital = {item.name for item in (item_of(form.model, name) for name in _names(form)) if item.spec.vital}
    values = {
        name: last.values[name]
        for name in form.carried
        if name not in vital and name not in form.rows and last.values.get(name) is not None
    }
    rows = {
        name: [dict(row) for row in last.rows.get(name, ())] for name in form.carried if name in form.rows
    }
    return values, rows


def said(item: Item, value: Any, *, code: bool = True, year: int | None = None) -> str:
    """A value as the paper's reader says it: 1 门诊, 66.0, 2 4 10 for several codes, 10-16 within ``year``."""
    if value is None or value == "" or value == []:
        return MISSING
    codes = item.spec.codes
    if codes is not None and (item.kind == "one" or item.spec.computed):
        return f"{value} {codes.label(value)}" if code else codes.label(value)
    if item.kind == "many" and codes is not None:
        chosen = list(value)
        return (
            f"{chosen[0]} {codes.label(chosen[0])}"
            if len(chosen) == 1
            else " ".join(str(each) for each in chosen)
        )
    if item.kind == "files":
        return f"{len(value)} 个文件"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return day(value, year)
    if item.kind == "number" and 0 < item.places <= FIXED_PLACES:
        return f"{Decimal(str(value)):.{item.places}f}"
    return as_text(value)


def line_said(form: Form, line: Line, visit: Visit) -> str:
    """What a visit says in one line of the paper; several fields stand with the line's own sign between them."""
    parts = [
        said(item, visit.values.get(item.name), code=not line.join, year=visit.on.year if visit.on else None)
        for item in (item_of(form.model, name) for name in line.fields)
    ]
    if all(part == MISSING for part in parts):
        return MISSING
    if line.join:
        return f" {line.join} ".join(parts) if len("".join(parts)) > 6 else line.join.join(parts)
    return " ".join(part for part in parts if part != MISSING)


def _names(form: Form) -> list[str]:
    known = {each.name for each in form.model._meta.get_fields()}
    beside = [f"{name}_other" for name in form.field_names() if f"{name}_other" in known]
    return [*form.field_names(), *(name for name in beside if name not in form.field_names())]


def _rows_of(form: Form, model: type[models.Model], record: models.Model) -> list[dict[str, Any]]:
    owner = next(
        each.name
        for each in model._meta.fields
        if isinstance(each, models.ForeignKey) and each.related_model is form.model
    )
    columns = [item.name for item in row_items(model)]
    return [
        {name: getattr(row, name) for name in columns}
        for row in model._default_manager.filter(**{owner: record}).order_by("position")
    ]
