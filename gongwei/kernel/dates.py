"""Calendar arithmetic of the programme in plain Python (the same rules as gongwei.engine.dates in SQL)."""

from __future__ import annotations

import calendar
import datetime as dt


def add_months(day: dt.date, months: int) -> dt.date:
    """Add months, clamped to the month's last day: 31 January + 1 month = 28 or 29 February (conventions, Time)."""
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month0 + 1)[1]
    return dt.date(year, month0 + 1, min(day.day, last))


def add_years(day: dt.date, years: int) -> dt.date:
    """Add years and clamp: 29 February + 1 year = 28 February."""
    return add_months(day, 12 * years)


def age_years(birth: dt.date, on: dt.date) -> int:
    """Completed years; the birthday itself counts as reached, 29 February is reached on 28 February."""
    years = on.year - birth.year
    return years if add_years(birth, years) <= on else years - 1


def age_months(birth: dt.date, on: dt.date) -> int:
    """Completed months, with the same clamping."""
    months = (on.year - birth.year) * 12 + on.month - birth.month
    return months if add_months(birth, months) <= on else months - 1


def quarter_of(day: dt.date) -> int:
    """The calendar quarter 1–4 of a day."""
    return (day.month + 2) // 3


def quarter_bounds(year: int, quarter: int) -> tuple[dt.date, dt.date]:
    """First and last day (inclusive) of a calendar quarter."""
    start = dt.date(year, 3 * quarter - 2, 1)
    return start, add_months(start, 3) - dt.timedelta(days=1)
