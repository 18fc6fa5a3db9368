"""TCM in the demo district: the questionnaires of elders, mostly on the day of their exam; children at their ages."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from gongwei.programmes.tcm.constitutions import (
    ALL,
    BALANCED,
    BALANCED_PLAIN,
    BALANCED_REVERSED,
    BMI_FROM,
    MEASURED,
    NAMES,
    PRINTED,
    REVERSED_SUM,
    TYPES,
    WAIST_ABOVE,
    WAIST_FROM,
)
from gongwei.records import synthetic as s
from gongwei.records.synthetic import Array, Columns, District, Rng

ELDERLY = 65
AT_EXAM, AT_CLINIC = 0.97, 0.62
"""The share of examined elders who were asked that day, and of the others who were asked when they came by."""
GUIDED = 0.96
AGES = (6, 12, 18, 24, 30, 36)
TAUGHT, LATE = 0.93, 0.08
REFUSED = 0.012
FOCUS = (*TYPES, BALANCED)
NAMED = ("丛当归", "王杜仲", "于白术", "姜茯苓")
WEIGHTS = (13, 14, 11, 12, 7, 10, 5, 3, 45)
"""What people mostly are: in the order of TYPES, then 平和质."""


def rows(district: District, rng: Rng) -> Iterator[tuple[str, Columns]]:
    """Questionnaires of two years, children's points, refusals, and who does it in each institution."""
    kind = s.draw(rng, range(len(FOCUS)), len(district.birth), WEIGHTS)
    for year in (district.today.year - 1, district.today.year):
        place, day, occasion = _when(rng, district, year)
        yield "tcm_elderly", _questionnaires(rng, district, place, day, occasion, kind[place])
    yield "tcm_child", _points(rng, district)
    yield "tcm_told", _told(rng, district)
    yield "tcm_staffing", _staffing(rng, district)


def _when(rng: Rng, district: District, year: int) -> tuple[Array, Array, Array]:
    """Elders asked in the year: place, day, and on which occasion (1 exam, 3 clinic)."""
    exam, first = district.exam_on(year), district.first_contact(year)
    examined, came = ~np.isnat(exam), ~np.isnat(first)
    chance = rng.random(len(exam))
    at_exam = examined & (chance < AT_EXAM)
    at_clinic = ~at_exam & came & (chance < AT_CLINIC)
    day = np.where(at_exam, exam, first)
    place = np.flatnonzero(at_exam | at_clinic)
    old = s.years_between(district.birth[place], day[place]) >= ELDERLY
    here = district.reachable(place, day[place])
    place = place[old & here]
    return place, day[place], np.where(at_exam[place], 1, 3)


def _questionnaires(
    rng: Rng, district: District, place: Array, day: Array, occasion: Array, kind: Array
) -> Columns:
    """Answers that say the person's constitution more or less clearly; scores are the database's own."""
    count = len(place)
    height, weight = district.height[place], district.weight[place]
    waist = np.round(np.clip(weight * 1.18 + rng.normal(8, 5, count), 55, 130), 1)
    answers = {number: s.draw(rng, (1, 2, 3), count, (62, 33, 5)) for number in NAMES}
    answers[BALANCED_PLAIN] = s.draw(rng, (3, 4, 5), count, (20, 55, 25))
    for index, name in enumerate(TYPES):
        mine = kind == index
        for number in TYPES[name][1]:
            answers[number] = np.where(mine, s.draw(rng, (2, 3, 4), count, (25, 50, 25)), answers[number])
    bmi = weight * 10000 / (height * height)
    answers[9] = np.searchsorted(BMI_FROM, bmi, side="right") + 1
    answers[28] = np.searchsorted(WAIST_FROM, waist, side="right") + 1 + (waist > WAIST_ABOVE)
    guided = rng.random(count) < GUIDED
    columns: Columns = s.record(rng, district, place, day, by=district.nurse[place])
    columns |= {"height": height, "weight": weight, "waist": waist, "occasion": occasion}
    columns |= {name: answers[number] for number, name in NAMES.items() if number not in MEASURED}
    return columns | _guidance(rng, _positive(answers), guided)


