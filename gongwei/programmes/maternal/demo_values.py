"""Values of the demo's maternal records: what is measured agrees with the colour."""

from __future__ import annotations

import numpy as np

from gongwei.programmes.maternal.demo_courses import Courses
from gongwei.records import synthetic as s
from gongwei.records.synthetic import Array, Columns, District, Rng

HOSPITALS = ("威海市妇幼保健院", "威海市立医院", "威海卫人民医院", "威海市中央医院")
HUSBANDS = ("丛惊蛰", "王谷雨", "姜立夏", "刘芒种", "毕小暑", "于处暑", "邹寒露", "宋霜降")
GREEN, YELLOW, ORANGE, RED = 1, 2, 3, 4


def risk_of(rng: Rng, district: District, held: Courses, booked: Array) -> tuple[Array, Array]:
    """The colour of each pregnancy by age and chance, and whether 紫 stands beside it."""
    age = s.years_between(district.birth[held.mother], booked)
    drawn = s.draw(rng, (GREEN, YELLOW, ORANGE, RED), len(held), (74, 20.5, 5, 0.5))
    by_age = np.where(age >= 40, ORANGE, np.where((age >= 35) | (age <= 18), YELLOW, GREEN))
    purple = rng.random(len(held)) < 0.035
    return np.maximum(np.maximum(drawn, by_age), np.where(purple, YELLOW, GREEN)), np.where(purple, 2, 1)


def _hemoglobin(rng: Rng, colour: Array) -> Array:
    """Normal, or as low as the colour says."""
    count = len(colour)
    values = np.where(colour == GREEN, rng.integers(111, 139, count), rng.integers(98, 110, count))
    found: Array = np.where(colour == RED, 39, values)
    return found


def _pressure(rng: Rng, colour: Array) -> tuple[Array, Array]:
    count = len(colour)
    sbp = s.measured(rng, 113, 8, 92, 136, count)
    high = (colour >= ORANGE) & (rng.random(count) < 0.5)
    sbp = np.where(high, rng.integers(140, 158, count), sbp).astype(np.int32)
    return sbp, np.minimum(np.round(sbp * 0.63).astype(np.int32), 99)


def _coloured(colour: Array, purple: Array) -> Columns:
    reason = np.where(colour >= YELLOW, 0, -1)
    reason = np.where(purple == 2, 1, reason)
    return {
        "risk_colour": colour,
        "risk_purple": purple,
        "risk_reason": s.texts(("年龄、贫血或血压", "乙型肝炎表面抗原阳性"), reason),
    }


def _laboratory(rng: Rng, purple: Array) -> Columns:
    """Blood and liver in their usual ranges; hepatitis B where the woman is purple."""
    count, one = len(purple), np.ones(len(purple), np.int16)
    return {
        "wbc": s.measured(rng, 8, 1.3, 4.5, 13, count, 1),
        "platelet": s.measured(rng, 225, 40, 110, 380, count),
        "abo": s.draw(rng, (1, 2, 3, 4), count, (28, 31, 31, 10)),
        "rh": np.full(count, 2),
        "glucose": s.measured(rng, 4.5, 0.25, 3.7, 5.0, count, 1),
        "alt": s.measured(rng, 17, 5, 6, 38, count, 1),
        "ast": s.measured(rng, 18, 4, 8, 36, count, 1),
        "albumin": s.measured(rng, 42, 2, 36, 48, count, 1),
        "total_bilirubin": s.measured(rng, 9, 2, 4, 17, count, 1),
        "direct_bilirubin": s.measured(rng, 2.5, 0.6, 1, 5, count, 1),
        "creatinine": s.measured(rng, 48, 7, 30, 70, count, 1),
        "urea": s.measured(rng, 3, 0.6, 1.6, 5.5, count, 1),
        "hbsag": purple,
        "hbsab": s.draw(rng, (1, 2), count, (35, 65)),
        "hbeag": one,
        "hbeab": one,
        "hbcab": purple,
        "syphilis": s.where(rng.random(count) < 0.985, one),
        "hiv": s.where(rng.random(count) < 0.985, one),
    }


