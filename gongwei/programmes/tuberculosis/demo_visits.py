"""Visits, doses and closings of the demo: as the supervisor and the phase ask, some late, some doses missed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from gongwei.records import synthetic as s
from gongwei.records.synthetic import Array, Columns, District, Rng

if TYPE_CHECKING:  # demo.py calls these functions; its type is only named here
    from gongwei.programmes.tuberculosis.demo import Courses

FAMILY_DAYS, MONTH, INTENSIVE = 10, 28, {1: 60, 2: 91, 3: 182}
ROUNDS = 60
TAKEN, MISSED, STOPPED = 1, 2, 3
SYMPTOMS = ((0,), (1,), (5,), (1, 2))
REACTIONS = ("恶心", "肝功能异常", "关节痛", "皮疹")


def rows(district: District, rng: Rng, found: Courses) -> Iterator[tuple[str, Columns]]:
    """First visits, follow-ups, calendars, closings and outcomes."""
    first = _first_days(district, rng, found)
    yield "tuberculosis_first_visit", _first_visits(district, rng, found, first)
    who, day, phase = _days(district, rng, found, first)
    yield "tuberculosis_followup", _followups(district, rng, found, who, day, phase)
    yield from _ends(district, rng, found, np.bincount(who, minlength=len(found)))


def _first_days(district: District, rng: Rng, found: Courses) -> Array:
    """Within 72 hours, except for few; NaT where it has not come to pass yet."""
    delay = np.where(found.good, rng.integers(0, 4, len(found)), rng.integers(3, 9, len(found)))
    day = found.noticed + delay
    ended = np.where(np.isnat(found.closed), np.datetime64(district.today), found.closed)
    return np.where((day <= np.datetime64(district.today)) & (day <= ended), day, s.NAT)


def _treatment(rng: Rng, found: Courses, who: Array) -> Columns:
    count = len(who)
    smoke = np.where(rng.random(len(found)) < 0.3, 10, 0)[who]
    return {
        "regimen": s.texts(("2HRZE/4HR", "3HRZE/6HRE", "6Lfx-Bdq-Lzd-Cfz-Cs/14Lfx-Lzd-Cfz-Cs"), found.kind[who] - 1),
        "usage": np.ones(count, np.int16),
        "dosage_form": s.sets(((1,), (2,), (3,)), np.where(found.kind[who] == 1, 0, 1)),
        "supervisor": found.supervisor[who],
        "smoke_cur": smoke, "smoke_target": smoke // 2,
        "drink_cur": np.zeros(count), "drink_target": np.zeros(count),
    }  # fmt: skip


def _first_visits(district: District, rng: Rng, found: Courses, first: Array) -> Columns:
    who = np.flatnonzero(~np.isnat(first))
    count, day = len(who), first[who]
    learnt = {
        f"edu_{name}": np.where(rng.random(count) < 0.94, 1, 2)
        for name in (
            "card", "method_storage", "course", "irregular_harm", "adr", "recheck", "travel", "lifestyle", "contacts"
        )
    }  # fmt: skip
    soon = found.supervisor[who] > 1
    return s.record(rng, district, found.place[who], day) | _treatment(rng, found, who) | learnt | {
        "mode": np.full(count, 2, np.int16),
        "patient_type": np.where(found.kind[who] == 1, 1, 2),
        "sputum": s.draw(rng, (1, 2, 3), count, (56, 38, 6)),
        "resistance": np.where(found.kind[who] == 3, 1, s.draw(rng, (2, 3), count, (80, 20))),
        "symptoms": s.sets(((1,), (1, 2), (0,), (3,)), rng.integers(0, 4, count)),
        "single_room": s.draw(rng, (1, 2), count, (85, 15)),
        "ventilation": s.draw(rng, (1, 2, 3), count, (70, 27, 3)),
        "pickup_place": s.repeated("威海市结核病防治所", count),
        "pickup_date": found.start[who] + 28,
        "next_visit_date": day + np.where(soon, FAMILY_DAYS, 30).astype("timedelta64[D]"),
    }  # fmt: skip


def _days(district: District, rng: Rng, found: Courses, first: Array) -> tuple[Array, Array, Array]:
    """Course, day and phase of every follow-up, in order."""
    now, parts = np.datetime64(district.today), []
    turn = found.start + np.array([0, *INTENSIVE.values()])[found.kind].astype("timedelta64[D]")
    last = np.where(np.isnat(found.stop), now, found.stop)
    day = first.copy()
    for _ in range(ROUNDS):
        intensive = day < turn
        wait = np.where(intensive & (found.supervisor > 1), FAMILY_DAYS - 1, MONTH)
        late = np.where(
            found.good, 0, np.where(rng.random(len(found)) < 0.12, rng.integers(3, 25, len(found)), 0)
        )
        day = day + (wait - rng.integers(0, 2, len(found)) + late).astype("timedelta64[D]")
        who = np.flatnonzero(day <= last)
        who = who[district.reachable(found.place[who], day[who])]
        if not len(who):
            break
        parts.append((who, day[who], np.where(day[who] < turn[who], 1, 2)))
    if not parts:
        return np.zeros(0, int), np.zeros(0, "datetime64[D]"), np.zeros(0, int)
    who, on, phase = (np.concatenate(each) for each in zip(*parts, strict=True))
    order = np.lexsort((on, who))
    return who[order], on[order], phase[order]


def _followups(district: District, rng: Rng, found: Courses, who: Array, day: Array, phase: Array) -> Columns:
    count = len(who)
    month = ((day - found.start[who]).astype(int) // 30.44).astype(int) + 1
    reaction, missed = rng.random(count) < 0.03, _missed(rng, found, who)
    soon = (phase == 1) & (found.supervisor[who] > 1)
    return s.record(rng, district, found.place[who], day) | _treatment(rng, found, who) | {
        "treat_month": month,
        "mode": s.draw(rng, (1, 2, 3), count, (35, 55, 10)),
        "symptoms": s.sets(SYMPTOMS, np.where(month > 2, 0, s.draw(rng, (0, 1, 2, 3), count, (45, 40, 10, 5)))),
        "missed_doses": missed,
        "missed_in_row": np.minimum(missed, 3),
        "adr_flag": np.where(reaction, 2, 1),
        "adr_text": s.where(reaction, s.chosen(rng, REACTIONS, count)),
        "complication_flag": np.ones(count, np.int16),
        "referral_dept": s.where(reaction, s.repeated("结核门诊", count)),
        "referral_reason": s.where(reaction, s.repeated("药物不良反应", count)),
        "referral_followup_result": s.where(reaction, s.repeated("对症处理后好转，继续治疗", count)),
        "advice": s.repeated("继续督导服药", count),
        "phase": phase,
        "next_visit_date": day + np.where(soon, FAMILY_DAYS, 30).astype("timedelta64[D]"),
    }  # fmt: skip


def _missed(rng: Rng, found: Courses, who: Array) -> Array:
    """Doses missed between two visits: few, more for the irregular ones."""
    few = rng.binomial(2, 0.06, len(who))
    missed: Array = np.where(found.regular[who], few, few + rng.binomial(8, 0.35, len(who)))
    return missed


def _ends(district: District, rng: Rng, found: Courses, visits: Array) -> Iterator[tuple[str, Columns]]:
    """Calendars day by day, and closings that say the same."""
    now = np.datetime64(district.today)
    until = np.where(np.isnat(found.stop), now - 1, found.stop)
    days = np.maximum((until - found.start).astype(int) + 1, 0)
    days = np.where(np.isnat(district.present_until[found.place]), days, 0)
    who = np.repeat(np.arange(len(found)), days)
    nth = np.arange(len(who)) - np.repeat(np.cumsum(days) - days, days)
    draws = rng.random(len(who))
    state = np.where(
        draws < np.where(found.regular[who], 0.02, 0.16), MISSED, np.where(draws > 0.997, STOPPED, TAKEN)
    )
    day = found.start[who] + nth
    yield "tuberculosis_dose", {
        "resident_id": district.resident[found.place[who]], "day": day, "state": state,
        "staff_id": district.doctor[found.place[who]],
        "marked_at": np.minimum(day + 1, now).astype("datetime64[s]") + np.timedelta64(9 * 3600, "s"),
    }  # fmt: skip
    over = np.flatnonzero(~np.isnat(found.closed) & (days > 0))
    taken = np.bincount(who[state == TAKEN], minlength=len(found))[over]
    halted = np.bincount(who[state == STOPPED], minlength=len(found))[over]
    count = len(over)
    yield "tuberculosis_closing", s.record(rng, district, found.place[over], found.closed[over]) | {
        "stop_date": found.stop[over], "stop_reason": found.reason[over],
        "should_visits": np.maximum(visits[over], 1), "actual_visits": visits[over] + 1,
        "should_doses": days[over] - halted, "actual_doses": taken,
    }  # fmt: skip
    asked = over[(found.reason[over] != 2) & (found.closed[over] + 6 <= now) & (rng.random(count) < 0.9)]
    yield (
        "tuberculosis_outcome",
        s.record(rng, district, found.place[asked], found.closed[asked] + 6)
        | {
            "mode": np.full(len(asked), 3, np.int16),
            "attended": np.ones(len(asked), np.int16),
            "outcome": np.array([0, 1, 4, 5, 6])[found.reason[asked]],
            "assessed_by": s.repeated("威海市结核病防治所", len(asked)),
        },
    )
