"""Three years of examinations beside each other, for people with several years of them (XC-06, ELD-12)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from gongwei.care.comparison import CHANGES, Compared, Comparison, compare_years
from gongwei.care.models import HealthExam
from gongwei.people.models import Resident
from gongwei.records.items import item_of
from gongwei.ui.visits import said

TINTS = {"new_abnormal": "overdue", "still_abnormal": "due", "back_to_normal": "done"}


@dataclass(frozen=True)
class Line:
    """One item over the years: (text, outside the usual) per exam, and the change in a word."""

    label: str
    unit: str
    cells: tuple[tuple[str, bool], ...]
    change: str
    tint: str


@dataclass(frozen=True)
class Years:
    """The days of the exams and the items, those that changed for the worse first."""

    days: tuple[dt.date, ...]
    lines: tuple[Line, ...]
    enough: bool

    @property
    def noted(self) -> int:
        """Items that are newly or still outside the usual."""
        return sum(1 for line in self.lines if line.tint in ("overdue", "due"))


def compared(person: Resident, day: dt.date) -> Years | None:
    """The comparison up to a day's year; None where there is nothing to compare."""
    found = compare_years(person.pk, day.year)
    return years_of(found) if len(found.exams) > 1 else None


def years_of(found: Comparison) -> Years:
    """A comparison as lines of a page."""
    order = {"overdue": 0, "due": 1, "done": 2, "": 3}
    lines = sorted((_line(item) for item in found.items), key=lambda line: order[line.tint])
    return Years(tuple(exam.served_on for exam in found.exams), tuple(lines), found.enough)


def _line(item: Compared) -> Line:
    declared = item_of(HealthExam, item.name)
    cells = tuple(
        (_said(declared, value), bad) for value, bad in zip(item.values, item.abnormal, strict=True)
    )
    return Line(item.label, item.unit, cells, CHANGES[item.change], TINTS.get(item.change, ""))


def _said(declared: Any, value: Any) -> str:
    return said(declared, value, code=False)
