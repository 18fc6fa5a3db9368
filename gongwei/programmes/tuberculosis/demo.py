"""Tuberculosis in the demo district: notices, home visits, follow-ups, dose calendars, closings, suspects."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from gongwei.programmes.tuberculosis import demo_suspects, demo_visits
from gongwei.records import synthetic as s
from gongwei.records.synthetic import Array, Columns, District, Rng

INCIDENCE = 45
"""Notified patients a year per 100 000 people: the demo's own assumption (待核), near the country's recent reports."""
YEARS = 2
AGAIN, RESISTANT = 0.06, 0.03
MANAGED, REGULAR = 0.94, 0.93
"""A little above the district's targets of 90 % (huancui-2024#五（九）)."""
MONTHS = {1: 6, 2: 8, 3: 24}
REGIMENS = ("2HRZE/4HR", "3HRZE/6HRE", "6Lfx-Bdq-Lzd-Cfz-Cs/14Lfx-Lzd-Cfz-Cs")
INSTITUTE = "威海市结核病防治所"


@dataclass(frozen=True)
class Courses:
    """One cell per course; ``stop`` NaT while it goes on, ``reason`` why it stopped, ``good`` managed to standard."""

    place: Array
    noticed: Array
    start: Array
    planned: Array
    kind: Array
    supervisor: Array
    stop: Array
    closed: Array
    reason: Array
    good: Array
    regular: Array

    def __len__(self) -> int:
        return len(self.place)


def rows(district: District, rng: Rng) -> Iterator[tuple[str, Columns]]:
    """Every table of the chapter and its enrolments."""
    found = courses(district, rng)
    yield "enrolment", enrolments(district, found)
    yield "tuberculosis_case", cases(district, rng, found)
    yield from demo_visits.rows(district, rng, found)
    yield from demo_suspects.rows(district, rng, found.place)


def courses(district: District, rng: Rng) -> Courses:
    """Patients drawn at the assumed incidence, noticed over the last two years while they lived here."""
    now = np.datetime64(district.today)
    age = s.years_between(district.birth, s.days(len(district.birth), district.today))
    weight = np.interp(age, [0, 14, 20, 40, 65, 80, 95], [0.02, 0.1, 0.9, 0.8, 1.8, 2.4, 2.0])
    weight = (
        weight * np.where(district.sex == 1, 1.5, 0.8) * district.filed * ~np.isnat(district.present_from)
    )
    chance = INCIDENCE * YEARS / 100_000 * weight / max(weight.mean(), 1e-9)
    place = np.flatnonzero(rng.random(len(age)) < chance)
    if len(place) < MIN:
        place = np.union1d(place, rng.choice(np.flatnonzero(weight > 0.5), MIN, replace=False))
    turn = (rng.permutation(len(place)) + rng.random(len(place))) / max(
        len(place), 1
    )  # evenly over the years
    noticed = now - (1 + turn * (365 * YEARS - 2)).astype(np.int64)
    stays = (noticed > district.present_from[place] + 30) & district.reachable(place, noticed)
    place, noticed = place[stays], noticed[stays]
    count = len(place)
    draws = rng.random(count)
    kind = np.where(draws < RESISTANT, 3, np.where(draws < RESISTANT + AGAIN, 2, 1))
    start = noticed - rng.integers(0, 3, count)
    months = np.array([0, 6, 8, 24])[kind]
    planned = (
        (start.astype("datetime64[M]") + months).astype("datetime64[D]")
        + (start - start.astype("datetime64[M]").astype("datetime64[D]"))
        - 1
    )
    reason = s.draw(rng, (1, 2, 3, 4), count, (93, 3, 2, 2))
    stop = np.where(reason == 1, planned, start + rng.integers(40, 150, count))
    stop = np.minimum(stop, district.present_until[place].astype("datetime64[D]") - 1)
    stop = np.where(np.isnat(district.present_until[place]), np.where(reason == 1, planned, start + 95), stop)
    closed = stop + rng.integers(1, 10, count)
    over = closed <= now
    return Courses(
        place, noticed, start, planned, kind, s.draw(rng, (1, 2, 3), count, (46, 44, 10)),
        np.where(over, stop, s.NAT), np.where(over, closed, s.NAT), np.where(over, reason, 0),
        rng.random(count) < MANAGED, rng.random(count) < REGULAR,
    )  # fmt: skip


MIN = 6
"""So few stand even in the smallest demo, so that every page has somebody to show."""


def enrolments(district: District, found: Courses) -> Columns:
    """One course, one enrolment: open, or ended with its closing or with the record."""
    left = district.present_until[found.place]
    end = np.where(
        np.isnat(found.closed), left, np.where(np.isnat(left), found.closed, np.minimum(found.closed, left))
    )
    reason = np.where(np.isnat(found.closed), 2, np.array([2, 6, 1, 3, 9])[found.reason])
    return {
        "resident_id": district.resident[found.place],
        "programme": "tuberculosis",
        "from_on": found.noticed,
        "to_on": end,
        "closed_reason": s.where(~np.isnat(end), reason),
        "diagnosed_on": found.start - 1,
        "institution_id": district.institution[found.place],
        "doctor_id": district.doctor[found.place],
        "found_by": np.full(len(found), 6, np.int16),
    }


def cases(district: District, rng: Rng, found: Courses) -> Columns:
    """The notice of every course, received in working hours."""
    count = len(found)
    clock = rng.integers(8 * 60, 17 * 60, count).astype("timedelta64[m]")
    number = rng.integers(10_000, 99_999, count).astype(str).astype(object)
    return s.record(rng, district, found.place, found.noticed, district.nurse[found.place]) | {
        "notice_at": found.noticed.astype("datetime64[s]") + clock,
        "notice_from": s.repeated(INSTITUTE, count),
        "registration_no": number,
        "diagnosis_date": found.start - 1,
        "patient_type": np.where(found.kind == 1, 1, 2),
        "course_kind": found.kind,
        "pathogen": np.where(found.kind == 3, 4, s.draw(rng, (1, 2, 3), count, (58, 38, 4))),
        "regimen": s.texts(REGIMENS, found.kind - 1),
        "usage": np.ones(count, np.int16),
        "treatment_start": found.start,
        "planned_end": found.planned,
    }
