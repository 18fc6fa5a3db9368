"""What a chapter's screening asks of a population, declared for the page that shows it (NCD-01, NCD-02)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from gongwei.people.queries import ResidentQuery


@dataclass(frozen=True)
class Screened:
    """One person of a list: what was measured and when; ``record_id`` is the entry that waits for a decision."""

    resident_id: int
    said: str = ""
    on: dt.date | None = None
    due_on: dt.date | None = None
    record_id: UUID | None = None


Asking = Callable[[ResidentQuery, Mapping[str, Any], dt.date], Iterable[Screened]]
"""(residents in scope, the chapter's parameters on the day, the day) → the people of the list."""


@dataclass(frozen=True)
class Screen:
    """A list of screening: its question, and the form on which its people are followed up.

    ``confirm`` (record, actor, confirmed_on, confirmed_by, from_on) and ``exclude`` (record, actor, reason) decide a
    suspicion; a list without them only leads to its form.
    """

    id: str
    label: str
    note: str
    ref: str
    form: str
    ask: Asking
    confirm: Callable[..., Any] | None = None
    exclude: Callable[..., Any] | None = None
