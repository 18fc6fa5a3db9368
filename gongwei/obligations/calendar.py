"""The even parts of the years on which repeated services are counted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from gongwei.kernel.dates import add_months

FIRST_YEAR, LAST_YEAR = 2009, 2060
PARTS = tuple(range(1, 13))
IN_MONTHS = (1, 2, 3, 4, 6, 12)
"""The parts that are whole months; all others are even in days (9 a year: about 41 days each)."""
_LABEL = {
    1: "{year}",
    2: "{year}H{number}",
    3: "{year}T{number}",
    4: "{year}Q{number}",
    6: "{year}B{number}",
    12: "{year}-{number:02d}",
}


def periods() -> Iterator[tuple[int, int, int, str, dt.date, dt.date]]:
    """(per_year, year, number, label, starts_on, ends_on inclusive), the programme began in 2009."""
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        for per_year in PARTS:
            for number in range(1, per_year + 1):
                starts, ends = _span(year, per_year, number)
                label = _LABEL.get(per_year, "{year}P{number}").format(year=year, number=number)
                yield per_year, year, number, label, starts, ends


def _span(year: int, per_year: int, number: int) -> tuple[dt.date, dt.date]:
    """First and last day of one part."""
    if per_year in IN_MONTHS:
        starts = dt.date(year, 1 + (number - 1) * 12 // per_year, 1)
        return starts, add_months(starts, 12 // per_year) - dt.timedelta(days=1)
    first = dt.date(year, 1, 1)
    days = (dt.date(year + 1, 1, 1) - first).days
    begin, end = (first + dt.timedelta(days=days * part // per_year) for part in (number - 1, number))
    return begin, end - dt.timedelta(days=1)
