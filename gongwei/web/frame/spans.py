"""How far ahead a worklist looks."""

from __future__ import annotations

import datetime as dt

from gongwei.kernel.dates import quarter_bounds, quarter_of

SPANS = {"today": "今天", "fortnight": "两周内", "quarter": "本季度", "year": "全年"}


def until(span: str, today: dt.date) -> dt.date:
    """The last due day that a span shows."""
    if span == "today":
        return today
    if span == "quarter":
        return quarter_bounds(today.year, quarter_of(today))[1]
    return dt.date(today.year, 12, 31) if span == "year" else today + dt.timedelta(days=14)
