"""The answers of 健康体检表: mostly healthy, agreeing with age, sex and what the person is managed for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gongwei.records.synthetic import Array, Columns, Rng, chosen, draw, measured, sets, texts, where

if TYPE_CHECKING:
    from gongwei.demo.district import District
    from gongwei.demo.exams import Examined

NEVER = ("heart_murmur", "abd_tenderness", "abd_mass", "hepatomegaly", "splenomegaly", "shifting_dullness")
"""无 for everybody."""
ELDERLY = 65


def answers(rng: Rng, district: District, done: Examined) -> Columns:
    """Every item but the conclusion."""
    count = len(done.place)
    ill = {
        programme: np.isin(done.place, district.patients(programme))
        for programme in ("hypertension", "diabetes")
    }
    return {
        "symptoms": sets(
            ((1,), (2,), (3,), (14,), (15,), (3, 22)), draw(rng, range(6), count, (80, 4, 6, 6, 2, 2))
        ),
        **_general(rng, district, done, ill["hypertension"]),
        **_elders(rng, district, done),
        **_habits(rng, district, done),
        **_organs(rng, count, done.age),
        **_body(rng, count),
        **_blood(rng, district, done, ill["diabetes"]),
        **_known_diseases(rng, count, done.age),
    }


def _general(rng: Rng, district: District, done: Examined, hypertension: Array) -> Columns:
    """Temperature to waist; both arms within a few mmHg of each other."""
    count, place = len(done.place), done.place
    rate = measured(rng, 74, 8, 50, 112, count)
    sbp = measured(rng, np.where(hypertension, 138, 124), np.where(hypertension, 12, 9), 92, 196, count)
    dbp = np.minimum(measured(rng, sbp * 0.59, 5, 52, 112, count), sbp - 25)
    height, weight = np.clip(district.height[place], 50, 250), np.clip(district.weight[place], 2, 300)
    waist = np.clip(np.round(weight / height * 190 + rng.normal(0, 4, count), 1), 45, 150)
    return {
        "temperature": measured(rng, 36.5, 0.25, 35.7, 37.2, count, 1),
        "pulse": rate,
        "heart_rate": rate,
        "respiration": measured(rng, 17, 1.4, 13, 22, count),
        "bp_left_sys": sbp,
        "bp_left_dia": dbp,
        "bp_right_sys": np.minimum(sbp + rng.integers(-4, 5, count), 196),
        "bp_right_dia": dbp,
        "height": height,
        "weight": weight,
        "waist": waist,
    }


def _elders(rng: Rng, district: District, done: Examined) -> Columns:
    """The four self-reports of people of 65 and over."""
    count, old = len(done.place), done.age >= ELDERLY
    forgetful, sad = (
        rng.random(count) < np.interp(done.age, [65, 90], [0.01, 0.12]),
        rng.random(count) < 0.012,
    )
    return {
        "elder_self_health": where(old, draw(rng, (1, 2, 3, 4), count, (55, 35, 6, 4))),
        "elder_self_care": where(old, district.dependence[done.place]),
        "elder_cognition": where(old, 1 + forgetful.astype(np.int16)),
        "elder_cognition_score": where(old & forgetful, rng.integers(14, 27, count)),
        "elder_emotion": where(old, 1 + sad.astype(np.int16)),
        "elder_emotion_score": where(old & sad, rng.integers(8, 22, count)),
    }


def _habits(rng: Rng, district: District, done: Examined) -> Columns:
    """Exercise, diet, tobacco, alcohol; nothing is filled in for those who never did."""
    count, man = len(done.place), district.sex[done.place] == 1
    moves = draw(rng, (1, 2, 3, 4), count, (34, 30, 14, 22))
    smoking = np.where(man, draw(rng, (1, 2, 3), count, (52, 14, 34)), draw(rng, (1, 3), count, (98, 2)))
    drinking = np.where(
        man, draw(rng, (1, 2, 3, 4), count, (50, 28, 14, 8)), draw(rng, (1, 2), count, (92, 8))
    )
    smokes, drinks = smoking > 1, drinking > 1
    return {
        "exercise_frequency": moves,
        "exercise_minutes": where(moves < 4, draw(rng, (20, 30, 40, 60), count)),
        "exercise_years": where(moves < 4, draw(rng, (2, 5, 10, 15), count)),
        "exercise_type": where(moves < 4, chosen(rng, ("散步", "广场舞", "慢跑", "太极拳"), count)),
        "diet_habits": sets(((1,), (3,), (1, 4), (2, 5)), draw(rng, range(4), count, (74, 8, 14, 4))),
        "smoking_status": smoking,
        "cigarettes_per_day": where(smokes, draw(rng, (5, 10, 15, 20), count)),
        "smoking_start_age": where(smokes, np.minimum(18, done.age)),
        "quit_smoking_age": where(smoking == 2, np.clip(done.age - 4, 18, None)),
        "drinking_frequency": drinking,
        "alcohol_liang": where(drinks, draw(rng, (1, 2, 3), count, (55, 35, 10))),
        "quit_drinking": where(drinks, np.ones(count, np.int16)),
        "start_age": where(drinks, np.minimum(20, done.age)),
        "drunk_last_year": where(drinks, draw(rng, (1, 2), count, (8, 92))),
        "drink_types": where(
            drinks, sets(((1,), (2,), (1, 2), (3,)), draw(rng, range(4), count, (40, 30, 25, 5)))
        ),
        "occ_exposure": np.ones(count, np.int16),
    }


def _organs(rng: Rng, count: int, age: Array) -> Columns:
    """Mouth, sight, hearing, movement: worse with age."""
    false_teeth, missing = rng.random(count) < np.interp(age, [50, 85], [0.03, 0.4]), rng.random(count) < 0.3
    teeth = np.where(false_teeth, 2, np.where(missing, 1, 0))
    sight = np.interp(age, [20, 60, 90], [5.0, 4.8, 4.3])
    return {
        "lips": np.ones(count, np.int16),
        "teeth": sets(((1,), (2,), (4,)), teeth),
        "teeth_missing_lu": where(teeth == 1, rng.integers(1, 4, count)),
        "teeth_denture_ll": where(teeth == 2, rng.integers(1, 8, count)),
        "pharynx": draw(rng, (1, 2), count, (97, 3)),
        "vision_l": measured(rng, sight, 0.2, 3.5, 5.3, count, 1),
        "vision_r": measured(rng, sight, 0.2, 3.5, 5.3, count, 1),
        "hearing": 1 + (rng.random(count) < np.interp(age, [60, 95], [0.0, 0.25])).astype(np.int16),
        "motor_function": 1 + (rng.random(count) < np.interp(age, [65, 95], [0.0, 0.2])).astype(np.int16),
    }


def _body(rng: Rng, count: int) -> Columns:
    """查体: a few dry rales and swollen legs, everything else as it should be."""
    one = np.ones(count, np.int16)
    return dict.fromkeys(NEVER, one) | {
        "skin": one,
        "sclera": one,
        "lymph_nodes": one,
        "barrel_chest": one,
        "breath_sounds": one,
        "rales": draw(rng, (1, 2), count, (98, 2)),
        "heart_rhythm": draw(rng, (1, 2), count, (96, 4)),
        "leg_edema": draw(rng, (1, 4), count, (97, 3)),
        "dorsalis_pedis": draw(rng, (2, 3, 4), count, (985, 8, 7)),
    }  # fmt: skip


def _blood(rng: Rng, district: District, done: Examined, diabetes: Array) -> Columns:
    """辅助检查 of the basic set; incomplete exams lack B超 or the blood count."""
    count = len(done.place)
    woman = district.sex[done.place] == 2
    sugar = np.where(diabetes, rng.normal(6.9, 1.4, count), rng.normal(5.2, 0.4, count))
    heart, liver = rng.random(count) < 0.09, rng.random(count) < 0.12
    without = ~done.complete & (rng.random(count) < 0.6)
    uncounted = ~done.complete & ~without
    return {
        "hemoglobin": where(~uncounted, measured(rng, np.where(woman, 132, 146), 9, 88, 180, count, 1)),
        "wbc": where(~uncounted, measured(rng, 6.2, 1.1, 3.3, 11.0, count, 2)),
        "platelet": where(~uncounted, measured(rng, 220, 40, 95, 380, count, 1)),
        "urine_protein": texts(("－", "±", "＋"), draw(rng, range(3), count, (94, 4, 2))),
        "urine_glucose": texts(("－", "＋"), (diabetes & (rng.random(count) < 0.2)).astype(np.int64)),
        "urine_ketone": "－",
        "urine_blood": texts(("－", "±"), draw(rng, range(2), count, (95, 5))),
        "fasting_glucose": np.round(
            np.clip(sugar, np.where(diabetes, 4.2, 4.0), np.where(diabetes, 16.2, 6.9)), 2
        ),
        "fundus": where(diabetes & (rng.random(count) < 0.45), np.ones(count, np.int16)),
        "urine_microalbumin": where(
            diabetes & (rng.random(count) < 0.5), measured(rng, 1.4, 0.6, 0.1, 4.5, count, 2)
        ),
        "ecg": 1 + heart.astype(np.int16),
        "ecg_other": where(
            heart, chosen(rng, ("窦性心动过缓", "ST-T改变", "完全性右束支传导阻滞", "室性早搏"), count)
        ),
        "alt": measured(rng, 22, 8, 6, 78, count, 1),
        "ast": measured(rng, 22, 7, 8, 70, count, 1),
        "total_bilirubin": measured(rng, 13, 3.5, 4, 30, count, 1),
        "creatinine": measured(rng, np.where(woman, 62, 76), 12, 35, 140, count, 1),
        "urea": measured(rng, 5.3, 1.2, 2.1, 10.5, count, 2),
        "tc": measured(rng, 4.7, 0.65, 2.9, 7.6, count, 2),
        "tg": measured(rng, 1.35, 0.42, 0.4, 4.8, count, 2),
        "ldl_c": measured(rng, 2.7, 0.5, 1.0, 5.2, count, 2),
        "hdl_c": measured(rng, 1.35, 0.28, 0.7, 2.6, count, 2),
        "abdominal_us": where(~without, 1 + liver.astype(np.int16)),
        "abdominal_us_other": where(
            liver & ~without, chosen(rng, ("脂肪肝", "肝囊肿", "胆囊结石", "肾囊肿"), count)
        ),
    }


def _known_diseases(rng: Rng, count: int, age: Array) -> Columns:
    """现存主要健康问题: hearts and brains of the old."""
    heart = np.where(rng.random(count) < np.interp(age, [50, 85], [0.0, 0.12]), 1, 0)
    brain = np.where(rng.random(count) < np.interp(age, [50, 85], [0.0, 0.06]), 1, 0)
    return {
        "cerebrovascular": sets(((1,), (2,)), brain),
        "kidney_disease": "{1}",
        "heart_disease": sets(((1,), (3,)), heart),
        "vascular_disease": "{1}",
        "eye_disease": sets(
            ((1,), (4,)), (rng.random(count) < np.interp(age, [60, 90], [0.0, 0.2])).astype(np.int64)
        ),
        "neuro_disease": np.ones(count, np.int16),
        "other_disease": np.ones(count, np.int16),
    }
