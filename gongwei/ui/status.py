"""The four states of owed care in words and days; colour only repeats what the words say."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from gongwei.ui.figures import day

State = Literal["later", "due", "overdue", "done", "late", "missed"]
Tint = Literal["overdue", "due", "done", "later", "accent", "line"]
TINTS: dict[State, Tint] = {
    "later": "later", "due": "due", "overdue": "overdue", "done": "done", "late": "done", "missed": "overdue",
}  # fmt: skip
CALM = 60
"""From so many days ahead a deadline is shown grey in lists."""


@dataclass(frozen=True)
class Chip:
    """A small label: ``accent`` for something extra that one visit can do, ``line`` for a local state (待上传)."""

    text: str
    tint: Tint = "later"
    title: str = ""
    icon: str = ""


@dataclass(frozen=True)
class Due:
    """Where one obligation stands: ``on`` is the last day on time, or the day it was met."""

    state: State
    on: dt.date
    days: int = 0
    year: int | None = None

    @classmethod
    def of(
        cls,
        opens_on: dt.date,
        due_on: dt.date,
        today: dt.date,
        *,
        met_on: dt.date | None = None,
        closes_on: dt.date | None = None,
    ) -> Due:
        """Read the state from the dates; ``due_on`` itself is on time, after ``closes_on`` nothing counts."""
        if met_on is not None:
            return cls("done" if met_on <= due_on else "late", met_on, year=today.year)
        if today < opens_on:
            return cls("later", due_on, (due_on - today).days, today.year)
        if today <= due_on:
            return cls("due", due_on, (due_on - today).days, today.year)
        state: State = "missed" if closes_on is not None and today > closes_on else "overdue"
        return cls(state, due_on, (today - due_on).days, today.year)

    @property
    def words(self) -> str:
        """逾期 12 天, 今天, 剩 4 天, 04-29 按时, 04-29 补做, 未到期, 过期未做."""
        said = {
            "later": "未到期",
            "due": "今天" if self.days == 0 else f"剩 {self.days} 天",
            "overdue": f"逾期 {self.days} 天",
            "done": f"{day(self.on, self.year)} 按时",
            "late": f"{day(self.on, self.year)} 补做",
            "missed": "过期未做",
        }
        return said[self.state]

    @property
    def full(self) -> str:
        """The words with the state in front, where no heading says it: 应访 剩 4 天."""
        return f"应访 {self.words}" if self.state == "due" else self.words

    def chip(self, *, full: bool = False) -> Chip:
        """The chip; in lists a deadline far ahead is grey."""
        far = self.state == "due" and self.days >= CALM and not full
        return Chip(self.full if full else self.words, "later" if far else TINTS[self.state])
