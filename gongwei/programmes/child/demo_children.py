"""The children of the demo district: how they were born, how they grow, how well their family comes to the clinic."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from gongwei.programmes.child.growth import lms
from gongwei.records import synthetic as s
from gongwei.records.synthetic import Array, District, Rng

OLDEST_DAYS = 9 * 366
REACH = (0.95, 0.96, 0.92, 0.90, 0.95, 0.91, 0.93, 0.91, 0.94, 0.88)
"""The share of children that each institution reaches, in the order of its number (invented)."""
NEVER = 0.03
GRID = np.arange(0, 2558, 7)


@dataclass(frozen=True)
class Children:
    """One cell per child; ``place`` is the place in the district."""

    place: Array
    birth: Array
    sex: Array
    known: Array
    discharged: Array
    weeks: Array
    birth_weight: Array
    birth_length: Array
    hospital: Array
    z_weight: Array
    z_length: Array
    reach: Array
    surname: Array

    def months(self, chosen: Array, months: int) -> Array:
        """The day so many months after birth, clamped to the month's last day."""
        return add_months(self.birth[chosen], months)

    def mother(self, chosen: Array) -> pa.Array:
        """An invented name of the mother."""
        names = [
            f"{family}{given}"
            for family in "丛于王姜刘毕宋邹宫戚"
            for given in ("立春", "谷雨", "白露", "小满", "冬青", "海棠")
        ]
        return s.texts(names, self.surname[chosen])


def add_months(day: Array, months: int) -> Array:
    """Calendar months added to each day (gongwei-conventions#时间.加月)."""
    month = day.astype("datetime64[M]")
    within = (day - month.astype("datetime64[D]")).astype(np.int64)
    there = month + months
    last = ((there + 1).astype("datetime64[D]") - there.astype("datetime64[D]")).astype(np.int64) - 1
    found: Array = there.astype("datetime64[D]") + np.minimum(within, last).astype("timedelta64[D]")
    return found


def known(values: Array) -> pa.Array:
    """A column in which not-a-number is missing."""
    return s.where(~np.isnan(values), values)


def after_working(day: Array) -> Array:
    """The day itself, or the Monday after a weekend."""
    weekday = (day.astype("datetime64[D]").astype(np.int64) + 3) % 7
    found: Array = day + np.where(weekday == 5, 2, np.where(weekday == 6, 1, 0)).astype("timedelta64[D]")
    return found


def children_of(rng: Rng, district: District) -> Children:
    """Everybody who was under 7 at some time in the last two years."""
    place = np.flatnonzero(district.birth > np.datetime64(district.today) - OLDEST_DAYS)
    count, sex = len(place), district.sex[place]
    early = rng.random(count) < 0.055
    weeks = np.where(
        early, rng.integers(32, 37, count), np.clip(np.round(rng.normal(39.2, 1.1, count)), 37, 42)
    )
    body = rng.normal(0.25, 0.95, count)
    weight = 3.35 - 0.12 * (sex == 2) + body * 0.36 - np.maximum(0, 38 - weeks) * 0.17
    length = np.round(np.clip(50 + body * 1.6 - np.maximum(0, 38 - weeks) * 0.9, 38, 57), 1)
    stay = s.draw(rng, (2, 3, 4, 5, 7), count, (10, 35, 30, 20, 5)) + early * 4
    centre = np.unique(district.institution, return_inverse=True)[1][place]
    reach = np.array(REACH)[centre % len(REACH)] + rng.normal(0, 0.03, count)
    return Children(
        place, district.birth[place], sex, district.present_from[place],
        district.birth[place] + stay.astype("timedelta64[D]"), weeks.astype(np.int32),
        np.round(np.clip(weight, 1.2, 5.2), 2), length,
        rng.integers(0, 4, count), body, body * 0.6 + rng.normal(0.1, 0.8, count),
        np.where(rng.random(count) < NEVER, 0.0, np.clip(reach, 0, 0.995)), rng.integers(0, 60, count),
    )  # fmt: skip


def grown(measure: str, sex: Array, days: Array, z: Array) -> Array:
    """The measurement at z by WHO's tables, for whole columns."""
    found = np.zeros(len(days))
    for each in (1, 2):
        rows = [lms(measure, each, float(day)) for day in GRID]
        known = [row for row in rows if row is not None]
        grid = GRID[: len(known)]
        l, m, v = (np.interp(days, grid, [getattr(row, part) for row in known]) for part in ("l", "m", "s"))  # noqa: E741
        value = m * np.power(np.maximum(1 + l * v * z, 0.05), 1 / np.where(np.abs(l) < 1e-6, 1e-6, l))
        found = np.where(sex == each, value, found)
    return found