def _positive(answers: dict[int, Array]) -> dict[str, Array]:
    """Which constitutions are not 否, as the paper decides."""
    scores = {
        name: np.sum([answers[number] for number in numbers], axis=0) for name, (_, numbers) in TYPES.items()
    }
    highest = np.maximum.reduce(list(scores.values()))
    backwards = [REVERSED_SUM - answers[number] for number in BALANCED_REVERSED]
    own = answers[BALANCED_PLAIN] + np.sum(backwards, axis=0)
    found = {name: score >= PRINTED.tends for name, score in scores.items()}
    found[BALANCED] = (own >= PRINTED.balanced) & (highest <= PRINTED.others_basically)
    nothing = (highest < PRINTED.tends) & (own < PRINTED.balanced)
    return found | {BALANCED: found[BALANCED] | nothing}


def _guidance(rng: Rng, positive: dict[str, Array], guided: Array) -> Columns:
    options = ((2, 3), (2, 4), (1, 2, 3), (2, 3, 4), (2, 3, 5))
    return {
        f"guide_{name}": s.sets(
            options, np.where(positive[name] & guided, rng.integers(0, len(options), len(guided)), -1)
        )
        for name in ALL
    }


def _points(rng: Rng, district: District) -> Columns:
    """Each age that a child has reached in the last years, most of them taught, some a little late."""
    now, pieces = np.datetime64(district.today), []
    small = np.flatnonzero(district.birth > now - np.timedelta64(45 * 31, "D"))
    for age in AGES:
        months = (district.birth[small].astype("datetime64[M]") + age).astype("datetime64[D]")
        offset = district.birth[small] - district.birth[small].astype("datetime64[M]").astype("datetime64[D]")
        reached = months + np.minimum(offset, np.timedelta64(27, "D"))
        late = rng.random(len(small)) < LATE
        delay = np.where(late, rng.integers(32, 130, len(small)), rng.integers(0, 24, len(small)))
        day = s.working(reached + delay.astype("timedelta64[D]"))
        done = (day <= now) & (rng.random(len(small)) < TAUGHT) & district.reachable(small, day)
        pieces.append(_point(rng, district, small[done], day[done], age))
    return s.stacked(pieces) | {"void_reason": ""}


def _point(rng: Rng, district: District, place: Array, day: Array, age: int) -> Columns:
    count = len(place)
    common: Columns = s.record(rng, district, place, day, by=district.nurse[place])
    common.pop("void_reason")  # one word for all rows cannot be stacked
    return common | {
        "age_point": np.full(count, age),
        "services": s.sets(((1, 2, 3), (1, 2)), s.draw(rng, (0, 1), count, (97, 3))),
        "occasion": s.draw(rng, (1, 2, 3), count, (70, 25, 5)),
        "next_visit_date": day + np.timedelta64(182, "D") if age < AGES[-1] else np.full(count, s.NAT),
    }


def _told(rng: Rng, district: District) -> Columns:
    """A few hundredths of the elders who came by were told and said no."""
    first = district.first_contact(district.today.year)
    came = np.flatnonzero(~np.isnat(first) & (rng.random(len(first)) < REFUSED * 2))
    old = s.years_between(district.birth[came], first[came]) >= ELDERLY
    place = came[old & district.reachable(came, first[came])]
    count = len(place)
    refused = rng.random(count) < 0.5
    return s.record(rng, district, place, first[place]) | {
        "service": np.ones(count, np.int64),
        "told_to": s.draw(rng, (1, 2), count, (80, 20)),
        "way": s.draw(rng, (1, 2, 3, 4), count, (20, 20, 50, 10)),
        "answer": np.where(refused, 2, 1),
        "reason": s.where(refused, s.chosen(rng, ("觉得不需要", "没有时间", "已在医院看中医"), count)),
    }


def _staffing(rng: Rng, district: District) -> Columns:
    """Each institution at the start of this year; one in ten has not named anybody."""
    institution, first = np.unique(district.institution, return_index=True)
    count = len(institution)
    base = s.record(
        rng, district, first, s.days(count, f"{district.today.year}-01-15"), by=district.nurse[first]
    )
    base.pop("resident_id")
    return base | {
        "institution_id": institution,
        "physicians": rng.integers(1, 5, count),
        "trained": rng.integers(2, 9, count),
        "responsible": s.where(np.arange(count) % 10 != 9, s.chosen(rng, NAMED, count)),
    }
