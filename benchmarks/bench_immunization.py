"""Vaccine forecast: all children of 0 to 6 of the installation, read and reckoned; one child as its page does."""

from __future__ import annotations

import datetime as dt
from itertools import cycle

from django.db.models import QuerySet

from benchmarks.stopwatch import Report
from gongwei.catalogue.plans import values_on
from gongwei.kernel import clock
from gongwei.kernel.dates import add_years
from gongwei.people.models import Resident
from gongwei.programmes.immunization.histories import histories, settings_of

SERVED = 7


def bench(report: Report) -> None:
    """On the installation of GONGWEI_DATA; a district of published size has 27,088 children."""
    today = clock.today()
    born_after = add_years(today, -SERVED)
    children = Resident.objects.filter(birth_date__gt=born_after, living=True)
    report.once(f"forecast of {children.count()} children", lambda: _all(children, today), aim="5 s")
    one = cycle(children.values_list("pk", flat=True)[:200])
    report.time("forecast of one child", lambda: _all([next(one)], today), runs=100, aim="20 ms")


def _all(children: QuerySet[Resident] | list[int], today: dt.date) -> int:
    settings = settings_of(values_on("immunization", today))
    return sum(len(each.forecast(today, settings)) for each in histories(children).values())
