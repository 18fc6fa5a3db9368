"""The status of an owed service, read from its dates and today: nothing needs a nightly job to be true."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """The words of the worklist; the value is the CSS class of the chip."""

    LATER = "later"
    DUE = "due"
    OVERDUE = "overdue"
    ON_TIME = "done"
    LATE = "late"
    MISSED = "missed"
    ENDED = "ended"


LABELS = {
    Status.LATER: "未到期", Status.DUE: "应访", Status.OVERDUE: "逾期", Status.ON_TIME: "按时", Status.LATE: "迟做",
    Status.MISSED: "未访", Status.ENDED: "不再应访",
}  # fmt: skip


@dataclass(frozen=True)
class Window:
    """The dates of one obligation; ``closes_on`` None: it can be met late at any time."""

    opens_on: dt.date
    due_on: dt.date
    closes_on: dt.date | None = None
    ended_on: dt.date | None = None
    met_on: dt.date | None = None

    def status(self, today: dt.date) -> Status:
        """What this obligation is on a day; what happened after that day is not seen."""
        if self.met_on and self.met_on <= today:
            return Status.ON_TIME if self.met_on <= self.due_on else Status.LATE
        if self.ended_on and self.ended_on <= today:
            return Status.ENDED
        if today < self.opens_on:
            return Status.LATER
        if today <= self.due_on:
            return Status.DUE
        if self.closes_on is None or today <= self.closes_on:
            return Status.OVERDUE
        return Status.MISSED

    def days(self, today: dt.date) -> int:
        """Days left until the due day; negative when it has passed."""
        return (self.due_on - today).days
