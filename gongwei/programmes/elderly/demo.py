"""Elders in the demo district: the self-care assessment beside the exam, and the screens of those who were positive."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from gongwei.records import synthetic as s
from gongwei.records.synthetic import Array, Columns, District, Rng

ELDERLY = 65
ASSESSED = 0.9
TICKED = {
    "eating": (1, 1, 3, 4),
    "grooming": (1, 2, 3, 4),
    "dressing": (1, 1, 1, 3),
    "toileting": (1, 2, 2, 3),
    "mobility": (1, 3, 3, 4),
}
"""Columns ticked for 可自理, 轻度 (7 points), 中度 (12) and 不能自理 (30)."""


def rows(district: District, rng: Rng) -> Iterator[tuple[str, Columns]]:
    """Self-care assessments of both years."""
    for year in (district.today.year - 1, district.today.year):
        place = np.flatnonzero(~np.isnat(district.exam_on(year)))
        day = district.exam_on(year)[place]
        old = s.years_between(district.birth[place], day) >= ELDERLY
        there = old & (rng.random(len(place)) < ASSESSED)
        yield "elderly_self_care", _assessments(rng, district, place[there], day[there])


def _assessments(rng: Rng, district: District, place: Array, day: Array) -> Columns:
    """The items that add up to the person's dependence."""
    grade = district.dependence[place] - 1
    ticked = {item: np.array(columns)[grade] for item, columns in TICKED.items()}
    return s.record(rng, district, place, day, by=district.nurse[place]) | ticked
