"""Visits of the demo: the illness wavers, and the class of one visit sets when the next one comes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from gongwei.records import synthetic as s
from gongwei.records.synthetic import Array, Columns, District, Rng

UNSTABLE, BASIC, STABLE = 1, 2, 3
CHANCE = {STABLE: (0.012, 0.1, 0.888), BASIC: (0.05, 0.42, 0.53), UNSTABLE: (0.25, 0.6, 0.15)}
"""From the class of one visit to that of the next."""
FIRST = (0.03, 0.22, 0.75)
ROUNDS = 40
LOST, CALLED = 0.05, 0.09
DRUGS = (
    ("利培酮片", 1, 2, 2.0), ("奥氮平片", 1, 1, 10.0), ("氯氮平片", 1, 2, 100.0), ("阿立哌唑片", 1, 1, 10.0),
    ("喹硫平片", 1, 2, 200.0), ("舒必利片", 1, 2, 200.0), ("棕榈酸帕利哌酮注射液", 2, 1, 100.0),
)  # fmt: skip
SYMPTOMS = ((0,), (11,), (4,), (3, 10), (1, 3), (7,), (6,), (2, 11))


@dataclass(frozen=True)
class Course:
    """Who is visited: by place, while registered and agreeing; ``standard`` ones in time."""

    place: Array
    from_on: Array
    to_on: Array
    agreed_on: Array
    standard: Array


@dataclass(frozen=True)
class Visits:
    """One cell per visit in order of patient and day; ``who`` counts through the course."""

    who: Array
    day: Array
    found: Array
    mode: Array
    lost: Array


def rows(district: District, rng: Rng, course: Course) -> Iterator[tuple[str, Columns]]:
    """The visits and their medicines."""
    done = visits(district, rng, course)
    columns = _answers(district, rng, course, done)
    yield "mental_disorder_followup", columns
    yield "mental_disorder_medicine", _medicines(rng, columns["id"], done)


def visits(district: District, rng: Rng, course: Course) -> Visits:
    """Round after round until today: two weeks, a month or ten weeks later as the class asks; others come late."""
    count, now = len(course.place), np.datetime64(district.today)
    first = np.datetime64(dt.date(district.today.year - 2, 10, 16))
    day = np.maximum(course.agreed_on, first) + rng.integers(3, 60, count)
    found, before = _next(rng, np.zeros(count, int)), np.zeros(count, int)
    parts = []
    for _ in range(ROUNDS):
        who = np.flatnonzero(~(day > now) & ~np.isnat(day) & ~(day >= course.to_on))
        who = who[district.reachable(course.place[who], day[who])]
        lost = ~course.standard[who] & (rng.random(len(who)) < LOST)
        called = ~course.standard[who] & ~lost & (rng.random(len(who)) < CALLED)
        mode = np.where(called, 3, s.draw(rng, (1, 2), len(who), (55, 45)))
        parts.append((who, s.working(day[who]), found[who], mode, lost))
        again = (found == BASIC) & (before == BASIC)
        wait = np.where(found == STABLE, rng.integers(60, 72, count), np.where(again, 24, 12))
        late = np.where(
            course.standard, 1.0, s.draw(rng, (8, 10, 13, 20, 32), count, (20, 40, 20, 12, 8)) / 10
        )
        day = day + np.round(wait * late + rng.integers(0, 2, count)).astype("timedelta64[D]")
        before, found = found, _next(rng, found)
    who, on, classes, mode, lost = (np.concatenate(each) for each in zip(*parts, strict=True))
    order = np.lexsort((on, who))
    return Visits(who[order], on[order], classes[order], mode[order], lost[order])


def _next(rng: Rng, before: Array) -> Array:
    """The class that follows each class; 0: the first visit of all."""
    draws = rng.random(len(before))
    edges = np.array([np.cumsum(CHANCE.get(code, FIRST)) for code in range(4)])[before]
    classes: Array = 1 + (draws[:, None] > edges[:, :2]).sum(axis=1)
    return classes


def _answers(district: District, rng: Rng, course: Course, done: Visits) -> Columns:
    """What the visit found says the same as its class; who was not met has no answers."""
    count, found, met = len(done.who), done.found, ~done.lost
    place = course.place[done.who]
    bad, middle = found == UNSTABLE, found == BASIC
    danger = np.where(
        bad, s.draw(rng, (3, 2, 4), count, (70, 20, 10)), np.where(middle, rng.integers(0, 3, count), 0)
    )
    symptom = np.where(bad, rng.integers(3, 7, count), np.where(middle, rng.integers(1, 8, count), 0))
    insight = np.where(bad, s.draw(rng, (2, 3), count, (60, 40)), np.where(middle, 2, 1))
    regular = s.draw(rng, (1, 2, 3, 4), count, (88, 7, 3, 2))
    takes = np.where(course.standard[done.who], np.where(rng.random(count) < 0.97, 1, regular), regular)
    adverse = met & (rng.random(count) < 0.03)
    sent = met & bad & (danger >= 3)
    after = np.where(bad | middle, 14, 90)
    grades = {
        name: s.where(met, np.where(bad, s.draw(rng, (2, 3), count, (60, 40)), s.draw(rng, (1, 2), count, (65, 35))))
        for name in ("func_self_care", "func_housework", "func_work", "func_study", "func_social", "sleep", "diet")
    }  # fmt: skip
    return s.record(rng, district, place, done.day) | grades | {
        "mode": done.mode,
        "visit_result": np.where(met, 1, 2),
        "visit_target": s.sets(((1,), (2,), (1, 2)), s.draw(rng, (0, 1, 2), count, (55, 25, 20))),
        "lost_reason": s.where(done.lost, s.draw(rng, (1, 4, 2), count, (60, 30, 10))),
        "danger_level": s.where(met, danger),
        "symptoms": s.sets(SYMPTOMS, np.where(met, symptom, -1)),
        "insight": s.where(met, insight),
        "danger_acts": s.sets(((7,), (1,)), np.where(met, np.where(danger >= 2, 1, 0), -1)),
        "danger_1": s.where(met & (danger >= 2), np.ones(count, np.int32)),
        "lock_status": s.where(met, s.draw(rng, (1, 3), count, (99, 1))),
        "inpatient_status": s.where(met, np.where(bad & (rng.random(count) < 0.4), 1, 0)),
        "lab_flag": s.where(met, np.ones(count, np.int16)),
        "drug_adherence": s.where(met, takes),
        "adr_flag": s.where(met, np.where(adverse, 2, 1)),
        "adr_text": s.where(adverse, s.chosen(rng, ("手抖", "体重增加", "嗜睡", "流涎"), count)),
        "effect": s.where(met, np.where(bad, 4, s.draw(rng, (2, 3), count, (70, 30)))),
        "referral": s.where(met, np.where(sent, 2, 1)),
        "referral_reason": s.where(sent, s.repeated("危险性评估 3 级及以上", count)),
        "referral_org_dept": s.where(sent, s.repeated("威海市精神卫生中心 普通精神科", count)),
        "police_told_on": s.where(sent, done.day),
        "rehab": s.sets(((1,), (1, 4), (4,)), np.where(met, rng.integers(0, 3, count), -1)),
        "visit_class": s.where(met, found),
        "next_visit_date": s.where(met, done.day + after.astype("timedelta64[D]")),
    }  # fmt: skip


def _medicines(rng: Rng, records: pa.Array, done: Visits) -> Columns:
    """One medicine at nearly every visit; a patient keeps to it."""
    people = int(done.who.max()) + 1 if len(done.who) else 0
    drug, takes = rng.integers(0, len(DRUGS), people), rng.random(people) < 0.94
    visit = np.flatnonzero(takes[done.who] & ~done.lost)
    which = drug[done.who[visit]]
    return {
        "record_id": records.take(visit),
        "position": np.ones(len(visit), np.int16),
        "name": s.texts([each[0] for each in DRUGS], which),
        "per": np.array([each[1] for each in DRUGS])[which],
        "times": np.array([each[2] for each in DRUGS])[which],
        "dose_mg": np.array([each[3] for each in DRUGS])[which],
    }
