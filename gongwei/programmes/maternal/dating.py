"""Gestational age and the expected day: Naegele's rule, weeks from the ruling day, the column of the paper.

The ruling day is the first day of the last period, or of an ultrasound: its day minus its weeks (spec 05 a).
"""

from __future__ import annotations

import datetime as dt

from gongwei.kernel.dates import add_months

TERM_DAYS = 280
COLUMNS = ((37, 5), (28, 4), (21, 3), (0, 2))
"""From so many weeks on a visit belongs to the column: also one outside the official window keeps it by weeks."""


def naegele(lmp: dt.date) -> dt.date:
    """预产期 from the last period: month plus nine (or minus three), day plus seven."""
    return add_months(lmp, 9) + dt.timedelta(7)


def by_scan(scan_on: dt.date, weeks: int, days: int | None) -> dt.date:
    """The day that stands for the last period when an ultrasound decides."""
    return scan_on - dt.timedelta(7 * weeks + (days or 0))


def weeks_on(starts_on: dt.date, day: dt.date) -> tuple[int, int]:
    """Completed weeks and days of pregnancy on a day."""
    return divmod((day - starts_on).days, 7)


def shown(weeks: int | None, days: int | None) -> str:
    """12+6; a dash where nobody knows."""
    return "—" if weeks is None else f"{weeks}+{days or 0}"


def column_of(weeks: int) -> int:
    """The column of 第2～5次产前随访 that a visit in these weeks belongs to."""
    return next(column for start, column in COLUMNS if weeks >= start)
