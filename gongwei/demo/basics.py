"""The answers of 个人基本信息表: plausible for age and sex, complete for the 规范 part, with gaps for the others."""

from __future__ import annotations

import numpy as np
import pyarrow.compute as pc

from gongwei.records.synthetic import Array, Columns, Rng, chosen, draw, sets, texts, where

EMPLOYERS = ("市立医院", "区实验小学", "渔具厂", "造船厂", "海产品公司", "纺织公司", "公交公司", "个体经营")
NONE = (1,)
LEFT_EMPTY = (
    "phone", "registered_address", "contact_name", "contact_phone", "blood_type_abo", "blood_type_rh", "education",
    "occupation", "marital_status", "payment_methods", "drug_allergy", "exposure_history", "family_father",
    "family_mother", "family_siblings", "family_children", "genetic_disease", "disability",
)  # fmt: skip
"""Required answers that are found missing in records that are not 规范."""
ON_COVER = 2
"""The first of them stand on the cover, which small children have too."""


def answers(
    rng: Rng, age: Array, sex: Array, marital: Array, hypertension: Array, diabetes: Array
) -> Columns:
    """Every answer of the form except identity, address and telephone."""
    count = len(age)
    small = age < 16
    return {
        "employer": where(
            (age >= 20) & (age < 60) & (rng.random(count) < 0.5), chosen(rng, EMPLOYERS, count)
        ),
        "residence_type": draw(rng, (1, 2), count, (84, 16)),
        "ethnicity": draw(rng, (1, 2, 3, 10, 11), count, (985, 2, 4, 4, 5)),
        "blood_type_abo": draw(rng, (1, 2, 3, 4, 5), count, (27, 30, 27, 9, 7)),
        "blood_type_rh": draw(rng, (1, 2, 3), count, (1, 90, 9)),
        "education": _education(rng, age),
        "occupation": _occupation(rng, age),
        "marital_status": marital,
        "payment_methods": _payment(rng, age),
        "drug_allergy": _sometimes(rng, ((1,), (2,), (3,), (4,), (2, 3)), count, (94, 4, 1, 0.5, 0.5)),
        "exposure_history": _sometimes(rng, ((1,), (2,), (3,), (4,)), count, (98, 1.2, 0.4, 0.4)),
        **_past(rng, age, hypertension, diabetes),
        **_family(rng, count),
        "genetic_disease": np.ones(count, np.int16),
        "disability": _sometimes(rng, ((1,), (2,), (3,), (5,), (6,), (7,)), count, (954, 8, 8, 22, 4, 4)),
        "kitchen_exhaust": draw(rng, (1, 2, 3, 4), count, (4, 78, 10, 8)),
        "fuel_type": draw(rng, (1, 2, 3, 5), count, (35, 4, 50, 11)),
        "drinking_water": draw(rng, (1, 2, 3), count, (90, 6, 4)),
        "toilet": draw(rng, (1, 2, 3), count, (40, 12, 48)),
        "livestock_pen": np.where(small, 1, draw(rng, (1, 2, 4), count, (90, 6, 4))),
    }


def _sometimes(
    rng: Rng, options: tuple[tuple[int, ...], ...], count: int, weights: tuple[float, ...]
) -> object:
    return sets(options, draw(rng, range(len(options)), count, weights))


def _education(rng: Rng, age: Array) -> Array:
    """Younger people stayed longer at school."""
    count = len(age)
    young = draw(rng, (1, 2, 3, 4, 6, 7), count, (4, 26, 26, 12, 18, 14))
    middle = draw(rng, (2, 3, 4, 6, 7, 8), count, (6, 9, 8, 20, 44, 13))
    old = draw(rng, (3, 6, 7, 8, 9), count, (2, 7, 25, 40, 26))
    grown = np.where(age < 40, young, np.where(age < 65, middle, old))
    school = np.where(age >= 16, 6, np.where(age >= 13, 7, np.where(age >= 7, 8, 9)))
    return np.where(age >= 22, grown, school).astype(np.int16)


def _occupation(rng: Rng, age: Array) -> Array:
    """0–8 of the form; children and most old people have none."""
    count = len(age)
    working = draw(rng, (0, 1, 2, 3, 4, 5, 7, 8), count, (2, 12, 9, 24, 20, 18, 9, 6))
    old = draw(rng, (4, 7, 8), count, (38, 8, 54))
    return np.where(age < 18, 8, np.where(age < 60, working, old)).astype(np.int16)


def _payment(rng: Rng, age: Array) -> object:
    options = ((1,), (2,), (3,), (1, 5), (3, 4), (7,))
    chance = draw(rng, range(len(options)), len(age), (46, 22, 22, 5, 2, 3))
    return sets(options, np.where(age < 18, 1, chance))


def _past(rng: Rng, age: Array, hypertension: Array, diabetes: Array) -> Columns:
    """Past diseases agree with what is managed; some old people had a heart attack or a stroke."""
    count = len(age)
    heart = (rng.random(count) < np.interp(age, [40, 80], [0.0, 0.12])).astype(np.int64)
    stroke = (rng.random(count) < np.interp(age, [45, 80], [0.0, 0.07])).astype(np.int64)
    options = []
    for bits in range(16):
        found = [code for place, code in enumerate((2, 3, 4, 7)) if bits >> place & 1]
        options.append(tuple(found) or NONE)
    index = hypertension + 2 * diabetes + 4 * heart + 8 * stroke
    return {
        "past_disease": sets(options, index),
        "surgery": np.ones(count, np.int16),
        "trauma": np.ones(count, np.int16),
        "transfusion": np.ones(count, np.int16),
    }


def _family(rng: Rng, count: int) -> Columns:
    options = ((1,), (2,), (3,), (4,), (7,), (2, 3), (2, 7))
    weights = (70, 14, 4, 3, 3, 3, 3)
    names = ("family_father", "family_mother", "family_siblings", "family_children")
    return {
        name: _sometimes(rng, options, count, (weights[0] * factor, *weights[1:]))
        for name, factor in zip(names, (1, 1, 3, 12), strict=True)
    }


def with_gaps(rng: Rng, columns: Columns, incomplete: Array, small: Array) -> Columns:
    """Blank one to three required answers of each incomplete record; of small children's only those of the cover."""
    count = len(incomplete)
    gaps = np.zeros((len(LEFT_EMPTY), count), bool)
    for nth in range(3):
        missing = incomplete & (rng.random(count) < (1.0, 0.4, 0.15)[nth])
        asked = rng.integers(0, np.where(small, ON_COVER, len(LEFT_EMPTY)))
        gaps[asked[missing], np.flatnonzero(missing)] = True
    return columns | {name: where(~gap, columns[name]) for name, gap in zip(LEFT_EMPTY, gaps, strict=True)}


def addresses(village_names: list[str], village: Array, household: Array) -> object:
    """A house in the village; a household shares it."""
    house = household % 260 + 1
    doors = [f"{number}号" for number in range(1, 262)]
    return pc.binary_join_element_wise(texts(village_names, village), texts(doors, house - 1), "")
