"""The one clock of the application: the day in China, or the day that GONGWEI_TODAY fixes."""

from __future__ import annotations

import datetime as dt
import os
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")


def today() -> dt.date:
    """Today in China; the environment variable GONGWEI_TODAY=YYYY-MM-DD fixes it (demo, tests, recomputation)."""
    fixed = os.environ.get("GONGWEI_TODAY")
    return dt.date.fromisoformat(fixed) if fixed else now().date()


def now() -> dt.datetime:
    """The moment in China, timezone-aware; on a fixed day it keeps the running time of day."""
    moment = dt.datetime.now(CHINA)
    fixed = os.environ.get("GONGWEI_TODAY")
    if not fixed:
        return moment
    return dt.datetime.combine(dt.date.fromisoformat(fixed), moment.timetz())