def first_values(
    rng: Rng, district: District, place: Array, day: Array, colour: Array, purple: Array
) -> Columns:
    """第1次产前检查 without weeks and dates."""
    count = len(place)
    age = s.years_between(district.birth[place], day)
    height = s.measured(rng, 162, 5, 148, 176, count, 1)
    index = np.where(colour >= ORANGE, rng.uniform(25.5, 28.5, count), rng.uniform(18.9, 24.8, count))
    weight = np.round(index * (height / 100) ** 2, 1)
    sbp, dbp = _pressure(rng, np.minimum(colour, YELLOW))
    before = s.draw(rng, (0, 1, 2), count, (52, 40, 8))
    one, none = np.ones(count, np.int16), np.zeros(count, np.int16)
    cut = (before > 0) & (colour >= YELLOW) & (rng.random(count) < 0.5)
    referred = colour >= YELLOW
    screening = np.where(colour == GREEN, -1, np.where(age >= 35, 0, np.where(purple == 2, 1, 2)))
    plain = dict.fromkeys(("heart", "lungs", "vulva", "vagina", "cervix", "uterus", "adnexa"), one)
    urine = dict.fromkeys(("urine_protein", "urine_glucose", "urine_ketone", "urine_blood"), one)
    past = ("miscarriage", "fetal_death", "stillbirth", "neonatal_death", "birth_defect")
    lost = dict.fromkeys(past, none)
    return plain | urine | lost | _laboratory(rng, purple) | _coloured(colour, purple) | {
        "mother_age": age,
        "husband_name": s.chosen(rng, HUSBANDS, count),
        "husband_age": age + rng.integers(-1, 6, count),
        "husband_phone": district.phone_of(place),
        "gravidity": before + 1 + (rng.random(count) < 0.25),
        "induced_abortion": none,
        "parity_vaginal": np.where(cut, np.maximum(before - 1, 0), before),
        "parity_cesarean": np.where(cut, 1, 0),
        "past_history": s.sets(((1,), (6,)), s.draw(rng, (0, 1), count, (95, 5))),
        "family_history": s.sets(((1,),), none.astype(np.int64)),
        "personal_history": s.sets(((1,),), none.astype(np.int64)),
        "ob_gyn_surgery": np.where(cut, 2, 1),
        "ob_gyn_surgery_other": s.where(cut, s.repeated("剖宫产", count)),
        "height": height,
        "weight": weight,
        "prepregnancy_weight": np.round(weight - 1, 1),
        "sbp": sbp,
        "dbp": dbp,
        "hemoglobin": _hemoglobin(rng, colour),
        "ultrasound": s.repeated("宫内早孕，可见胎心", count),
        "overall": np.where(referred, 2, 1),
        "overall_other": s.where(referred, s.repeated("妊娠风险黄色及以上", count)),
        "guidance": s.sets(((1, 3, 4, 5), (1, 2, 3, 4, 5)), s.draw(rng, (0, 1), count)),
        "referral": np.where(referred, 2, 1),
        "referral_reason": s.where(referred, s.repeated("妊娠风险评估", count)),
        "referral_org_dept": s.where(referred, s.repeated("威海市妇幼保健院 产科", count)),
        "risk_screening": s.sets(((101,), (605,), (601,)), screening),
    }  # fmt: skip


def visit_values(
    rng: Rng, district: District, place: Array, gone: Array, column: Array, colour: Array, purple: Array
) -> Columns:
    """第2～5次产前随访 without weeks and dates: weight, fundus and girth grow with the weeks."""
    count, weeks = len(place), gone / 7
    sbp, dbp = _pressure(rng, colour)
    base = 50 + (district.resident[place] * 37 % 21)
    one = np.ones(count, np.int16)
    odd = sbp >= 140
    guided = s.sets(((1, 2), (1, 2, 4), (1, 2, 3, 4)), s.draw(rng, (0, 1, 2), count))
    return _coloured(colour, purple) | {
        "kind": one,
        "mode": one,
        "complaint": s.chosen(rng, ("无不适", "偶有腰酸", "夜间小腿抽筋", "无不适"), count),
        "weight": np.round(base + 0.42 * (weeks - 12) + rng.normal(0, 0.5, count), 1),
        "fundal_height": np.round(np.clip(weeks - 1 + rng.normal(0, 0.8, count), 10, 38), 1),
        "abdominal_girth": np.round(74 + 0.75 * weeks + rng.normal(0, 2, count), 1),
        "fetal_position": s.where(column >= 4, s.draw(rng, (2, 3, 1, 8), count, (52, 30, 15, 3))),
        "fetal_heart_rate": s.measured(rng, 144, 6, 122, 158, count),
        "sbp": sbp,
        "dbp": dbp,
        "hemoglobin": _hemoglobin(rng, np.where(rng.random(count) < 0.88, GREEN, np.minimum(colour, YELLOW))),
        "urine_protein": np.where(odd & (rng.random(count) < 0.3), 3, 1),
        "prenatal_screening": s.where(column <= 3, s.draw(rng, (2, 3, 1, 4), count, (90, 4, 4, 2))),
        "category": np.where(odd, 2, 1),
        "category_other": s.where(odd, s.repeated("血压偏高", count)),
        "guidance_2": s.where(column == 2, guided),
        "guidance_3": s.where(column == 3, guided),
        "guidance_4": s.where(column >= 4, guided),
        "referral": np.where(odd, 2, 1),
        "referral_reason": s.where(odd, s.repeated("血压偏高", count)),
        "referral_org_dept": s.where(odd, s.repeated("威海市妇幼保健院 产科", count)),
    }


def after_birth(rng: Rng, count: int) -> Columns:
    """What 产后访视 and 42天检查 ask alike."""
    one = np.ones(count, np.int16)
    sbp = s.measured(rng, 112, 8, 92, 134, count)
    return {
        "general_condition": s.repeated("良好", count),
        "mental_condition": s.chosen(rng, ("良好", "良好", "轻度焦虑，已疏导"), count),
        "sbp": sbp,
        "dbp": np.round(sbp * 0.63).astype(np.int32),
        "breast": one,
        "lochia": one,
        "uterus": one,
        "wound": one,
        "risk_colour": one,
        "risk_purple": one,
    }
