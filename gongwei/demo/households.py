"""Households inside each village: couples of like age, their children, some old parents; the rest live alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gongwei.demo.numbers import rank_within
from gongwei.people import relations
from gongwei.records.synthetic import Array, Rng

WIFE, SON, DAUGHTER, FATHER, MOTHER = 12, 20, 30, 51, 52
MARRIED_FROM, CHILD_UNTIL, OLD_FROM = 25, 23, 72
SINGLE, MARRIED, WIDOWED, DIVORCED = 1, 2, 3, 4
_SPAN = np.int64(1_000_000)


@dataclass(frozen=True)
class Households:
    """Per person: the household's number, relation to its head, marital status, and a relative to call."""

    number: Array
    relation: Array
    marital: Array
    relative: Array
    family: Array
    """Whose surname the person carries: the place of the father, or the own place."""

    @property
    def count(self) -> int:
        """How many households there are."""
        return int(self.number.max()) + 1


def settle(rng: Rng, village: Array, birth: Array, sex: Array, age: Array, here: Array) -> Households:
    """Form households; every person belongs to exactly one, and each has one head. Those not ``here`` stay alone."""
    count = len(village)
    own = np.arange(count)
    head, relation, family = own.copy(), np.full(count, relations.HEAD), own.copy()
    adult = (
        here
        & (age >= MARRIED_FROM)
        & (rng.random(count) < np.interp(age, [25, 32, 75, 95], [0.35, 0.9, 0.8, 0.3]))
    )
    husbands, wives = _couples(rng, village, birth, adult & (sex == 1), adult & (sex == 2))
    head[wives], relation[wives] = husbands, WIFE
    children = np.flatnonzero(
        here & ((age < CHILD_UNTIL) | ((age < 30) & (rng.random(count) < 0.3) & ~adult))
    )
    kids, fathers = _guests(rng, village, birth, children, husbands, wives, 28 * 365)
    head[kids], family[kids] = fathers, fathers
    relation[kids] = np.where(sex[kids] == 1, SON, DAUGHTER)
    alone = (head == own) & (relation == relations.HEAD) & ~np.isin(own, husbands)
    old = np.flatnonzero(here & alone & (age >= OLD_FROM) & (rng.random(count) < 0.45))
    old, hosts = _guests(rng, village, birth, old, husbands, wives, -27 * 365)
    head[old], relation[old] = hosts, np.where(sex[old] == 1, FATHER, MOTHER)
    number = np.unique(head, return_inverse=True)[1]
    relative = np.where(head != own, head, own)
    relative[husbands] = wives
    marital = _marital(rng, age, np.isin(own, np.concatenate([husbands, wives])))
    return Households(number, relation, marital, relative, family)


def _couples(rng: Rng, village: Array, birth: Array, men: Array, women: Array) -> tuple[Array, Array]:
    """The n-th oldest man of a village beside its n-th oldest woman, with a little disorder."""
    noise = rng.normal(0, 500, len(birth)).astype(np.int64)
    key = birth.astype(np.int64) + noise
    man, woman = (np.flatnonzero(mask) for mask in (men, women))
    man, woman = (who[np.lexsort((key[who], village[who]))] for who in (man, woman))
    his, hers = (village[who] * _SPAN + rank_within(village[who]) for who in (man, woman))
    _, left, right = np.intersect1d(his, hers, assume_unique=True, return_indices=True)
    return man[left], woman[right]


def _guests(
    rng: Rng, village: Array, birth: Array, guests: Array, husbands: Array, wives: Array, older_by: int
) -> tuple[Array, Array]:
    """Guests with their hosts, at most two to a couple in each of three rounds that look ever further."""
    placed, hosts = [guests[:0]], [guests[:0]]
    for years in (3, 6, 9):
        found = _hosts(rng, village, birth, guests, husbands, wives, older_by, years)
        fits = (found >= 0) & (rank_within(found) < (2 if years == 3 else 1))
        placed.append(guests[fits])
        hosts.append(found[fits])
        guests = guests[~fits]
    return np.concatenate(placed), np.concatenate(hosts)


def _hosts(
    rng: Rng,
    village: Array,
    birth: Array,
    guests: Array,
    husbands: Array,
    wives: Array,
    older_by: int,
    years: int,
) -> Array:
    """For each guest a couple of the same village whose wife is about so many days older; -1 where none fits."""
    if not len(husbands) or not len(guests):
        return np.full(len(guests), -1)
    offset = np.int64(200_000)
    key = village[wives] * _SPAN + birth[wives].astype(np.int64) + offset
    order = np.argsort(key, kind="stable")
    wished = (
        birth[guests].astype(np.int64) - older_by + rng.normal(0, years * 365, len(guests)).astype(np.int64)
    )
    near = np.clip(np.searchsorted(key[order], village[guests] * _SPAN + wished + offset), 0, len(order) - 1)
    couple = order[near]
    gap = (birth[guests].astype(np.int64) - birth[wives[couple]].astype(np.int64)) / 365.25
    fits = (village[wives[couple]] == village[guests]) & (np.abs(gap) >= 18) & (np.abs(gap) <= 46)
    fits &= np.sign(gap) == np.sign(older_by)
    return np.where(fits, husbands[couple], -1)


def _marital(rng: Rng, age: Array, paired: Array) -> Array:
    """Those in couples are married; others single when young, widowed when old."""
    chance = rng.random(len(age))
    other = np.where(
        age >= 60, np.where(chance < 0.85, WIDOWED, DIVORCED), np.where(chance < 0.8, SINGLE, DIVORCED)
    )
    return np.where(paired, MARRIED, np.where(age < 22, SINGLE, other)).astype(np.int16)
