"""Estimated patients are the denominator of 健康管理率: population × adult share × prevalence (spec 07a e)."""

from __future__ import annotations

import pytest

from gongwei.catalogue.plans import plan
from gongwei.policy import Plan


@pytest.fixture(scope="module")
def huancui() -> Plan:
    return plan("huancui-2024")


@pytest.mark.parametrize(
    ("base", "institution", "expected"),
    [
        ("hypertension_estimated", None, 105_292),  # 478,600 × 0.80 × 0.275
        ("diabetes_estimated", None, 45_563),  # 478,600 × 0.80 × 0.119 = 45,562.72
        ("hypertension_estimated", "HC-JY", 12_320),  # 56,000 × 0.80 × 0.275
    ],
)
def test_patients_are_expected_by_population_and_prevalence(
    huancui: Plan, base: str, institution: str | None, expected: int
) -> None:
    assert huancui.base(institution, base) == expected


def test_without_a_prevalence_or_an_institution_nothing_is_expected(huancui: Plan) -> None:
    assert huancui.base(None, "elderly_estimated") is None
    assert huancui.base("nowhere", "hypertension_estimated") is None
