"""100,000 rows of the list of residents as a workbook: how long, and whether memory stays flat.

On the installation of GONGWEI_DATA; where it has fewer people, they are listed again until there are enough.
"""

from __future__ import annotations

import itertools
import resource
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.stopwatch import Report
from gongwei.people.models import Resident, StaffRole
from gongwei.ui.lists import Listing
from gongwei.ui.workbook import write
from gongwei.web.frame.scope import Scope
from gongwei.web.person.residents import People, listing_for

ROWS = 100_000


def bench(report: Report) -> None:
    """A tenth first, so that the growth of memory is that of the further rows."""
    role = StaffRole.objects.filter(role="public_health", staff__account__isnull=False).select_related("staff").first()
    assert role is not None and Resident.objects.exists(), "nobody here; run `gongwei demo` first"
    listing = listing_for(Scope(role.staff.account, role.staff))
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "居民.xlsx"
        report.once(f"residents as a workbook, {ROWS // 10:,} rows", partial(_export, place, listing, ROWS // 10))
        before = _peak()
        report.once(f"residents as a workbook, {ROWS:,} rows", partial(_export, place, listing, ROWS), aim="20 s")
        size = place.stat().st_size / 1e6
        print(f"{size:.1f} MB; peak memory {before:.0f} MB after a tenth, {_peak():.0f} MB after all")


def _export(place: Path, listing: Listing, many: int) -> None:
    columns = [column for column in listing.columns if column.exported]
    assert write(place, listing.label, columns, itertools.islice(_people(), many)) == many


def _people() -> Iterator[Any]:
    while True:
        yield from People(Resident.objects.order_by("name_pinyin", "pk")).all()


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
