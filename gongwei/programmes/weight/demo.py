"""Weight management in a district whose plan runs it: measurements, assessments, plans, visits, referrals owed."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from gongwei.records import synthetic as s
from gongwei.records.synthetic import NAT, Array, Columns, District, Rng

ADULT, OVERWEIGHT = 18, 24.0
MEASURED, PLANNED, VISITED, ENDED = 0.08, 0.4, 0.8, 0.2
"""Shares: of adults who came by, of the overweight among them, of the visits that are due, of plans half a year old."""
MONTHS = (1, 3, 6)
COMPLETED = 6
NUTRITION = "每天减少 500 千卡，控油 25 g、控盐 5 g，主食粗细各半"
EXERCISE = "快走或骑车每周 150 分钟，力量练习每周 2 次"
ADVICE = ("少吃甜饮料，晚餐七分饱", "每天快走 30 分钟", "每周称两次体重并记录")


def rows(district: District, rng: Rng) -> Iterator[tuple[str, Columns]]:
    """Every table of the chapter, with the enrolments that plans open."""
    first = district.first_contact(district.today.year)
    came = np.flatnonzero(~np.isnat(first) & (rng.random(len(first)) < MEASURED))
    grown = s.years_between(district.birth[came], first[came]) >= ADULT
    came = came[grown & district.reachable(came, first[came])]
    day = first[came]
    height = np.clip(district.height[came], 140, 200)
    weight = np.round(np.clip(district.weight[came] + rng.normal(6, 9, len(came)), 38, 140), 1)
    index = weight / (height / 100) ** 2
    yield "weight_measurement", _measured(rng, district, came, day, height, weight)
    heavy = index >= OVERWEIGHT
    place, on, tall, kilos = came[heavy], day[heavy], height[heavy], weight[heavy]
    yield "weight_assessment", _assessed(rng, district, place, on, tall, kilos)
    some = rng.random(len(place)) < PLANNED
    yield from _plans(rng, district, place[some], on[some], tall[some], kilos[some])


def _measured(
    rng: Rng, district: District, place: Array, day: Array, height: Array, weight: Array
) -> Columns:
    count = len(place)
    return s.record(rng, district, place, day) | {
        "measured_by": s.draw(rng, (1, 2, 3, 4), count, (30, 40, 10, 20)),
        "height": height,
        "weight": weight,
        "waist": _waist(rng, district, place, height, weight),
    }


def _waist(rng: Rng, district: District, place: Array, height: Array, weight: Array) -> Array:
    """About what the body-mass index lets expect."""
    index = weight / (height / 100) ** 2
    male = district.sex[place] == 1
    found: Array = np.round(
        np.clip(index * 2.6 + np.where(male, 24, 20) + rng.normal(0, 4, len(place)), 55, 150), 1
    )
    return found


def _assessed(
    rng: Rng, district: District, place: Array, day: Array, height: Array, weight: Array
) -> Columns:
    count = len(place)
    ill = rng.random(count) < 0.3
    factors = s.sets(
        ((1,), (11,), (12,), (2, 4), (3, 5)),
        np.where(ill, rng.integers(3, 5, count), rng.integers(0, 3, count)),
    )
    return s.record(rng, district, place, day) | {
        "height": height,
        "weight": weight,
        "waist": _waist(rng, district, place, height, weight),
        "factors": factors,
        "level": np.where(ill, 3, 2),
        "screens": s.sets(((2, 3, 4), (2, 3, 4, 5)), ill.astype(np.int64)),
        "service": s.texts(
            ("制定减重方案，1、3、6、12个月随访", "制定减重方案并转诊或会诊"), ill.astype(np.int64)
        ),
    }


def _plans(
    rng: Rng, district: District, place: Array, day: Array, height: Array, weight: Array
) -> Iterator[tuple[str, Columns]]:
    count, now = len(place), np.datetime64(district.today)
    month = np.timedelta64(30, "D")
    ended = (rng.random(count) < ENDED) & (day + 6 * month < now)
    end = np.where(ended, day + 6 * month, NAT)
    lost = rng.normal(0.05, 0.03, count)
    target = np.round(weight * 0.92, 1)
    last = np.round(weight * (1 - lost), 1)
    reached = (last <= target) | (lost >= 0.05)
    yield "enrolment", {
        "resident_id": district.resident[place], "programme": "weight", "from_on": day, "to_on": end,
        "diagnosed_on": day, "institution_id": district.institution[place], "doctor_id": district.doctor[place],
        "closed_reason": s.where(ended, np.full(count, COMPLETED)),
    }  # fmt: skip
    yield "weight_plan", s.record(rng, district, place, day) | {
        "started_on": day, "height": height, "start_weight": weight, "target_weight": target,
        "target_on": day + 6 * month, "methods": s.sets(((1, 2), (1, 2, 3), (2, 5)), rng.integers(0, 3, count)),
        "nutrition": s.repeated(NUTRITION, count), "exercise": s.repeated(EXERCISE, count),
        "status": np.where(ended, np.where(reached, 2, 3), 1), "ended_on": end, "end_weight": s.where(ended, last),
    }  # fmt: skip
    for number in MONTHS:
        on = s.working(day + number * month - rng.integers(0, 12, count).astype("timedelta64[D]"))
        done = (on <= now) & (on > day) & (rng.random(count) < VISITED) & (np.isnat(end) | (on < end))
        done &= district.reachable(place, on)
        so_far = np.round(weight * (1 - lost * number / 6), 1)
        yield (
            "weight_visit",
            _visits(rng, district, place[done], on[done], height[done], weight[done], so_far[done]),
        )


def _visits(
    rng: Rng, district: District, place: Array, day: Array, height: Array, start: Array, weight: Array
) -> Columns:
    count = len(place)
    return s.record(rng, district, place, day) | {
        "mode": s.draw(rng, (1, 2, 3), count, (60, 10, 30)),
        "start_weight": start,
        "target_weight": np.round(start * 0.92, 1),
        "weight": weight,
        "height": height,
        "waist": _waist(rng, district, place, height, weight),
        "diet_ok": s.draw(rng, (1, 2, 3), count, (50, 40, 10)),
        "exercise_ok": s.draw(rng, (1, 2, 3), count, (40, 40, 20)),
        "exercise_min_week": s.draw(rng, (60, 100, 150, 200), count),
        "advice": s.chosen(rng, ADVICE, count),
        "next_on": day + np.timedelta64(60, "D"),
    }
