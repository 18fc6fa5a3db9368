"""The clocks of a suspected reaction: report, inquiry, first version, first report, conclusion (aefi-monitoring)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gongwei.kernel.clock import CHINA

URGENT = {1, 2, 3, 4}


@dataclass(frozen=True)
class Clock:
    """One deadline: what, until when, when it was done."""

    label: str
    until: dt.datetime
    done: dt.datetime | None
    now: dt.datetime

    @property
    def open(self) -> bool:
        """Not yet done."""
        return self.done is None

    @property
    def late(self) -> bool:
        """Done after its time, or not done when it has passed."""
        return (self.done or self.now) > self.until

    @property
    def words(self) -> str:
        """剩 5 小时, 超 3 天, 按时."""
        if self.done is not None:
            return "迟" if self.late else "按时"
        left = abs(self.until - self.now)
        hours = int(left.total_seconds() // 3600)
        amount = f"{hours} 小时" if hours < 72 else f"{hours // 24} 天"
        return f"超 {amount}" if self.late else f"剩 {amount}"


def clocks_of(card: Any, inquiry: Any, parameters: Mapping[str, Any], now: dt.datetime) -> list[Clock]:
    """The clocks that run for one card; a plain 一般反应 needs no inquiry."""
    urgent = bool(URGENT & set(card.urgent or ()))
    hours = int(parameters["aefi_urgent_hours" if urgent else "aefi_report_hours"])
    found = [Clock("报告", card.found_at + dt.timedelta(hours=hours), card.reported_at, now)]
    if not urgent and card.first_class == 1:
        return found
    started = card.reported_at + dt.timedelta(hours=int(parameters["aefi_inquiry_hours"]))
    found.append(Clock("调查", started, inquiry.begun_at if inquiry else None, now))
    if inquiry is None:
        return found
    version = inquiry.begun_at + dt.timedelta(days=int(parameters["aefi_version_days"]))
    found.append(Clock("调查表", version, _moment(inquiry.first_version_on), now))
    if urgent:
        first = inquiry.begun_at + dt.timedelta(days=int(parameters["aefi_urgent_report_days"]))
        found.append(Clock("初步报告", first, _moment(inquiry.first_report_on), now))
    if inquiry.ended_on is not None:
        ended = _end(inquiry.ended_on) + dt.timedelta(days=int(parameters["aefi_conclusion_days"]))
        found.append(Clock("结论", ended, _moment(inquiry.concluded_on), now))
    return found


def _moment(day: dt.date | None) -> dt.datetime | None:
    return None if day is None else dt.datetime.combine(day, dt.time(12), CHINA)


def _end(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(23, 59), CHINA)
