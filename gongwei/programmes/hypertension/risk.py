"""危险分层: an optional aid for the doctor's card, not asked by the specification (spec 07a a; htn-guideline#全文)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

LOW, MEDIUM, HIGH, VERY_HIGH = 1, 2, 3, 4
BY_GRADE = {
    "none": (LOW, MEDIUM, HIGH),
    "some": (MEDIUM, MEDIUM, VERY_HIGH),
    "many": (HIGH, HIGH, VERY_HIGH),
    "clinical": (VERY_HIGH, VERY_HIGH, VERY_HIGH),
}
NOTHING = 1
CLINICAL = {2, 3, 4, 5, 6, 8}
"""Complications that weigh most: brain, heart, kidney from CKD 4, vessels, retina, diabetes with complications."""
AS_DAMAGE = {7, 9}
"""Uncomplicated diabetes and CKD 3 weigh like damage of a target organ."""
MANY = 3


def grade(sbp: int | None, dbp: int | None, limits: Mapping[str, Any]) -> int | None:
    """Grade 1–3 of the higher of both values; 0 below 140/90, None when either is missing."""
    if sbp is None or dbp is None:
        return None
    steps = (("suspect_sbp", "suspect_dbp"), ("grade_2_sbp", "grade_2_dbp"), ("grade_3_sbp", "grade_3_dbp"))
    return sum(1 for upper, lower in steps if sbp >= limits[upper] or dbp >= limits[lower])


def risk_level(
    sbp: int | None,
    dbp: int | None,
    risk_factors: Iterable[int] | None,
    target_organ_damage: Iterable[int] | None,
    complications: Iterable[int] | None,
    limits: Mapping[str, Any],
) -> int | None:
    """1 低危 … 4 很高危 from grade and companions; None below grade 1 and while anything asked is missing."""
    found = grade(sbp, dbp, limits)
    if not found or risk_factors is None or target_organ_damage is None or complications is None:
        return None
    factors, damage, ill = (
        set(codes) - {NOTHING} for codes in (risk_factors, target_organ_damage, complications)
    )
    if ill & CLINICAL:
        row = "clinical"
    elif len(factors) >= MANY or damage or ill & AS_DAMAGE:
        row = "many"
    else:
        row = "some" if factors else "none"
    return BY_GRADE[row][found - 1]
