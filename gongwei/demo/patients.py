"""Who is managed for what, since when, and how well: as the published tasks and each institution's share ask."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from gongwei.records.synthetic import NAT, Array, Columns, Rng, draw, where

WEIGHTS = {
    "hypertension": ((18, 35, 45, 55, 65, 75, 95), (0.0, 0.05, 0.5, 1.6, 3.4, 4.2, 4.0)),
    "diabetes": ((18, 35, 45, 55, 65, 75, 95), (0.0, 0.05, 0.5, 1.6, 3.2, 3.0, 2.4)),
}
"""How likely people of an age are patients, relative to others."""
LAST_YEAR_STANDARD = 0.60
NEWLY_MANAGED = 0.125
"""The share who joined in the last two years, soon after their diagnosis."""


@dataclass(frozen=True)
class Patients:
    """Everybody ever under management in one programme, by place."""

    programme: str
    places: Array
    from_on: Array
    to_on: Array
    diagnosed_on: Array
    standard: Array
    """Whether everything owed this year is done."""
    standard_before: Array
    """The same for last year."""


def lightest(keys: Array, groups: Array, wanted: Array) -> Array:
    """In each group, the wanted number of members with the smallest keys (infinite keys never): a mask."""
    order = np.lexsort((keys, groups))
    grouped = groups[order]
    first = np.searchsorted(grouped, grouped, side="left")
    taken = (np.arange(len(order)) - first < wanted[grouped]) & np.isfinite(keys[order])
    mask = np.zeros(len(keys), bool)
    mask[order[taken]] = True
    return mask


def managed(
    rng: Rng,
    programme: str,
    age: Array,
    likely: Array,
    present: Array,
    gone: Array,
    groups: Array,
    wanted: Array,
) -> Array:
    """Which people are patients: among the present exactly ``wanted`` per institution, among the gone their share."""
    weight = np.interp(age, *WEIGHTS[programme]) * likely
    keys = np.where(weight > 0, rng.exponential(1.0, len(age)) / np.maximum(weight, 1e-9), np.inf)
    chosen = lightest(np.where(present, keys, np.inf), groups, wanted)
    rate = np.interp(age, [35, 50, 65, 100], [0.005, 0.08, 0.35, 0.38]) * (
        1.0 if programme == "hypertension" else 0.4
    )
    return chosen | (gone & (weight > 0) & (rng.random(len(age)) < rate))


def enrol(
    rng: Rng, programme: str, who: Array, birth: Array, known_from: Array, left_on: Array, today: dt.date
) -> Patients:
    """Dates of diagnosis and management; an eighth joined in the last two years."""
    places = np.flatnonzero(who)
    count, now = len(places), np.datetime64(today)
    known, left = known_from[places], left_on[places]
    last = np.where(np.isnat(left), now, left) - 1
    early = known + (
        rng.beta(1, 3, count) * np.maximum(0, (np.minimum(last, now - 740) - known).astype(np.int64))
    ).astype("timedelta64[D]")
    recent = now - rng.integers(3, 700, count).astype("timedelta64[D]")
    new = rng.random(count) < NEWLY_MANAGED
    start = np.where(new, np.maximum(recent, known), np.maximum(early, known))
    start = np.maximum(np.minimum(start, last), known)
    grown = birth[places] + 18 * 366
    before = start - np.round(rng.exponential(np.where(new, 25, 700))).astype("timedelta64[D]")
    diagnosed = np.minimum(np.maximum(before, grown), start)
    no = np.zeros(count, bool)
    return Patients(programme, places, start, left, diagnosed, no, no)


def enrolments(
    rng: Rng, patients: Patients, resident: Array, institution: Array, doctor: Array, died: Array
) -> Columns:
    """Rows of ``enrolment``: open, or closed by death (1) or moving away (2)."""
    closed = ~np.isnat(patients.to_on)
    reason = np.where(died[patients.places], 1, 2).astype(np.int16)
    return {
        "resident_id": resident[patients.places],
        "programme": patients.programme,
        "from_on": patients.from_on,
        "to_on": patients.to_on,
        "closed_reason": where(closed, reason),
        "diagnosed_on": patients.diagnosed_on,
        "institution_id": institution[patients.places],
        "doctor_id": doctor[patients.places],
        "found_by": draw(rng, (1, 2, 3, 4, 5, 6), len(patients.places), (14, 18, 12, 30, 24, 2)),
    }


def exam_days(rng: Rng, village: Array, year: int, today: dt.date, who: Array) -> Array:
    """The day on which each of ``who`` was examined: each village has its fortnight between March and today."""
    first, last = dt.date(year, 3, 4), min(dt.date(year, 11, 15), today)
    villages = int(village.max()) + 1
    fortnight = rng.integers(0, max(1, (last - first).days - 21), villages)
    late = np.where(rng.random(len(village)) < 0.12, rng.integers(0, 60, len(village)), 0)
    offset = fortnight[village] + rng.integers(0, 14, len(village)) + late
    day = np.datetime64(first) + np.minimum(offset, (last - first).days).astype("timedelta64[D]")
    return np.where(who, day, NAT)
