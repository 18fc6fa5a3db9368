"""The even parts of the years on which repeated services are counted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from gongwei.kernel.dates import add_months

FIRST_YEAR, LAST_YEAR = 2009, 2060
PARTS = (1, 2, 3, 4, 6, 12)
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
                starts = dt.date(year, 1 + (number - 1) * 12 // per_year, 1)
                ends = add_months(starts, 12 // per_year) - dt.timedelta(days=1)
                yield per_year, year, number, _LABEL[per_year].format(year=year, number=number), starts, ends
