"""H型高血压 of the demo district: homocysteine of about half of the patients, supplies of most of those found."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from gongwei.care.synthetic_records import HOSPITALS
from gongwei.records import synthetic as s
from gongwei.records.synthetic import Columns, District, Rng

TESTED, SUPPLIED, LIMIT = 0.55, 0.8, 10
SINCE = np.timedelta64(300, "D")
MONTH = np.timedelta64(30, "D")


def h_type(rng: Rng, district: District) -> Iterator[tuple[str, Columns]]:
    """Values of the last ten months under management; who has the type is mostly supplied, some of them run out."""
    start, stop = district.enrolled("hypertension")
    today = np.datetime64(district.today)
    first = np.maximum(start, today - SINCE)
    last = np.minimum(np.where(np.isnat(stop), today, stop - 1), today)
    chosen = np.flatnonzero((rng.random(len(start)) < TESTED) & (first <= last))
    place, first, last = district.patients("hypertension")[chosen], first[chosen], last[chosen]
    day = first + (rng.random(len(place)) * (last - first).astype(np.int64)).astype("timedelta64[D]")
    hcy = s.measured(rng, 12.5, 4.5, 4.0, 38.0, len(place), 1)
    yield "hypertension_h_type", s.record(rng, district, place, day) | {
        "hcy": hcy, "test_org": s.chosen(rng, HOSPITALS, len(place)),
    }  # fmt: skip
    handed = (np.asarray(hcy, float) >= LIMIT) & (rng.random(len(place)) < SUPPLIED) & (day + MONTH <= last)
    room = (last - day)[handed].astype(np.int64)
    after = day[handed] + (rng.random(len(room)) * room).astype("timedelta64[D]")
    packs = s.draw(rng, (2, 4, 6), len(after), (20, 50, 30))
    yield "hypertension_supply", s.record(rng, district, place[handed], after) | {
        "drug": s.draw(rng, (1, 2), len(after), (70, 30)), "quantity": packs, "pack": np.ones(len(after), np.int16),
        "days": packs * 14,
    }  # fmt: skip
