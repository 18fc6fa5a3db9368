"""When managed patients of the demo are seen: four visits a year or fewer, rechecks in time, late or never, referrals.

Whoever is marked as served to standard gets everything owed; of the others at least one thing is lacking. What a visit
found (``bad``: not at target) is drawn here, and the chapter writes values that say the same.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields

import numpy as np

from gongwei.records.synthetic import NAT, Array, District, Rng, draw, working

WITHIN = 14
VISITS_OF_OTHERS = ((0, 1, 2, 3, 4), (7, 12, 27, 40, 14))
BAD_AT_ROUND = (0.24, 0.38, 0.2, 0.0)
"""The share not at target at the regular visit and at each recheck after it."""
HARD_TO_CONTROL, HARD_BAD = 0.6, 0.78
"""Some patients are hardly ever at target; those are not among the ones served to standard."""
COMES_AGAIN = 0.62
"""The share of the others who are seen again at all after a bad finding."""
ADVERSE, PHONE_SHARE, URGENT = 0.012, 0.06, 0.01
FOUR = 4
DECLINED = ("患者拒绝转诊", "已调整用药，2周后复查再定", "上级医院近期已看过，按其方案用药")


@dataclass(frozen=True)
class Visits:
    """One cell per visit, by patient and day; ``patient`` counts through ``district.patients(programme)``."""

    patient: Array
    day: Array
    mode: Array
    round: Array
    bad: Array
    adverse: Array
    urgent: Array
    referred: Array
    result_on: Array
    gap: Array

    def __len__(self) -> int:
        return len(self.patient)

    def where(self, mask: Array) -> Visits:
        """Some of the visits, or all in another order."""
        return Visits(**{field.name: getattr(self, field.name)[mask] for field in fields(self)})


def visits(rng: Rng, district: District, programme: str) -> Visits:
    """All follow-ups of the programme since the autumn two years ago."""
    today, found = district.today, []
    hard = rng.random(len(district.patients(programme))) < HARD_TO_CONTROL
    for year in (today.year - 2, today.year - 1, today.year):
        standard = (
            district.standard(programme, year)
            if year > today.year - 2
            else np.zeros(len(district.patients(programme)), bool)
        )
        regular = _regular(rng, district, programme, year, standard)
        careful = standard | (district.standard(programme, today.year) & (year >= today.year - 1))
        found += _chain(rng, regular, careful, hard)
    joined = {
        field.name: np.concatenate([getattr(part, field.name) for part in found]) for field in fields(Visits)
    }
    done = _possible(district, programme, Visits(**joined))
    return _lacking(district, programme, _once_a_day(done))


@dataclass(frozen=True)
class _Planned:
    """Regular visits before anybody knows what they find."""

    patient: Array
    day: Array
    mode: Array


def _regular(rng: Rng, district: District, programme: str, year: int, standard: Array) -> _Planned:
    """Visits spread over the managed part of the year, up to today."""
    start, _ = district.enrolled(programme)
    count = len(start)
    first = np.maximum(
        start,
        np.datetime64(dt.date(year, 10, 16) if year == district.today.year - 2 else dt.date(year, 1, 3)),
    )
    last = np.datetime64(min(dt.date(year, 12, 30), district.today))
    wanted = np.where(standard, FOUR, draw(rng, VISITS_OF_OTHERS[0], count, VISITS_OF_OTHERS[1]))
    if year == district.today.year - 2:
        wanted = np.minimum(wanted, 1)
    room = (last - first).astype(np.int64)
    wanted = np.where(room < 0, 0, np.where(standard, wanted, np.minimum(wanted, room // 75 + 1)))
    patient = np.repeat(np.arange(count), wanted)
    nth = np.arange(len(patient)) - np.repeat(np.cumsum(wanted) - wanted, wanted)
    share = (nth + rng.uniform(0.12, 0.88, len(patient))) / wanted[patient]
    day = np.maximum(
        working(first[patient] + (share * room[patient]).astype("timedelta64[D]")), first[patient]
    )
    phone = (rng.random(len(patient)) < PHONE_SHARE) & ~standard[patient]
    return _Planned(patient, day, np.where(phone, 3, draw(rng, (1, 2), len(patient), (72, 28))))


def _seen(
    rng: Rng, patient: Array, day: Array, mode: Array, nth: int, standard: Array, hard: Array
) -> Visits:
    """What the visits found, and whether a referral followed a second bad finding and was traced."""
    count = len(patient)
    often = np.where(hard[patient] & ~standard[patient], HARD_BAD, BAD_AT_ROUND[nth])
    bad = (rng.random(count) < often) & ((mode != 3) | (rng.random(count) < 0.3))
    adverse = (rng.random(count) < ADVERSE) & (nth == 0)
    urgent = bad & (rng.random(count) < URGENT)
    referred = (urgent | (bad & (nth > 0))) & (rng.random(count) < np.where(standard[patient], 0.92, 0.6))
    delay = np.where(
        standard[patient],
        rng.integers(2, 13, count),
        draw(rng, (4, 8, 12, 20, 33), count, (25, 25, 20, 15, 15)),
    )
    traced = referred & (standard[patient] | (rng.random(count) < 0.75))
    result = np.where(traced, day + delay.astype("timedelta64[D]"), NAT)
    return Visits(
        patient, day, mode, np.full(count, nth), bad, adverse, urgent, referred, result, np.zeros(count, bool)
    )


def _chain(rng: Rng, regular: _Planned, standard: Array, hard: Array) -> list[Visits]:
    """The regular visits, then the rechecks that each round still calls for."""
    last = _seen(rng, regular.patient, regular.day, regular.mode, 0, standard, hard)
    rounds = [last]
    for nth in (1, 2, 3):
        again = last.where(last.bad | last.adverse)
        count, good = len(again), standard[again.patient]
        days = np.where(
            good,
            rng.integers(5, WITHIN, count),
            draw(rng, (6, 9, 13, 18, 27, 38), count, (20, 25, 25, 10, 10, 10)),
        )
        comes = good | (rng.random(count) < COMES_AGAIN)
        day = (again.day + days.astype("timedelta64[D]"))[comes]
        last = _seen(
            rng, again.patient[comes], day, draw(rng, (1, 2), int(comes.sum()), (80, 20)), nth, standard, hard
        )
        rounds.append(last)
    return rounds


def _possible(district: District, programme: str, done: Visits) -> Visits:
    """Only visits up to today, while managed and within reach; results not yet due are not there yet."""
    start, end = district.enrolled(programme)
    place, now = district.patients(programme)[done.patient], np.datetime64(district.today)
    inside = (done.day <= now) & (done.day >= start[done.patient]) & ~(done.day >= end[done.patient])
    kept = done.where(inside & district.reachable(place, done.day))
    late = kept.result_on > now
    gone = ~district.reachable(district.patients(programme)[kept.patient], kept.result_on)
    kept.result_on[late | gone] = NAT
    return kept


def _once_a_day(done: Visits) -> Visits:
    """In order of patient and day, one visit a day."""
    ordered = done.where(np.lexsort((done.round, done.day, done.patient)))
    key = ordered.patient * 100_000 + ordered.day.astype(np.int64)
    return ordered.where(np.r_[True, key[1:] != key[:-1]] if len(key) else np.zeros(0, bool))


def _lacking(district: District, programme: str, done: Visits) -> Visits:
    """Patients not served to standard who would pass this year all the same get one form with a gap."""
    year = np.datetime64(f"{district.today.year}-01-01")
    count = len(district.patients(programme))
    start, end = district.enrolled(programme)
    joined = np.where(start >= year, (start.astype("datetime64[M]").astype(np.int64) % 12) // 3 + 1, 1)
    mine = done.day >= year
    seen = np.bincount(done.patient[mine & (done.mode != 3)], minlength=count)
    exam = ~np.isnat(district.exam_on(district.today.year)[district.patients(programme)]) | (joined > 3)
    failing = (seen < np.maximum(1, FOUR + 1 - joined)) | ~exam
    failing[done.patient[mine & (_recheck_late(district, done) | _referral_late(district, done))]] = True
    passing = ~failing & ~district.standard(programme, district.today.year) & np.isnat(end)
    last = np.r_[done.patient[1:] != done.patient[:-1], True] if len(done) else np.zeros(0, bool)
    done.gap[:] = last & mine & passing[done.patient]
    return done


def _recheck_late(district: District, done: Visits) -> Array:
    """A finding that called for a visit within two weeks, and none came by then."""
    same = np.r_[done.patient[1:] == done.patient[:-1], False] if len(done) else np.zeros(0, bool)
    after = np.r_[done.day[1:], done.day[:1]] if len(done) else done.day
    due = done.day + WITHIN
    return (done.bad | done.adverse) & (due < np.datetime64(district.today)) & ~(same & (after <= due))


def advised(done: Visits) -> Array:
    """Where the rules advise referral: danger, or not at target at this valid visit and at the one before."""
    before = np.r_[False, (done.patient[1:] == done.patient[:-1]) & done.bad[:-1]] if len(done) else done.bad
    return done.urgent | (done.bad & before)


def _referral_late(district: District, done: Visits) -> Array:
    due = done.day + WITHIN
    return done.referred & (due < np.datetime64(district.today)) & ~(done.result_on <= due)
