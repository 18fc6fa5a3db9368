"""Checking a record: below, at and above each limit; required, conditional, exclusive; confirmed once."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from gongwei.records.binding import Bound, bind
from gongwei.records.tests.sample import COMPLETE, FORM
from gongwei.records.validate import confirm_key, likely, validate

DAY = dt.date(2024, 10, 16)


def bound(**changes: Any) -> Bound:
    return bind(FORM, {**COMPLETE, **changes}, today=DAY)


@pytest.mark.parametrize(
    ("typed", "severities"),
    [("19.9", ["hard"]), ("20", ["soft"]), ("29.9", ["soft"]), ("30", []), ("150", []),
     ("150.1", ["soft"]), ("300", ["soft"]), ("300.1", ["hard"])],
)  # fmt: skip
def test_limits_are_inclusive(typed: str, severities: list[str]) -> None:
    assert [problem.severity for problem in bound(weight_cur=typed).problems] == severities


def test_one_misplaced_decimal_point_is_guessed() -> None:
    (problem,) = bound(weight_cur="665.0").problems
    assert problem.message == "体重应在 20～300 kg 之间，是不是 66.5？"
    (problem,) = bound(sbp="1380").problems
    assert problem.message == "收缩压应在 50～300 mmHg 之间，是不是 138？"


@pytest.mark.parametrize(
    ("value", "places", "guess"),
    [
        ("6650", 1, None),
        ("1385", 0, None),
        ("665", 1, "66.5"),
        ("6.6", 1, "66"),
        ("66.5", 1, None),
        ("0", 1, None),
    ],
)
def test_no_guess_unless_exactly_one_usual_value_explains_it(
    value: str, places: int, guess: str | None
) -> None:
    found = likely(Decimal(value), (30, 150), (20, 300), places)
    assert found == (None if guess is None else Decimal(guess))


def test_a_doubtful_value_passes_once_that_very_value_is_confirmed() -> None:
    asked = bound(weight_cur="165")
    (problem,) = asked.problems
    assert problem.message == "体重 165 kg 少见（多在 30～150），请核对"
    assert confirm_key(problem, asked.values) == "weight_cur:165"
    assert bound(weight_cur="165", confirm="weight_cur:165").ok
    assert not bound(weight_cur="166", confirm="weight_cur:165").ok


def test_a_doubtful_value_in_a_row_is_confirmed_by_its_place() -> None:
    (problem,) = bound(**{"medicines-0-dose": "2500"}).problems
    assert problem.field == "medicines-0-dose"
    assert bound(**{"medicines-0-dose": "2500", "confirm": "medicines-0-dose:2500"}).ok


def test_a_hard_limit_cannot_be_confirmed_away() -> None:
    assert not bound(weight_cur="301", confirm="weight_cur:301").ok


def test_required_fields_are_asked_for_in_paper_order() -> None:
    problems = bind(FORM, {}, today=DAY).problems
    assert {problem.severity for problem in problems} == {"required"}
    names = [problem.field for problem in problems]
    assert names[:3] == ["served_on", "mode", "symptoms"]
    assert names == sorted(names, key=FORM.field_names().index)
    assert problems[0].message == "随访日期必填"


def test_a_condition_asks_only_while_it_holds_and_says_why() -> None:
    assert bound(mode="3", sbp="", dbp="", weight_cur="").ok
    assert [p.message for p in bound(sbp="").problems] == ["收缩压必填（随访方式不是“电话”时）"]
    assert [p.message for p in bound(reaction="2").problems] == ["不良反应名称必填（药物不良反应选了“有”时）"]
    assert bound(reaction="2", reaction_text="干咳").ok
    assert [p.message for p in bound(referred="1").problems] == ["转诊原因必填（转诊选了“是”时）"]


def test_none_excludes_the_others_and_other_asks_for_words() -> None:
    assert [p.message for p in bound(symptoms=["1", "2"]).problems] == ["症状选了“1 无症状”，不能再选别的项"]
    assert [p.message for p in bound(symptoms_other="").problems] == ["症状选了“其他”，请写明是什么"]
    assert bound(symptoms=["1"], symptoms_other="").ok


def test_checks_of_several_fields_are_told_at_one_of_them() -> None:
    (problem,) = bound(sbp="90", dbp="96").problems
    assert problem.field == "dbp" and "填反了" in problem.message


def test_values_that_never_were_typed_are_checked_alike() -> None:
    values = {**bound().values, "mode": 8, "weight_cur": 400, "symptoms": [1, 9]}
    assert [p.field for p in validate(FORM, values)] == ["mode", "symptoms", "weight_cur"]
    assert validate(FORM, bound().values) == []
