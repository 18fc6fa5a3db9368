"""Which contact a day belongs to: each window opens at its age and ends the day before the next one opens."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from gongwei.kernel.dates import add_months

AGES = (1, 3, 6, 8, 12, 18, 24, 30, 36, 48, 60, 72)
"""The ages in months of the contacts after the home visit (规范三版 4 二)."""
LAST = 84

Limits = Mapping[str, Any]


def opens_on(birth: dt.date, age: int, limits: Limits) -> dt.date:
    """The first day on which an exam counts for the contact of that age (gongwei-conventions#临床.儿童体检窗口)."""
    if age == 1:
        return birth + dt.timedelta(days=int(limits["month_1_opens_days"]))
    return add_months(birth, int(limits[f"opens_{age}"]))


def contact_on(birth: dt.date, day: dt.date, limits: Limits) -> int:
    """The contact whose window holds the day: 0 before the first month's, None-like -1 from the 7th birthday on."""
    if day >= add_months(birth, LAST):
        return -1
    return max((age for age in AGES if opens_on(birth, age, limits) <= day), default=0)


def window(birth: dt.date, age: int, limits: Limits) -> tuple[dt.date, dt.date]:
    """First and last day of a contact's window."""
    later = [each for each in AGES if each > age]
    end = opens_on(birth, later[0], limits) if later else add_months(birth, LAST)
    start = birth if age == 0 else opens_on(birth, age, limits)
    return start, end - dt.timedelta(days=1)
