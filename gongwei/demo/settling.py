"""Settling the district: people with their families, lives and records, before staff, diseases and services."""

from __future__ import annotations

import dataclasses
import datetime as dt

import numpy as np

from gongwei.demo import households, lives, numbers, population
from gongwei.demo.attainment import ATTAINMENT
from gongwei.demo.bases import Bases
from gongwei.demo.district import District, Village
from gongwei.demo.names import Names, draw_names
from gongwei.demo.patients import lightest
from gongwei.demo.streams import stream
from gongwei.records.synthetic import NAT, Array, Rng, years_between

UNKNOWN_UNTIL = dt.date(2024, 1, 10)
"""The day on which the population list brought in those who have no record yet."""


def settle(
    seed: int,
    today: dt.date,
    bases: Bases,
    centres: list[tuple[int, str]],
    villages: Village,
    served: list[list[str]],
) -> District:
    """The people with their families, lives and records; staff, diseases and services come after."""
    people = population.populate(stream(seed, "population"), bases, served, today)
    count = len(people)
    age = years_between(people.birth, np.full(count, np.datetime64(today)))
    present = people.fate == population.PRESENT
    homes = households.settle(
        stream(seed, "households"), people.village, people.birth, people.sex, age, present
    )
    life = lives.live(stream(seed, "lives"), people, age, len(centres), today)
    rng = stream(seed, "records")
    double = people.twin != np.arange(count)
    known_twice = double | np.r_[double[1:], False]
    filed = (
        _share(
            np.where(known_twice, -1.0, rng.random(count)),
            present,
            people,
            bases["population"] * np.array(ATTAINMENT["filed"]) / 100,
        )
        | ~present
    )
    complete = _share(
        np.where(filed & ~double, rng.random(count), np.inf),
        present,
        people,
        bases["population"] * np.array(ATTAINMENT["standard_record"]) / 100,
    )
    reviewed = filed & (rng.random(count) < np.array(ATTAINMENT["reviewed"])[people.institution] / 100)
    listed = np.maximum(np.datetime64(UNKNOWN_UNTIL), people.birth)
    known = np.where(filed, life.known_from, np.maximum(listed, people.birth))
    life = dataclasses.replace(
        life, known_from=known, former=np.where(filed, life.former, -1),
        **{name: np.where(filed, getattr(life, name), NAT) for name in ("lost_on", "found_on", "moved_in_on")},
    )  # fmt: skip
    names = draw_names(rng, count)
    names = Names(names.surname[homes.family][people.twin], names.given[people.twin])
    height, weight = _bodies(rng, age, people.sex)
    own = numbers.phones(rng, count)
    phone = own.take(np.where(age < 16, homes.relative, people.twin))
    nobody = np.zeros(count, bool)
    return District(
        seed, today, bases, centres, villages, people, age, homes, life, names, filed, ~complete, nobody, reviewed,
        phone, height, weight, rng.normal(0, 1, count), _dependence(rng, age),
    )  # fmt: skip


def _share(keys: Array, among: Array, people: population.Population, wanted: Array) -> Array:
    return lightest(
        np.where(among, keys, np.inf), people.institution, np.floor(wanted + 0.5).astype(np.int64)
    )


def _bodies(rng: Rng, age: Array, sex: Array) -> tuple[Array, Array]:
    """Height in cm and weight in kg; children grow, old people shrink a little."""
    count = len(age)
    grown = np.where(sex == 1, 171.0, 159.5) - 0.07 * np.maximum(0, age - 30) + rng.normal(0, 5.6, count)
    height = np.round(
        np.clip(
            np.where(
                age < 18, np.interp(age, [0, 3, 10, 18], [52, 96, 140, 166]) + rng.normal(0, 4, count), grown
            ),
            46,
            198,
        ),
        1,
    )
    index = np.where(age < 18, np.interp(age, [0, 3, 18], [14.5, 15.8, 20.5]), 24.6) + rng.normal(
        0, 1, count
    ) * np.where(age < 18, 1.2, 3.0)
    return height, np.round(np.clip(index, 12.5, 42) * (height / 100) ** 2, 1)


def _dependence(rng: Rng, age: Array) -> Array:
    """How much help people need in daily life: 1 none, 2 a little, 3 some, 4 full."""
    grade = rng.random(len(age)) * np.interp(age, [65, 80, 95], [0.35, 0.55, 1.0])
    return (
        1 + (grade > 0.33).astype(np.int16) * (rng.random(len(age)) < 0.25) + (grade > 0.62) + (grade > 0.9)
    ).astype(np.int16)
