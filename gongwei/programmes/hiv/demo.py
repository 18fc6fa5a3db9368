"""The AIDS register of the demo district: a few made-up cases with their follow-ups, kept by whoever was authorised."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from gongwei.people.models import StaffRole
from gongwei.programmes.hiv import codes
from gongwei.records import synthetic as s
from gongwei.records.synthetic import Array, Columns, District, Rng

PREVALENCE = 25
"""People in the register per 100 000: the demo's own assumption (待核), not a figure of any document."""
LEAST = 4
"""So few stand even in the smallest demo, so that every page has somebody to show."""
YEARS = 3
INTERVAL = {codes.INFECTED: 180, codes.ILL: 88}
MISSED, TREATED, COUNTED = 0.06, 0.93, 0.8
LABORATORY = "威海市疾病预防控制中心确证实验室"
ADVICE = ("按时服药，定期复查；避免共用针具", "坚持安全性行为，伴侣定期检测", "注意营养和休息，有发热咳嗽及时就诊")


def rows(district: District, rng: Rng) -> Iterator[tuple[str, Columns]]:
    """The register, its enrolments and the follow-ups."""
    place, day = _people(district, rng)
    stage = s.draw(rng, (codes.INFECTED, codes.ILL), len(place), (72, 28))
    by = np.full(len(place), _keeper(district), np.int64)
    yield "enrolment", {
        "resident_id": district.resident[place],
        "programme": "hiv",
        "from_on": day,
        "to_on": district.present_until[place],
        "closed_reason": s.where(~np.isnat(district.present_until[place]), np.full(len(place), 2, np.int16)),
        "diagnosed_on": day - 3,
        "institution_id": district.institution[place],
        "doctor_id": by,
        "found_by": np.full(len(place), 6, np.int16),
    }
    yield "hiv_case", s.record(rng, district, place, day, by) | {
        "card_no": (np.arange(len(place)) + 370_000_001).astype(str).astype(object),
        "confirmed_on": day - 3,
        "confirmed_by": s.repeated(LABORATORY, len(place)),
        "stage": stage,
        "route": s.draw(rng, (1, 2, 5), len(place), (90, 2, 8)),
        "first_cd4": rng.integers(40, 200, len(place)) + np.where(stage == codes.ILL, 0, 250),
        "agreed": s.repeated("已当面告知并签知情同意书", len(place)),
    }
    yield "hiv_followup", _followups(district, rng, place, day, stage, by)


def _keeper(district: District) -> int:
    """The authorised member of staff; in a district without one the first officer."""
    named = StaffRole.objects.filter(programmes__contains=["hiv"]).order_by("staff_id")
    return named.values_list("staff_id", flat=True).first() or int(district.nurse[0])


def _people(district: District, rng: Rng) -> tuple[Array, Array]:
    """Grown residents who live here now, and the day on which each was registered."""
    now = np.datetime64(district.today)
    age = s.years_between(district.birth, s.days(len(district.birth), district.today))
    fit = (age >= 20) & (age < 75) & district.filed & np.isnat(district.present_until)
    fit &= district.present_from < now - 120
    count = max(LEAST, round(len(age) * PREVALENCE / 100_000))
    place = np.sort(rng.choice(np.flatnonzero(fit), min(count, int(fit.sum())), replace=False))
    earliest = np.maximum(district.present_from[place] + 5, now - 365 * YEARS)
    span = (now - 40 - earliest).astype(np.int64)
    return place, s.working(earliest + rng.integers(0, np.maximum(span, 1)))


def _followups(district: District, rng: Rng, place: Array, day: Array, stage: Array, by: Array) -> Columns:
    """A first one within the month, then one at each interval, some late, some that reached nobody."""
    now = np.datetime64(district.today)
    step = np.where(stage == codes.ILL, INTERVAL[codes.ILL], INTERVAL[codes.INFECTED])
    rounds = 1 + YEARS * 366 // INTERVAL[codes.ILL]
    first = day + rng.integers(3, 28, len(place))
    who = np.repeat(np.arange(len(place)), rounds)
    nth = np.tile(np.arange(rounds), len(place))
    late = np.where(rng.random(len(who)) < 0.05, rng.integers(5, 40, len(who)), rng.integers(-6, 1, len(who)))
    on = s.working(first[who] + nth * step[who] + np.where(nth > 0, late, 0))
    kept = (on <= now) & district.reachable(place[who], on)
    who, on = who[kept], on[kept]
    count = len(who)
    missed = rng.random(count) < MISSED
    treated = rng.random(len(place)) < TREATED
    treatment = np.where(treated[who], codes.TREATED, 2)
    drawn = (rng.random(count) < COUNTED) & ~missed
    load = s.draw(rng, (0, 20, 50, 4000), count, (80, 10, 6, 4))
    return s.record(rng, district, place[who], on, by[who]) | {
        "mode": s.draw(rng, (1, 2, 3), count, (60, 15, 25)),
        "reached": np.where(missed, codes.UNREACHED, s.draw(rng, (1, 2), count, (75, 25))),
        "unreached_why": s.where(missed, s.repeated("电话停机，家属称外出务工", count)),
        "stage": stage[who],
        "treatment": treatment,
        "untreated_why": s.where(treatment != codes.TREATED, s.repeated("本人暂不愿意，已告知并约下次再谈", count)),
        "missed_doses": s.where((treatment == codes.TREATED) & ~missed, s.draw(rng, (0, 1, 2), count, (92, 6, 2))),
        "cd4": s.where(drawn, rng.integers(180, 720, count)),
        "viral_load": s.where(drawn & (treatment == codes.TREATED), load),
        "tb_screen": s.draw(rng, (1, 2, 3), count, (95, 1, 4)),
        "partner": s.draw(rng, (1, 2, 3, 4), count, (40, 5, 10, 45)),
        "advice": s.chosen(rng, ADVICE, count),
        "next_on": on + step[who],
    }
