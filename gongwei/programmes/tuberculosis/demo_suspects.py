"""Suspects with their tracing, and the active screening of elders and diabetics, in the demo."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from gongwei.records import synthetic as s
from gongwei.records.synthetic import Array, Columns, District, Rng

SUSPECTS, SCREENED = 0.0016, 0.62
"""Referred among those who come to a clinic in a year; screened among elders and diabetics who were examined."""
ELDERLY = 65


def rows(district: District, rng: Rng, patients: Array) -> Iterator[tuple[str, Columns]]:
    """Slips and calls of this year, then the screening of this year."""
    yield from _suspects(district, rng, patients)
    yield "tuberculosis_screening", _screening(district, rng, patients)


def _suspects(district: District, rng: Rng, patients: Array) -> Iterator[tuple[str, Columns]]:
    now, day = np.datetime64(district.today), district.first_contact(district.today.year)
    came = ~np.isnat(day) & (rng.random(len(day)) < SUSPECTS)
    came[patients] = False
    place = np.flatnonzero(came)
    count, on = len(place), day[place]
    yield (
        "tuberculosis_suspect",
        s.record(rng, district, place, on)
        | {
            "found_in": s.draw(rng, (1, 2, 3), count, (70, 20, 10)),
            "groups": s.sets(((8,), (2,), (3,)), s.draw(rng, (0, 1, 2), count, (45, 40, 15))),
            "symptoms": s.sets(((1,), (1, 4), (2,), (6,), (1, 7)), rng.integers(0, 5, count)),
            "referral_org": s.repeated("威海市结核病防治所", count),
        },
    )
    wait = np.where(rng.random(count) < 0.86, rng.integers(2, 8, count), rng.integers(8, 20, count))
    asked = on + wait
    traced = (asked <= now) & (rng.random(count) < 0.95) & district.reachable(place, asked)
    went = rng.random(int(traced.sum())) < 0.87
    yield (
        "tuberculosis_trace",
        s.record(rng, district, place[traced], asked[traced])
        | {
            "mode": np.full(len(went), 3, np.int16),
            "attended": np.where(went, 1, 2),
            "attended_on": s.where(went, asked[traced] - 1),
            "result": s.where(went, np.full(len(went), 2, np.int16)),
            "not_attended_reason": s.where(~went, s.repeated("症状好转，自行观察", len(went))),
        },
    )


def _screening(district: District, rng: Rng, patients: Array) -> Columns:
    """At the yearly exam of elders and of diabetics: no symptom, mostly."""
    day = district.exam_on(district.today.year)
    age = s.years_between(district.birth, s.days(len(day), district.today))
    group = np.where(age >= ELDERLY, 2, 0)
    group[district.patients("diabetes")] = np.where(group[district.patients("diabetes")] == 2, 2, 3)
    able = ~np.isnat(day) & (group > 0) & (rng.random(len(day)) < SCREENED)
    able[patients] = False
    place = np.flatnonzero(able)
    return s.record(rng, district, place, day[place], district.nurse[place]) | {
        "groups": s.sets(((2,), (3,)), group[place] - 2),
        "symptoms": s.sets(((0,),), np.zeros(len(place), np.int64)),
    }
