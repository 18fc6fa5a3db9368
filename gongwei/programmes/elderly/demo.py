"""Elders in the demo district: the self-care assessment beside the exam, and calls to those who did not come."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from gongwei.records import synthetic as s
from gongwei.records.synthetic import Array, Columns, District, Rng

ELDERLY = 65
ASSESSED, CALLED = 0.9, 0.08
WILL_COME, ELSEWHERE, NOT_REACHED = 1, 2, 6
TOLD = ("无不适，生活自理", "血压平稳，按时服药", "膝痛，行走不便", "近日感冒，已好转")
PLACES = ("市立医院体检中心", "单位组织体检")
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
    yield "elderly_outreach", _calls(rng, district)


def _calls(rng: Rng, district: District) -> Columns:
    """Some of those who were not examined this year were asked how they are; few had been examined elsewhere."""
    today = np.datetime64(district.today)
    unseen = np.flatnonzero(np.isnat(district.exam_on(district.today.year)))
    old = s.years_between(district.birth[unseen], s.days(len(unseen), district.today)) >= ELDERLY
    called = unseen[old & (rng.random(len(unseen)) < CALLED)]
    day = s.working(today - rng.integers(1, 60, len(called)).astype("timedelta64[D]"))
    reached = district.reachable(called, day)
    called, day = called[reached], day[reached]
    result = s.draw(rng, (1, 2, 3, 5, 6), len(called), (50, 15, 10, 15, 10))
    return s.record(rng, district, called, day, by=district.nurse[called]) | {
        "way": s.draw(rng, (1, 2), len(called), (80, 20)), "result": result,
        "health": s.where(result != NOT_REACHED, s.chosen(rng, TOLD, len(called))),
        "appointed_on": np.where(result == WILL_COME, day + np.timedelta64(14, "D"), np.datetime64("NaT")),
        "other_on": np.where(result == ELSEWHERE, day - np.timedelta64(45, "D"), np.datetime64("NaT")),
        "other_org": s.where(result == ELSEWHERE, s.chosen(rng, PLACES, len(called))),
    }  # fmt: skip


def _assessments(rng: Rng, district: District, place: Array, day: Array) -> Columns:
    """The items that add up to the person's dependence."""
    grade = district.dependence[place] - 1
    ticked = {item: np.array(columns)[grade] for item, columns in TICKED.items()}
    return s.record(rng, district, place, day, by=district.nurse[place]) | ticked
