"""Exams of the demo children: each contact of the two years on the paper of that age, eye care on the same day."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from gongwei.programmes.child.demo_children import Children, add_months, after_working, grown, known
from gongwei.programmes.child.demo_special import ANAEMIA, DEVELOPMENT, GROWTH, VISION, Found
from gongwei.programmes.child.eyes import SCHOOL
from gongwei.programmes.child.growth import Growth, growth
from gongwei.records import synthetic as s
from gongwei.records.synthetic import Array, Columns, District, Rng

OPENS = {1: 1, 3: 3, 6: 6, 8: 8, 12: 11, 18: 17, 24: 23, 30: 29, 36: 35, 48: 47, 60: 59, 72: 71}
NEXT = {1: 3, 3: 6, 6: 8, 8: 12, 12: 18, 18: 24, 24: 30, 30: 36, 36: 48, 48: 60, 60: 72, 72: 84}
PAPER = {**dict.fromkeys((1, 3, 6, 8), "child_exam_1_8m"), **dict.fromkeys((12, 18, 24, 30), "child_exam_12_30m"),
         **dict.fromkeys((36, 48, 60, 72), "child_exam_3_6y")}  # fmt: skip
SIGN = {
    3: "3m",
    6: "6m",
    8: "8m",
    12: "12m",
    18: "18m",
    24: "24m",
    30: "30m",
    36: "3y",
    48: "4y",
    60: "5y",
    72: "6y",
}
OFFICIAL = {12: 30, 18: 30, 24: 30, 30: 30, 36: 30, 48: 30, 60: 30, 72: 30}
"""Days between the opening of a window and the official age."""
EYES_TOO = 0.965
LIMITS = {"grade_sd": 2, "growth_low": -2, "overweight_sd": 1, "obese_sd": 2}


def rows(rng: Rng, district: District, young: Children) -> Iterator[tuple[str, Columns, Found]]:
    """Exam and eye record of each contact, with those in whom something was found."""
    for age in OPENS:
        chosen, day = _who(rng, district, young, age)
        if not len(chosen):
            continue
        columns, found = _exam(rng, district, young, age, chosen, day)
        yield PAPER[age], columns, found
        eyes = rng.random(len(chosen)) < EYES_TOO
        yield "child_eye_exam", *_eyes(rng, district, young, age, chosen[eyes], day[eyes])


def _who(rng: Rng, district: District, young: Children, age: int) -> tuple[Array, Array]:
    """Who came, and when: most near the official age, some late in the window."""
    count = len(young.place)
    opens = young.birth + 28 if age == 1 else add_months(young.birth, OPENS[age])
    until = add_months(young.birth, OPENS.get(NEXT[age], 84))
    room = (until - opens).astype(np.int64)
    early = OFFICIAL.get(age, 0)
    usual = early + rng.exponential(4 if age < 12 else 12, count) - rng.random(count) * early * 0.5
    late = rng.random(count) * room
    offset = np.where(rng.random(count) < (0.86 if age < 36 else 0.8), usual, late)
    day = after_working(opens + np.clip(offset, 0, room - 4).astype("timedelta64[D]"))
    start = np.datetime64(district.today) - 730
    came = (
        (rng.random(count) < young.reach)
        & (day >= start)
        & (day <= np.datetime64(district.today))
        & (day < until)
    )
    chosen = np.flatnonzero(came & (day > young.known))
    chosen = chosen[district.reachable(young.place[chosen], day[chosen])]
    return chosen, day[chosen]


def _exam(
    rng: Rng, district: District, young: Children, age: int, chosen: Array, day: Array
) -> tuple[Columns, Found]:
    count, sex = len(chosen), young.sex[chosen]
    days = (day - young.birth[chosen]).astype(np.int64)
    weight = np.round(grown("weight", sex, days, young.z_weight[chosen] + rng.normal(0, 0.2, count)), 2)
    length = np.round(grown("height", sex, days, young.z_length[chosen] + rng.normal(0, 0.2, count)), 1)
    judged = [
        growth(*each)
        for each in zip(sex.tolist(), days.tolist(), weight.tolist(), length.tolist(), strict=True)
    ]
    heavy, tall = ([each.grade(name, LIMITS) or 2 for each in judged] for name in ("weight", "length"))
    evaluations = [each.evaluation(LIMITS) for each in judged]
    hemoglobin = np.round(rng.normal(119.5 if age < 24 else 124, 7, count))
    tested = np.isin(age, (6, 18, 30, 48, 60, 72)) | ((age == 8) & (rng.random(count) < 0.1))
    warned = (rng.random(count) < 0.012) & (age > 1)
    caries = np.where(
        rng.random(count) < {24: 0.04, 30: 0.08, 36: 0.14}.get(age, 0.2 if age > 36 else 0),
        rng.integers(1, 4, count),
        0,
    )
    sight = np.round(np.clip(rng.normal(4.97 if age == 48 else 5.0, 0.07, (2, count)), 4.3, 5.3), 1)
    poor = (sight.min(axis=0) <= (4.8 if age == 48 else 4.9)) if age in SCHOOL else np.zeros(count, bool)
    anaemic = tested & (hemoglobin < 110)
    grown_badly = (
        np.array([each not in ([1], []) for each in evaluations])
        if age >= 36
        else np.array([3 in pair for pair in zip(heavy, tall, strict=True)], bool)
    )
    referred = warned | poor | (caries > 0) | (tested & (hemoglobin < 90))
    columns = s.record(rng, district, young.place[chosen], day, by=district.nurse[young.place[chosen]]) | {
        "contact": np.full(count, age, np.int16),
        "weight": weight,
        "weight_grade": np.array(heavy, np.int16),
        "length": length,
        "length_grade": np.array(tall, np.int16),
        "chest": np.ones(count, np.int16),
        "abdomen": np.ones(count, np.int16),
        **_ended(rng, count, referred),
        "guidance": s.sets(((1, 2, 3, 4), (1, 2, 3, 4, 5)), s.draw(rng, (0, 1), count, (30, 70))),
        "next_date": np.maximum(add_months(young.birth[chosen], NEXT[age]), day + 14),
        "growth_standard": np.ones(count, np.int16),
    }
    if age > 1:
        columns[f"warning_{SIGN[age]}"] = s.sets(
            ((0,), (1,), (2,), (4,)), np.where(warned, rng.integers(1, 4, count), 0)
        )
    if tested.any():
        columns["hemoglobin"] = s.where(tested, hemoglobin)
    columns |= _of_paper(rng, age, count, days, sex)
    if age >= 24:
        columns["caries_count"] = caries
    if age >= 36:
        columns |= _preschool(judged, evaluations, sight, age)
    kind = np.select([anaemic, warned, grown_badly, poor], [ANAEMIA, DEVELOPMENT, GROWTH, VISION], -1)
    some = kind >= 0
    return columns, Found(chosen[some], day[some], kind[some], np.where(tested, hemoglobin, np.nan)[some])


def _ended(rng: Rng, count: int, referred: Array) -> Columns:
    """Illness since the last exam, and referral."""
    ill = s.draw(rng, (0, 1, 2, 3), count, (72, 5, 10, 13))
    return {
        "illness": s.sets(((1,), (2,), (3,), (5,)), ill),
        "pneumonia_times": s.where(ill == 1, np.ones(count, np.int32)),
        "diarrhoea_times": s.where(ill == 2, rng.integers(1, 3, count)),
        "illness_other": s.where(ill == 3, s.repeated("上呼吸道感染", count)),
        "referral": np.where(referred, 2, 1),
        "referral_reason": s.where(referred, s.repeated("体检发现异常", count)),
        "referral_org": s.where(referred, s.repeated("威海市妇幼保健院 儿童保健科", count)),
    }


def _of_paper(rng: Rng, age: int, count: int, days: Array, sex: Array) -> Columns:
    """What only that paper, or that column of it, asks."""
    one = np.ones(count, np.int16)
    asked: Columns = {}
    if age < 36:
        open_still = rng.random(count) < {1: 1, 3: 1, 6: 0.98, 8: 0.95, 12: 0.7, 18: 0.15}.get(age, 0.01)
        asked = dict.fromkeys(("skin", "eyes", "ears", "limbs"), one) | {
            "outdoor_hours": np.round(np.clip(rng.normal(1.6, 0.5, count), 0, 4) * 2) / 2,
            "teeth_count": np.clip(np.round((days - 150) / 30 * 0.95), 0, 20).astype(np.int32),
        }  # fmt: skip
        if age < 30:
            asked["fontanelle"] = np.where(open_still, 2, 1)
            wide = np.where(open_still, np.round(np.clip(1.9 - days / 420, 0.3, 2.2), 1), np.nan)
            asked["fontanelle_a"] = asked["fontanelle_b"] = known(wide)
            dose = s.draw(rng, (0, 400, 500), count, (6, 88, 6))
            asked["vitamin_d_iu"] = np.where(dose == 500, 600, dose)
    if age <= 8:
        asked |= {
            "anus_genitalia": one,
            "head_circumference": np.round(grown("head", sex, days, rng.normal(0.2, 0.8, count)), 1),
        }
        asked |= {"complexion": one, "neck_mass": one * 2} if age == 6 else {"complexion": one} if age == 8 else {
            "complexion_young": s.draw(rng, (1, 2), count, (97, 3)), "neck_mass": one * 2, "mouth": one
        }  # fmt: skip
        if age > 1:
            sweats = s.draw(rng, (0, 1, 2), count, (94, 4, 2))
            asked["rickets_symptoms"] = s.sets(((1,), (3,), (2, 3)), sweats)
            asked["rickets_signs_3m" if age == 3 else "rickets_signs"] = s.sets(
                ((1,),), np.zeros(count, np.int64)
            )
        if age <= 3:
            asked.pop("teeth_count")
            asked["feeding"] = s.draw(rng, (1, 2, 3), count, (58, 30, 12))
            asked["umbilicus_month" if age == 1 else "umbilicus"] = one * 2 if age == 1 else one
    elif age < 36:
        asked |= {"complexion": one, "caries_count": np.zeros(count, np.int32)}
        asked |= {"posture": np.where(days < 731, 1, 2)} | ({"gait": one} if age > 12 else {})
        if age < 30:
            asked["rickets_signs"] = s.sets(((1,),), np.zeros(count, np.int64))
    else:
        asked |= {"teeth_count": np.full(count, 20, np.int32)}
    if age in (6, 12, 24, 36):
        asked["hearing"] = np.where(rng.random(count) < 0.004, 2, 1)
    return asked


def _preschool(judged: list[Growth], evaluations: list[list[int]], sight: Array, age: int) -> Columns:
    kinds = sorted({tuple(each) for each in evaluations})
    index = {kind: place for place, kind in enumerate(kinds)}
    asked: Columns = {
        "proportion_grade": np.array([each.grade("proportion", LIMITS) or 2 for each in judged], np.int16),
        "growth_evaluation": s.sets(kinds, np.array([index[tuple(each)] for each in evaluations])),
    }
    if age in SCHOOL:
        asked |= {"vision_scale": np.ones(len(judged), np.int16), "vision_l": sight[0], "vision_r": sight[1]}
    return asked


def _eyes(
    rng: Rng, district: District, young: Children, age: int, chosen: Array, day: Array
) -> tuple[Columns, Found]:
    """The eye record of the same visit."""
    count, one = len(chosen), np.ones(len(chosen), np.int16)
    bad = rng.random(count) < (0.004 if age < 36 else 0.02)
    columns = s.record(rng, district, young.place[chosen], day, by=district.nurse[young.place[chosen]]) | {
        "contact": one * age,
        "appearance": one,
        "eye_class": np.where(bad, 3, 1),
        "advice": s.sets(
            ((1, 2, 3), (1, 2, 3, 4, 5), (1, 2, 3, 6)), s.draw(rng, (0, 1, 2), count, (50, 35, 15))
        ),
        "referral": np.where(bad, 2, 1),
        "referral_reason": s.where(bad, s.repeated("眼保健检查异常", count)),
        "referral_org": s.where(bad, s.repeated("威海市妇幼保健院 眼科", count)),
        "next_date": np.maximum(add_months(young.birth[chosen], NEXT[age]), day + 14),
    }
    if age == 1:
        columns |= {
            "risks": s.sets(((1,),), np.zeros(count, np.int64)),
            "light_reaction": np.where(bad, 2, 1),
        }
    else:
        columns["visual_behaviour"] = np.where(bad, 2, 1)
    if age == 3:
        columns |= {"blink_reflex": one, "red_ball": one}
    if age in (24, 36, *SCHOOL):
        columns |= {
            "refraction": s.draw(rng, (1, 3), count, (60, 40)),
            "eye_position": s.draw(rng, (1, 3), count, (80, 20)),
        }
    if age in SCHOOL:
        sight = np.round(np.clip(rng.normal(5.02, 0.05, (2, count)), 4.9 if age == 48 else 5.0, 5.3), 1)
        sight[:, bad] = 4.6
        columns |= {"vision_scale": one, "vision_l": sight[0], "vision_r": sight[1]}
    return columns, Found(
        chosen[bad], day[bad], np.full(int(bad.sum()), VISION), np.full(int(bad.sum()), np.nan)
    )
