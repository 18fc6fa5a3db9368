"""Who lives in the district: place, birth date, sex and height of every resident, so that every published base is met.

The bases count permanent residents present today: all of them, those of 65 and over on 31 December, those under 7 and
under 3 years, and births of the year before. Beside them stand those who died or moved away.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from gongwei.demo.bases import Bases
from gongwei.records.synthetic import Array, Rng, draw

PRESENT, DIED, MOVED = 0, 1, 2
LEFT = ((DIED, 0.015), (MOVED, 0.012))
"""Shares of residents who left in the two years, beside the population."""
TWICE = 0.0012


@dataclass
class Population:
    """One cell per person, ordered by institution and village."""

    institution: Array
    village: Array
    birth: Array
    sex: Array
    fate: Array
    twin: Array
    """The neighbour in the list for whom a second record was opened by mistake; everybody else is their own."""

    def __len__(self) -> int:
        return len(self.birth)


def populate(rng: Rng, bases: Bases, served: list[list[str]], today: dt.date) -> Population:
    """People of all institutions; ``village`` counts through the villages of all institutions in order."""
    parts = [_institution(rng, bases, place, today) for place in range(len(bases.codes))]
    institution = np.repeat(np.arange(len(parts)), [len(birth) for birth, _ in parts])
    birth, fate = (np.concatenate(column) for column in zip(*parts, strict=True))
    village = _villages(rng, institution, served)
    order = np.lexsort((np.arange(len(birth)), village))
    birth, fate = birth[order], fate[order]
    twin = _twice_filed(rng, village[order], birth, fate, today)
    return Population(
        institution[order], village[order], birth[twin], _sexes(rng, birth, today)[twin], fate, twin
    )


def _institution(rng: Rng, bases: Bases, place: int, today: dt.date) -> tuple[Array, Array]:
    """Birth dates and fates of one institution's people, in random order."""
    year, end = today.year, dt.date(today.year, 12, 31)
    newborn, toddlers = int(bases["newborn_live_births"][place]), int(bases["children_0_36_months"][place])
    children, elders = int(bases["children_0_6_years"][place]), int(bases["elderly"][place])
    total = int(bases["population"][place])
    tomorrow = today + dt.timedelta(days=1)
    spans = [
        (newborn, dt.date(year - 1, 1, 1), dt.date(year, 1, 1)),
        *_shared(
            max(0, toddlers - newborn),
            [(_before(tomorrow, 3), dt.date(year - 1, 1, 1)), (dt.date(year, 1, 1), tomorrow)],
        ),
        (max(0, children - max(toddlers, newborn)), _before(tomorrow, 7), _before(tomorrow, 3)),
    ]
    births = [_between(rng, *span) for span in spans]
    births.append(_elders(rng, elders, end))
    births.append(
        _others(
            rng, total - sum(map(len, births)), _before(dt.date(year + 1, 1, 1), 65), _before(tomorrow, 7)
        )
    )
    fates = [np.zeros(total, np.int8)]
    for fate, share in LEFT:
        count = round(total * share)
        old = rng.random(count) < (0.85 if fate == DIED else 0.1)
        aged = _elders(rng, count, dt.date(year - 8, 12, 31))
        births.append(
            np.where(old, aged, _others(rng, count, dt.date(year - 62, 1, 1), dt.date(year - 8, 1, 1)))
        )
        fates.append(np.full(count, fate, np.int8))
    birth, fate_of = np.concatenate(births), np.concatenate(fates)
    order = rng.permutation(len(birth))
    return birth[order], fate_of[order]


def _before(day: dt.date, years: int) -> dt.date:
    return day.replace(year=day.year - years)


def _shared(count: int, spans: list[tuple[dt.date, dt.date]]) -> list[tuple[int, dt.date, dt.date]]:
    """Split a count over spans by their length."""
    lengths = [(end - start).days for start, end in spans]
    first = count * lengths[0] // sum(lengths)
    return [(first, *spans[0]), (count - first, *spans[1])]


def _between(rng: Rng, count: int, start: dt.date, end: dt.date) -> Array:
    """Birth dates in [start, end)."""
    return np.datetime64(start) + rng.integers(0, (end - start).days, count).astype("timedelta64[D]")


def _elders(rng: Rng, count: int, end: dt.date) -> Array:
    """65 and over on the last day of the year; fewer with every year, none beyond 104."""
    ages = np.arange(65, 105)
    age = draw(rng, ages.tolist(), count, np.exp(-(((ages - 65) / 13.0) ** 1.35)).tolist())
    past = rng.integers(0, 365, count) + (age * 365.2425).astype(np.int64)
    day = np.datetime64(end) - past.astype("timedelta64[D]")
    return _inside(rng, day, end.replace(year=end.year - 66), _before(end, 65) + dt.timedelta(days=1))


def _others(rng: Rng, count: int, start: dt.date, end: dt.date) -> Array:
    """7 to 64: the birth years of the 1960s and 1980s are the largest."""
    years = np.arange(start.year, end.year + 1)
    weight = 1.0 + 0.55 * np.exp(-(((years - 1968) / 6) ** 2)) + 0.45 * np.exp(-(((years - 1987) / 6) ** 2))
    weight -= 0.5 * np.exp(-(((years - 2001) / 7) ** 2))
    year = draw(rng, years.tolist(), count, weight.tolist())
    day = (year - 1970).astype("datetime64[Y]").astype("datetime64[D]") + rng.integers(0, 365, count).astype(
        "timedelta64[D]"
    )
    return np.where(
        day < np.datetime64(start), _between(rng, count, start, end), _inside(rng, day, start, end)
    )


def _inside(rng: Rng, day: Array, start: dt.date, end: dt.date) -> Array:
    """Days that are not before the end are drawn anew from [start, end)."""
    return np.where(day < np.datetime64(end), day, _between(rng, len(day), start, end))


def _sexes(rng: Rng, birth: Array, today: dt.date) -> Array:
    """1 male, 2 female: more boys at birth, more women in old age."""
    age = (np.datetime64(today) - birth).astype(np.int64) / 365.25
    male = np.interp(age, [0, 20, 65, 90], [0.525, 0.505, 0.485, 0.36])
    return np.where(rng.random(len(birth)) < male, 1, 2).astype(np.int16)


def _twice_filed(rng: Rng, village: Array, birth: Array, fate: Array, today: dt.date) -> Array:
    """A few grown people of the same village who are really the person before them."""
    own = np.arange(len(birth))
    grown = (
        (fate == PRESENT)
        & (birth > np.datetime64(_before(today, 60)))
        & (birth < np.datetime64(_before(today, 25)))
    )
    chosen = (
        grown & np.r_[False, grown[:-1] & (village[1:] == village[:-1])] & (rng.random(len(birth)) < TWICE)
    )
    chosen &= ~np.r_[False, chosen[:-1]]
    return np.where(chosen, own - 1, own)


def _villages(rng: Rng, institution: Array, served: list[list[str]]) -> Array:
    """A village of the own institution, some large and some small; numbered through all institutions."""
    village = np.zeros(len(institution), np.int64)
    first = 0
    for place, villages in enumerate(served):
        mine = institution == place
        size = np.exp(rng.normal(0, 0.5, len(villages)))
        village[mine] = first + draw(rng, range(len(villages)), int(mine.sum()), size.tolist())
        first += len(villages)
    return village
