"""What the pages tell: a toast, a dialog, long work, nothing here, an error, evidence, a timeline."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from gongwei.ui.figures import day, share, thousands
from gongwei.ui.frame import Link


@dataclass(frozen=True)
class Toast:
    """What was just done; shown 8 seconds, with 撤销 where it can be undone (a POST to ``undo_url``)."""

    text: str
    undo_url: str = ""
    link: Link | None = None
    icon: str = "circle-check"
    seconds: int = 8


@dataclass(frozen=True)
class Dialog:
    """A question before what cannot be undone or needs a reason; ``consequence`` says in numbers what follows."""

    id: str
    title: str
    consequence: str
    action: str
    verb: str
    reason_label: str = ""
    danger: bool = True
    fields: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class LongWork:
    """Work under way that one may leave: counts, time left, problems so far, stop."""

    label: str
    done: int
    total: int
    unit: str = "行"
    left: str = ""
    good: str = ""
    bad: str = ""
    bad_url: str = ""
    stop_url: str = ""
    poll_url: str = ""

    @property
    def width(self) -> float:
        """Percent done."""
        return share(self.done, self.total)

    @property
    def words(self) -> str:
        """3,120 / 7,096 行 · 还要约 40 秒."""
        counts = f"{thousands(self.done)} / {thousands(self.total)} {self.unit}"
        return f"{counts} · {self.left}" if self.left else counts


@dataclass(frozen=True)
class Empty:
    """Nothing here: what that means, what is next, and one way on."""

    title: str
    next: str = ""
    link: Link | None = None
    icon: str = "circle-check"


@dataclass(frozen=True)
class Note:
    """Something to know on this page: error (overdue), please look (due), done, or plain."""

    text: str
    tint: Literal["", "overdue", "due", "done", "accent"] = ""
    icon: str = "info-circle"
    link: Link | None = None


@dataclass(frozen=True)
class EvidenceStep:
    """One link of the chain amount → record → fact → clause."""

    text: str
    url: str = ""
    kind: Literal["amount", "record", "fact", "clause"] = "fact"


@dataclass(frozen=True)
class Entry:
    """One line of a timeline, newest first: red ring = not at target, grey = administrative."""

    on: dt.date
    title: str
    detail: str = ""
    kind: Literal["", "warn", "sys"] = ""
    url: str = ""

    @property
    def date(self) -> str:
        """The day in full."""
        return day(self.on)


@dataclass(frozen=True)
class Difference:
    """One field that two people changed: what it was, what the other saved, what was typed here."""

    name: str
    label: str
    before: str
    theirs: str
    mine: str
    theirs_value: str = ""


@dataclass(frozen=True)
class Conflict:
    """Somebody else saved this record meanwhile: who, when, and both versions side by side."""

    who: str
    at: dt.datetime
    differences: tuple[Difference, ...]
