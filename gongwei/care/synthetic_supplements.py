"""医防融合信息补充表 of the demo district: about half of the patients have one, some of them with a gap."""

from __future__ import annotations

import numpy as np

from gongwei.records import synthetic as s
from gongwei.records.synthetic import Array, Columns, District, Rng

FILLED, LACKING = 0.55, 0.15
SINCE = np.timedelta64(300, "D")
SIX = ((1,), (2,), (3,), (4,), (5,), (2, 3))


def supplements(rng: Rng, district: District, programme: str) -> Columns:
    """Sheets of the last ten months, none before the patient came under management or after it ended."""
    start, stop = district.enrolled(programme)
    today = np.datetime64(district.today)
    first = np.maximum(start, today - SINCE)
    last = np.minimum(np.where(np.isnat(stop), today, stop - 1), today)
    chosen = np.flatnonzero((rng.random(len(start)) < FILLED) & (first <= last))
    place, first, last = district.patients(programme)[chosen], first[chosen], last[chosen]
    room = (last - first).astype(np.int64)
    day = first + (rng.random(len(place)) * room).astype("timedelta64[D]")
    return s.record(rng, district, place, day) | _answers(rng, len(place), day)


def _answers(rng: Rng, count: int, day: Array) -> Columns:
    whole = rng.random(count) >= LACKING
    return {
        "benefit": s.draw(rng, (1, 2, 3, 9), count, (62, 18, 16, 4)),
        "tier": s.draw(rng, (1, 2, 3), count, (48, 46, 6)),
        "six_diseases": s.sets(SIX, s.draw(rng, range(6), count, (78, 8, 6, 3, 3, 2))),
        "family_cvd": s.draw(rng, (1, 2, 3), count, (16, 74, 10)),
        "lipids_on": s.where(whole, day - rng.integers(0, 90, count).astype("timedelta64[D]")),
        "tc": s.where(whole, s.measured(rng, 4.9, 0.9, 2.6, 8.2, count, 2)),
        "tg": s.where(whole, s.measured(rng, 1.6, 0.7, 0.4, 6.5, count, 2)),
        "ldl_c": s.where(whole, s.measured(rng, 2.9, 0.7, 1.0, 5.6, count, 2)),
        "hdl_c": s.where(whole, s.measured(rng, 1.3, 0.25, 0.6, 2.4, count, 2)),
        "lipid_drug": rng.random(count) < 0.24,
        "self_measuring": s.draw(rng, (1, 2, 3), count, (38, 40, 22)),
    }
