"""The whole table of 危险分层, its limits, and what is missing."""

from __future__ import annotations

import datetime as dt

import pytest

from gongwei.catalogue.plans import values_on
from gongwei.programmes.hypertension.codes import RISK_LEVEL
from gongwei.programmes.hypertension.risk import grade, risk_level

LIMITS = values_on("hypertension", dt.date(2024, 10, 16))
GRADES = {1: (159, 99), 2: (179, 109), 3: (180, 100)}


@pytest.mark.parametrize(
    ("sbp", "dbp", "expected"),
    [
        (139, 89, 0), (140, 89, 1), (139, 90, 1), (159, 99, 1), (160, 99, 2), (159, 100, 2), (179, 109, 2),
        (180, 80, 3), (150, 110, 3), (None, 90, None), (150, None, None),
    ],
)  # fmt: skip
def test_the_grade_follows_the_higher_of_both_values(
    sbp: int | None, dbp: int | None, expected: int | None
) -> None:
    assert grade(sbp, dbp, LIMITS) == expected


@pytest.mark.parametrize(
    ("factors", "damage", "ill", "levels"),
    [
        ([1], [1], [1], ["低危", "中危", "高危"]),
        ([2], [1], [1], ["中危", "中危", "很高危"]),
        ([2, 3], [1], [1], ["中危", "中危", "很高危"]),
        ([2, 3, 4], [1], [1], ["高危", "高危", "很高危"]),
        ([1], [2], [1], ["高危", "高危", "很高危"]),
        ([1], [1], [7], ["高危", "高危", "很高危"]),
        ([1], [1], [9], ["高危", "高危", "很高危"]),
        ([1], [1], [2], ["很高危", "很高危", "很高危"]),
        ([2, 3, 4], [2], [8], ["很高危", "很高危", "很高危"]),
    ],
)
def test_the_table_by_grade(factors: list[int], damage: list[int], ill: list[int], levels: list[str]) -> None:
    found = [risk_level(*GRADES[each], factors, damage, ill, LIMITS) for each in (1, 2, 3)]
    assert [RISK_LEVEL.label(level) for level in found] == levels


def test_what_was_not_asked_is_not_taken_for_none() -> None:
    assert risk_level(150, 95, None, [1], [1], LIMITS) is None
    assert risk_level(150, 95, [1], None, [1], LIMITS) is None
    assert risk_level(150, 95, [1], [1], None, LIMITS) is None
    assert risk_level(None, 95, [1], [1], [1], LIMITS) is None
    assert risk_level(130, 80, [2], [1], [1], LIMITS) is None
