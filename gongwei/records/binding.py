"""A request → the values of a form: everything typed is kept, and everything wrong has a sentence of its own.

Field names of the request are the fields of the model; cells of a repeating row are ``medicines-0-name``;
``confirm`` repeats once for each doubtful value that was confirmed (``confirm=weight_cur:165``).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, runtime_checkable

from django.db import models

from gongwei.kernel.clock import today as china_today
from gongwei.records.items import Item, asked, row_items
from gongwei.records.layout import Form, Problem
from gongwei.records.reading import Unreadable, read
from gongwei.records.validate import in_paper_order, validate

MOST_ROWS = 50


@runtime_checkable
class Posted(Protocol):
    """A Django QueryDict, or anything that answers like one."""

    def getlist(self, key: str) -> Sequence[Any]: ...

    def __iter__(self) -> Iterator[str]: ...


Data = Posted | Mapping[str, Any]


@dataclass(frozen=True)
class Bound:
    """What a request says: ``values`` to store, ``typed`` to show again, ``problems`` in paper order.

    ``rows`` holds the repeating rows that say anything, numbered as typed; ``rows_typed`` their text.
    """

    values: dict[str, Any]
    typed: dict[str, str | list[str]]
    problems: tuple[Problem, ...] = ()
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    rows_typed: dict[str, list[dict[str, str | list[str]]]] = field(default_factory=dict)
    confirmed: frozenset[str] = frozenset()

    @property
    def ok(self) -> bool:
        """Whether the record may be saved."""
        return not self.problems

    def problems_of(self, name: str) -> list[Problem]:
        """The problems of one field."""
        return [problem for problem in self.problems if problem.field == name]


def bind(
    form: Form, data: Data, *, today: dt.date | None = None, facts: Mapping[str, Any] | None = None
) -> Bound:
    """Read, check and keep a request; ``facts`` are what the form's own checks need of resident and day."""
    day = today or china_today()
    reader = _Reader(data, day)
    values = reader.cells(asked(form))
    rows, rows_typed = {}, {}
    for name, model in form.rows.items():
        rows[name], rows_typed[name] = reader.rows(name, model)
    confirmed = frozenset(str(key) for key in _texts(data, "confirm"))
    found = validate(
        form, values, rows=rows, facts=facts, confirmed=confirmed, unread=(p.field for p in reader.problems)
    )
    problems = in_paper_order(form, [*reader.problems, *found])
    return Bound(values, reader.typed, tuple(problems), rows, rows_typed, confirmed)


class _Reader:
    """Reads one request cell by cell and gathers what could not be read."""

    def __init__(self, data: Data, today: dt.date) -> None:
        self.data, self.today = data, today
        self.typed: dict[str, str | list[str]] = {}
        self.problems: list[Problem] = []

    def cells(self, asked_items: Sequence[Item]) -> dict[str, Any]:
        values = {}
        for item in asked_items:
            values[item.name], self.typed[item.name] = self._cell(item, item.name)
        return values

    def rows(
        self, name: str, model: type[models.Model]
    ) -> tuple[list[dict[str, Any]], list[dict[str, str | list[str]]]]:
        """Rows that say anything; an empty row between two full ones is closed up."""
        columns = [item for item in row_items(model) if item.typed]
        values: list[dict[str, Any]] = []
        typed: list[dict[str, str | list[str]]] = []
        for number in self._numbers(name):
            if not any(
                str(text).strip()
                for item in columns
                for text in _texts(self.data, f"{name}-{number}-{item.name}")
            ):
                continue
            row, shown = {}, {}
            for item in columns:
                row[item.name], shown[item.name] = self._cell(
                    item, f"{name}-{number}-{item.name}", f"{name}-{len(values)}-"
                )
            values.append(row)
            typed.append(shown)
        return values, typed

    def _cell(self, item: Item, key: str, prefix: str = "") -> tuple[Any, str | list[str]]:
        texts = [str(text) for text in _texts(self.data, key)]
        shown: str | list[str] = texts if item.kind == "many" else (texts[-1] if texts else "")
        try:
            return read(item, texts, self.today), shown
        except Unreadable as error:
            self.problems.append(Problem(prefix + item.name, "hard", str(error)))
            return None, shown

    def _numbers(self, name: str) -> list[int]:
        found = {
            int(hit[1]) for key in self.data if (hit := re.fullmatch(rf"{name}-(\d{{1,3}})-\w+", str(key)))
        }
        return sorted(found)[:MOST_ROWS]


def _texts(data: Data, key: str) -> Sequence[Any]:
    if isinstance(data, Posted):
        return data.getlist(key)
    value = data.get(key)
    if value is None:
        return []
    return value if isinstance(value, (list, tuple)) else [value]
