"""Health examinations of a year: who, on which day, how complete, and whether the person was told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from gongwei.demo import exam_findings
from gongwei.demo.attainment import ATTAINMENT
from gongwei.demo.district import District
from gongwei.demo.exam_answers import answers
from gongwei.demo.patients import lightest
from gongwei.demo.streams import stream
from gongwei.records.synthetic import Array, Columns, Rng, chosen, draw, record, years_between

ELDERLY = 65
LATEST_FEEDBACK = 26
EXAM_MEDICINES = ("硝苯地平控释片", "苯磺酸氨氯地平片", "二甲双胍片", "阿司匹林肠溶片", "阿托伐他汀钙片")


@dataclass(frozen=True)
class Examined:
    """One cell per examination."""

    place: Array
    day: Array
    age: Array
    complete: Array
    told: Array


def rows(district: District, year: int) -> Iterator[tuple[str, Columns]]:
    """健康体检表 with medicines, the feedback of results, and the findings that ask for something."""
    rng = stream(district.seed, f"exams {year}")
    done = examined(rng, district, year)
    exam = record(rng, district, done.place, done.day, by=district.nurse[done.place])
    values = answers(rng, district, done)
    feedback = _feedback(rng, district, done, exam)
    yield "health_exam", exam | exam_findings.concluded(rng, values, done)
    yield "exam_feedback", feedback
    yield "health_exam_medication", _medicines(rng, district, done, exam)
    yield "finding", exam_findings.findings(rng, district, done, exam, values, feedback)


def examined(rng: Rng, district: District, year: int) -> Examined:
    """Of the elders exactly the institution's share is complete and told; the others lack one or the other."""
    place = np.flatnonzero(~np.isnat(district.exams[year]))
    day = district.exams[year][place]
    age = years_between(district.birth[place], day)
    old = (age >= ELDERLY) & district.present[place]
    share = district.bases["elderly"] * np.array(ATTAINMENT["elderly"]) / 100
    eager = -district.engagement[place] + rng.normal(0, 1, len(place))
    good = lightest(
        np.where(old, eager, np.inf),
        district.people.institution[place],
        np.floor(share + 0.5).astype(np.int64),
    )
    lacks_item = rng.random(len(place)) < 0.45
    soon = day + 2 > np.datetime64(district.today)
    stays = district.reachable(place, np.minimum(day + LATEST_FEEDBACK, np.datetime64(district.today)))
    told = stays & (good | (~lacks_item & ~old) | (old & lacks_item)) & ~(soon & ~good)
    return Examined(place, day, age, good | ~(old & lacks_item), told)


def _feedback(rng: Rng, district: District, done: Examined, exam: Columns) -> Columns:
    """The result told within some days, never after today."""
    which = np.flatnonzero(done.told)
    delay = draw(rng, (0, 3, 7, 12, 20, 26), len(which), (12, 25, 30, 20, 10, 3)).astype("timedelta64[D]")
    day = np.minimum(done.day[which] + delay, np.datetime64(district.today))
    place = done.place[which]
    return record(rng, district, place, day) | {
        "exam_id": exam["id"].take(which),
        "way": draw(rng, (1, 2, 3, 4, 5), len(which), (48, 18, 20, 12, 2)),
        "told": chosen(
            rng,
            ("已告知体检结果并给予健康指导", "已告知结果，建议按期随访", "已告知异常项目，建议复查"),
            len(which),
        ),
        "next_on": done.day[which] + np.timedelta64(364, "D"),
    }


def _medicines(rng: Rng, district: District, done: Examined, exam: Columns) -> Columns:
    """主要用药情况 of those who are managed for a chronic disease."""
    ill = np.zeros(len(district.people), bool)
    for held in district.programmes.values():
        ill[held.places] = True
    which = np.flatnonzero(ill[done.place] & (rng.random(len(done.place)) < 0.85))
    count = len(which)
    return {
        "position": np.ones(count, np.int16),
        "record_id": exam["id"].take(which),
        "name": chosen(rng, EXAM_MEDICINES, count),
        "usage": chosen(rng, ("口服，每日1次", "口服，每日2次"), count),
        "dose": "1片",
        "duration": chosen(rng, ("1年", "3年", "5年"), count),
        "compliance": draw(rng, (1, 2, 3), count, (80, 16, 4)),
    }
