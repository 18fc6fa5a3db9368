"""What is typed on the shared forms: a healthy man's exam, a referral, an encounter."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

EXAM_DAY = dt.date(2024, 5, 20)


def exam_values(**changes: Any) -> dict[str, Any]:
    """A complete exam of a healthy man of 66; ``changes`` replace values."""
    ones = [
        "elder_self_health",
        "elder_self_care",
        "elder_cognition",
        "elder_emotion",
        "smoking_status",
        "drinking_frequency",
        "occ_exposure",
        "lips",
        "pharynx",
        "hearing",
        "motor_function",
        "skin",
        "sclera",
        "lymph_nodes",
        "barrel_chest",
        "breath_sounds",
        "rales",
        "heart_rhythm",
        "heart_murmur",
        "abd_tenderness",
        "abd_mass",
        "hepatomegaly",
        "splenomegaly",
        "shifting_dullness",
        "leg_edema",
        "ecg",
        "abdominal_us",
        "neuro_disease",
        "other_disease",
        "assessment",
    ]
    lists = [
        "symptoms",
        "diet_habits",
        "teeth",
        "cerebrovascular",
        "kidney_disease",
        "heart_disease",
        "vascular_disease",
        "eye_disease",
    ]
    return {
        "served_on": EXAM_DAY,
        **dict.fromkeys(ones, 1),
        **{name: [1] for name in lists},
        "exercise_frequency": 4,
        "temperature": Decimal("36.5"),
        "pulse": 72,
        "respiration": 18,
        "bp_left_sys": 128,
        "bp_left_dia": 78,
        "height": Decimal("165.0"),
        "weight": Decimal("60.0"),
        "waist": Decimal("82.0"),
        "vision_l": Decimal("4.9"),
        "vision_r": Decimal("4.9"),
        "heart_rate": 72,
        "hemoglobin": Decimal("135.0"),
        "fasting_glucose": Decimal("5.20"),
        "creatinine": Decimal("70.0"),
        "guidance": [0],
        **changes,
    }


def encounter_values(**changes: Any) -> dict[str, Any]:
    """An encounter on the exam day."""
    return {
        "served_on": EXAM_DAY,
        "subjective": "头晕三天",
        "objective": "血压 150/92",
        "assessment": "血压偏高",
        "plan": "低盐饮食，一周后复测",
        **changes,
    }


def referral_values(**changes: Any) -> dict[str, Any]:
    """A referral on the exam day."""
    return {
        "served_on": EXAM_DAY,
        "to_org": "威海市立医院",
        "to_dept": "心内科",
        "initial_impression": "高血压危象待查",
        "present_illness": "血压 190/112，头痛",
        "reason": "血压危急",
        **changes,
    }
