"""Severe mental disorder in the demo district: patients at the plan's detection rate, their visits, leads, arrivals."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from gongwei.programmes.mental_disorder import demo_papers, demo_visits
from gongwei.programmes.mental_disorder.demo_visits import Course
from gongwei.records import synthetic as s
from gongwei.records.synthetic import NAT, Array, Columns, District, Rng

DETECTED = 0.0044
"""A little above the district's target of 4.2 per thousand (huancui-2024#五（八）)."""
CONSENTS, STANDARD, EXAMINED = 0.95, 0.84, 0.78
NEW = 0.08
DIAGNOSES, SHARES = (1, 2, 3, 4, 5, 6, 9), (68, 3, 3, 9, 5, 11, 1)


@dataclass(frozen=True)
class Patients:
    """Everybody registered in the demo, by place; ``agreed_on`` NaT: nobody agreed."""

    place: Array
    from_on: Array
    to_on: Array
    diagnosed_on: Array
    diagnosis: Array
    agreed_on: Array
    standard: Array

    def __len__(self) -> int:
        return len(self.place)


def rows(district: District, rng: Rng) -> Iterator[tuple[str, Columns]]:
    """Every table of the chapter, its enrolments, and exams of those who were examined for it."""
    found = patients(district, rng)
    yield "enrolment", enrolments(district, rng, found)
    yield "mental_disorder_info", demo_papers.supplements(district, rng, found)
    course = Course(found.place, found.from_on, found.to_on, found.agreed_on, found.standard)
    yield from demo_visits.rows(district, rng, course)
    yield from exams(district, rng, found)
    yield from demo_papers.others(district, rng, found)
    yield from demo_papers.reconciliations(district, rng, found)


def patients(district: District, rng: Rng) -> Patients:
    """Adults chosen evenly at the detection rate of each institution."""
    now = np.datetime64(district.today)
    age = s.years_between(district.birth, s.days(len(district.birth), district.today))
    adult = (age >= 18) & district.filed & ~np.isnat(district.present_from)
    here = adult & np.isnat(district.present_until)
    weight = np.interp(age, [18, 30, 45, 60, 90], [0.4, 1.0, 1.4, 1.2, 0.5])
    key = rng.exponential(1.0, len(age)) / weight
    chosen = adult & ~here & (key < 0.006)
    for institution in np.unique(district.institution):
        mine = np.flatnonzero(here & (district.institution == institution))
        everybody = int((np.isnat(district.present_until) & (district.institution == institution)).sum())
        wanted = round(everybody * DETECTED)
        chosen[mine[np.argsort(key[mine], kind="stable")[:wanted]]] = True
    place = np.flatnonzero(chosen)
    count = len(place)
    known, left = district.present_from[place], district.present_until[place]
    last = np.where(np.isnat(left), now, left) - 1
    early = known + (rng.beta(1, 2, count) * np.maximum(0, (last - 740 - known).astype(np.int64))).astype(int)
    recent = now - rng.integers(20, 640, count)
    start = np.where(rng.random(count) < NEW, np.maximum(recent, known), np.maximum(early, known))
    start = np.maximum(np.minimum(start, last), known)
    grown = district.birth[place] + 17 * 366
    diagnosed = np.minimum(np.maximum(start - rng.integers(5, 7000, count), grown), start)
    agrees = rng.random(count) < CONSENTS
    return Patients(
        place, start, left, diagnosed, s.draw(rng, DIAGNOSES, count, SHARES), np.where(agrees, start, NAT),
        rng.random(count) < STANDARD,
    )  # fmt: skip


def enrolments(district: District, rng: Rng, found: Patients) -> Columns:
    """在册: open, or ended by moving away or death with the record."""
    closed = ~np.isnat(found.to_on)
    count = len(found)
    return {
        "resident_id": district.resident[found.place],
        "programme": "mental_disorder",
        "from_on": found.from_on,
        "to_on": found.to_on,
        "closed_reason": s.where(closed, np.full(count, 2, np.int16)),
        "diagnosed_on": found.diagnosed_on,
        "institution_id": district.institution[found.place],
        "doctor_id": district.doctor[found.place],
        "found_by": s.draw(rng, (6, 3, 9), count, (70, 25, 5)),
    }


def exams(district: District, rng: Rng, found: Patients) -> Iterator[tuple[str, Columns]]:
    """The chapter's own yearly exams of patients who agreed and were not examined otherwise; refusals on paper."""
    for year in range(district.today.year - 1, district.today.year + 1):
        last = min(np.datetime64(district.today), np.datetime64(f"{year}-12-20"))
        first = np.datetime64(f"{year}-03-10")
        day = s.working(first + rng.integers(0, int((last - first).astype(int)), len(found)))
        able = (day >= found.from_on) & ~(day >= found.to_on) & ~np.isnat(found.agreed_on)
        able &= np.isnat(district.exam_on(year)[found.place]) & district.reachable(found.place, day)
        share = EXAMINED + 0.16 * found.standard
        tested = able & (rng.random(len(found)) < share)
        yield "health_exam", _exam(district, rng, found.place[tested], day[tested])
        refused = able & ~tested & (found.standard | (rng.random(len(found)) < 0.4))
        yield (
            "mental_disorder_checkup",
            demo_papers.refusals(district, rng, found.place[refused], day[refused]),
        )


def _exam(district: District, rng: Rng, place: Array, day: Array) -> Columns:
    count = len(place)
    sbp = s.measured(rng, 128, 13, 96, 176, count)
    return s.record(rng, district, place, day, district.nurse[place]) | {
        "temperature": s.measured(rng, 36.5, 0.2, 36.0, 37.2, count, 1),
        "pulse": s.measured(rng, 76, 7, 56, 104, count),
        "respiration": s.measured(rng, 17, 1, 14, 22, count),
        "bp_left_sys": sbp,
        "bp_left_dia": np.minimum(s.measured(rng, 79, 7, 56, 104, count), sbp - 20),
        "height": district.height[place],
        "weight": np.round(np.clip(district.weight[place] + rng.normal(1, 2, count), 35, 150), 1),
        "hemoglobin": s.measured(rng, 138, 12, 95, 175, count),
        "wbc": s.measured(rng, 6.4, 1.4, 2.8, 11.5, count, 1),
        "platelet": s.measured(rng, 210, 45, 95, 400, count),
        "cbc_other": s.repeated("分类未见异常", count),
        "alt": s.measured(rng, 24, 9, 8, 78, count),
        "ast": s.measured(rng, 23, 7, 9, 70, count),
        "fasting_glucose": s.measured(rng, 5.5, 0.8, 3.9, 11.5, count, 1),
        "ecg": np.ones(count, np.int16),
        "assessment": np.ones(count, np.int16),
    }
