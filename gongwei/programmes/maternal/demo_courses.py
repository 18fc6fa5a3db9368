"""Whose pregnancies the demo district has: mothers of the children born in two years, and women pregnant today."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gongwei.records import synthetic as s
from gongwei.records.synthetic import NAT, Array, District, Rng

SINCE = "2023-01-01"
HEAD, WIFE = 2, 12
YOUNGEST, OLDEST = 20, 42
REGISTERED = 0.956
"""孕产妇活产数 ÷ 新生儿活产数 of annex 2 (2565 ÷ 2682): the other children's mothers were booked elsewhere."""
EARLY = (93.4, 92.0, 91.2, 89.6, 93.0, 91.0, 92.4, 90.4, 94.0, 88.6)
SYSTEMATIC = (92.0, 91.4, 90.6, 87.6, 91.8, 90.2, 91.0, 89.0, 92.6, 86.4)
VISITED = (94.6, 93.0, 92.2, 90.0, 93.4, 91.6, 92.8, 90.6, 95.0, 88.2)
"""Per cent of an institution's births, in the order of annex 2 (invented)."""
PREGNANT = 0.62
"""Women pregnant and booked today, for each birth of a year."""
LOST = 0.05


@dataclass(frozen=True)
class Courses:
    """One cell per pregnancy; ``child`` is the place of the child, -1 without; ``ended`` NaT while pregnant."""

    mother: Array
    child: Array
    start: Array
    ended: Array
    early: Array
    """Whether booked and checked before 13 weeks."""
    whole: Array
    """Whether all antenatal contacts are done."""
    seen: Array
    """Whether visited at home in time."""
    failed: Array
    """Whether the pregnancy ended before 28 weeks."""
    moved: Array
    """Whether she came from another district during pregnancy."""

    def __len__(self) -> int:
        return len(self.mother)


def courses(rng: Rng, district: District) -> Courses:
    """Every pregnancy of the two years; a woman has at most one."""
    today = np.datetime64(district.today)
    child, mother = _mothers(rng, district)
    free = _women(district)
    free[mother] = False
    expecting = _expecting(rng, district, free, len(child))
    free[expecting] = False
    pregnant, count = len(expecting), len(child)
    length = np.clip(np.round(rng.normal(275, 9, count)), 238, 292).astype("timedelta64[D]")
    ended = np.concatenate([district.birth[child], np.full(pregnant, NAT)])
    start = np.concatenate(
        [district.birth[child] - length, today - rng.integers(48, 276, pregnant).astype("timedelta64[D]")]
    )
    who = np.concatenate([mother, expecting])
    failed = np.concatenate([np.zeros(count, bool), rng.random(pregnant) < LOST])
    weeks_lost = rng.integers(56, 130, count + pregnant).astype("timedelta64[D]")
    ended = np.where(failed & (start + weeks_lost < today), start + weeks_lost, ended)
    failed &= ~np.isnat(ended)
    place = _order(district, who)

    luck, again = rng.random(len(who)) * 100, rng.random(len(who)) * 100
    whole = luck < np.asarray(SYSTEMATIC)[place]
    early = luck < np.asarray(EARLY)[place]
    rest = 100 * (np.asarray(VISITED) - SYSTEMATIC) / (100 - np.asarray(SYSTEMATIC))
    seen = whole | (again < rest[place])
    moved = ~whole & (rng.random(len(who)) < 0.3)
    return Courses(
        who, np.concatenate([child, np.full(pregnant, -1)]), start, ended, early, whole, seen, failed, moved,
    )  # fmt: skip


def _order(district: District, who: Array) -> Array:
    """The place of each woman's institution in the order of annex 2."""
    known = np.unique(district.institution)
    found: Array = np.searchsorted(known, district.institution[who]) % len(EARLY)
    return found


def _women(district: District) -> Array:
    """Who may be a mother of these two years: women of 20 to 42 known here since before them."""
    age = s.years_between(district.birth, s.days(len(district.birth), district.today))
    here = np.isnat(district.present_until)
    known = district.present_from < np.datetime64(SINCE) - 400
    mask: Array = (district.sex == 2) & (age >= YOUNGEST) & (age <= OLDEST) & here & known
    return mask


def _mothers(rng: Rng, district: District) -> tuple[Array, Array]:
    """Children of the two years with their mothers: the wife of the house, else a woman of the same institution."""
    born = (district.birth >= np.datetime64(SINCE)) & (district.birth <= np.datetime64(district.today))
    children = np.flatnonzero(born & (rng.random(len(district.birth)) < REGISTERED))
    children = children[district.reachable(children, district.birth[children] + 8)]
    women = _women(district)
    wives = np.flatnonzero(women & np.isin(district.to_head, (HEAD, WIFE)))
    of_house = dict(zip(district.household[wives].tolist(), wives.tolist(), strict=True))
    found = np.array([of_house.get(house, -1) for house in district.household[children].tolist()], np.int64)
    first = np.zeros(len(found), bool)
    first[np.unique(found, return_index=True)[1]] = True
    found = np.where(first & (found >= 0), found, -1)
    grown = s.years_between(district.birth[np.maximum(found, 0)], district.birth[children]) >= YOUNGEST - 1
    found = np.where(grown, found, -1)
    women[found[found >= 0]] = False
    return _matched(rng, district, children, found, women)


def _matched(
    rng: Rng, district: District, children: Array, found: Array, women: Array
) -> tuple[Array, Array]:
    """Give children without a mother in the house one of their institution's women, at random."""
    for place in np.unique(district.institution):
        waiting = np.flatnonzero((found < 0) & (district.institution[children] == place))
        pool = rng.permutation(np.flatnonzero(women & (district.institution == place)))
        taken = min(len(waiting), len(pool))
        found[waiting[:taken]] = pool[:taken]
    kept = found >= 0
    return children[kept], found[kept]


def _expecting(rng: Rng, district: District, free: Array, births: int) -> Array:
    """Women pregnant now, in each institution by its share of free women."""
    pool = rng.permutation(np.flatnonzero(free))
    count = min(len(pool), round(births / 1.79 * PREGNANT))
    found: Array = np.sort(pool[:count])
    return found
