"""年度分级评估 of the demo district: most patients were graded last year, some of them this year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import numpy as np

from gongwei.records import synthetic as s
from gongwei.records.synthetic import Array, Columns, District, Rng

LAST_YEAR, THIS_YEAR = 0.7, 0.35
FACTORS = ((1,), (8,), (2,), (2, 8), (3, 8), (2, 3, 8), (3, 5, 8))
DAMAGE = ((1,), (2,), (3,), (4,))
COMORBID = ((1,), (2,), (3,), (4,), (5,))
MANY, HEALTHY = (5, 6), 0


def gradings(rng: Rng, district: District, programme: str) -> Columns:
    """Two years of gradings, none outside management."""
    year = district.today.year
    spans = (
        (LAST_YEAR, dt.date(year - 1, 10, 8), dt.date(year - 1, 12, 20)),
        (THIS_YEAR, dt.date(year, 9, 2), district.today),
    )
    pieces = [made for span in spans for made in _of_year(rng, district, programme, *span)]
    return s.stacked(pieces) | {"void_reason": ""}


def _of_year(
    rng: Rng, district: District, programme: str, share: float, begins: dt.date, ends: dt.date
) -> Iterator[Columns]:
    start, stop = district.enrolled(programme)
    first, last = np.datetime64(begins), np.datetime64(min(ends, district.today))
    held = (start <= first) & (np.isnat(stop) | (stop > last)) & (rng.random(len(start)) < share)
    place = district.patients(programme)[held]
    if first > last:
        return
    day = s.working(first + (rng.random(len(place)) * int((last - first).astype(int) + 1)).astype("timedelta64[D]"))
    yield s.record(rng, district, place, np.maximum(day, first)) | _answers(rng, len(place))


def _answers(rng: Rng, count: int) -> Columns:
    control = s.draw(rng, (1, 2, 3), count, (52, 30, 18))
    factors, damage, ill = (
        s.draw(rng, range(size), count, weights)
        for size, weights in ((7, (20, 26, 12, 18, 12, 7, 5)), (4, (82, 7, 7, 4)), (5, (85, 6, 5, 2, 2)))
    )
    return {
        "year_control": control, "factors": s.sets(FACTORS, factors), "damage": s.sets(DAMAGE, damage),
        "comorbid": s.sets(COMORBID, ill), "grade": _grade(control, factors, damage, ill),
    }  # fmt: skip


def _grade(control: Array, factors: Array, damage: Array, ill: Array) -> Array:
    """As the rule proposes it with the values of the parameters that this product brings."""
    weak = np.isin(factors, MANY) | (damage != HEALTHY)
    worst = (ill != HEALTHY) | ((control == 3) & weak)
    found: Array = np.where(worst, 3, np.where((control != 1) | weak, 2, 1))
    return found
