"""Special files of the demo children: opened after most findings, followed until they close, some of it late."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from gongwei.programmes.child.demo_children import Children, after_working
from gongwei.records import synthetic as s
from gongwei.records.synthetic import Array, Columns, District, Rng

PRETERM, LOW_WEIGHT, ANAEMIA, DEVELOPMENT, GROWTH, VISION = range(6)
REASONS = ((1,), (2,), (21,), (31,), (23,), (33,))
MEASURES = ((1, 5), (1,), (1, 2, 6), (5, 7), (1, 4), (7,))
EVERY = (31, 31, 26, 88, 88, 88)
OPENED, ROUNDS = 0.84, 3


@dataclass(frozen=True)
class Found:
    """Children in whom something was found: who (number among the children), when, what (index of REASONS), Hb."""

    child: Array
    day: Array
    reason: Array
    hemoglobin: Array


def rows(
    rng: Rng, district: District, young: Children, found: Sequence[Found]
) -> Iterator[tuple[str, Columns]]:
    """Files and visits; a child gets one file for the first finding of its kind."""
    child, day, reason, blood = (
        np.concatenate([getattr(each, name) for each in found])
        for name in ("child", "day", "reason", "hemoglobin")
    )
    order = np.lexsort((day, reason, child))
    child, day, reason, blood = child[order], day[order], reason[order], blood[order]
    key = child.astype(np.int64) * len(REASONS) + reason
    first = np.r_[True, key[1:] != key[:-1]] & (rng.random(len(key)) < OPENED)
    child, day, reason, blood = child[first], day[first], reason[first], blood[first]
    late = rng.random(len(day)) < 0.08
    opened = after_working(
        day
        + np.where(late, rng.integers(15, 40, len(day)), rng.integers(0, 10, len(day))).astype(
            "timedelta64[D]"
        )
    )
    kept = (opened <= np.datetime64(district.today)) & district.reachable(young.place[child], opened)
    child, opened, reason, blood = child[kept], opened[kept], reason[kept], blood[kept]
    yield "child_special_file", _files(rng, district, young, child, opened, reason, blood)
    yield from _visits(rng, district, young, child, opened, reason)


def _files(
    rng: Rng, district: District, young: Children, child: Array, day: Array, reason: Array, blood: Array
) -> Columns:
    count, gap = len(child), np.array(EVERY)[reason]
    sent = reason == DEVELOPMENT
    return s.record(rng, district, young.place[child], day, by=district.nurse[young.place[child]]) | {
        "reasons": s.sets(REASONS, reason),
        "found_in": s.texts(
            ("新生儿家庭访视", "健康检查", "眼保健检查"),
            np.where(reason <= 1, 0, np.where(reason == VISION, 2, 1)),
        ),
        "hemoglobin": s.where((reason == ANAEMIA) & ~np.isnan(blood), blood),
        "measures": s.sets(MEASURES, reason),
        "plan": s.repeated("按规范随访，指导喂养和早期发展", count),
        "referral": np.where(sent, 2, 1),
        "referral_org": s.where(sent, s.repeated("威海市妇幼保健院 儿童保健科", count)),
        "next_date": day + gap.astype("timedelta64[D]"),
    }


def _visits(
    rng: Rng, district: District, young: Children, child: Array, opened: Array, reason: Array
) -> Iterator[tuple[str, Columns]]:
    """Up to three visits; each closes the file for a growing share."""
    day = opened
    for nth in range(ROUNDS):
        gap = np.array(EVERY)[reason] - rng.integers(0, 6, len(child)) + (rng.random(len(child)) < 0.12) * 25
        day = after_working(day + gap.astype("timedelta64[D]"))
        comes = (rng.random(len(child)) < 0.9) & (day <= np.datetime64(district.today))
        comes &= district.reachable(young.place[child], day)
        child, day, reason = child[comes], day[comes], reason[comes]
        if not len(child):
            return
        closes = rng.random(len(child)) < (0.45, 0.6, 0.8)[nth]
        count = len(child)
        blood = np.round(rng.normal(116, 4, count))
        place, gap = young.place[child], np.array(EVERY)[reason].astype("timedelta64[D]")
        tested = np.where(closes, np.maximum(blood, 110), np.minimum(blood, 109))
        yield "child_special_visit", s.record(rng, district, place, day, by=district.nurse[place]) | {
            "reasons": s.sets(REASONS, reason),
            "hemoglobin": s.where(reason == ANAEMIA, tested),
            "trend": np.where(closes, 1, s.draw(rng, (1, 2), count, (70, 30))),
            "measures": s.sets(MEASURES, reason),
            "referral": np.ones(count, np.int16),
            "result": np.where(closes, 3, s.draw(rng, (1, 2), count, (70, 30))),
            "next_date": np.where(closes, np.datetime64("NaT"), day + gap),
        }  # fmt: skip
        child, day, reason = child[~closes], day[~closes], reason[~closes]
