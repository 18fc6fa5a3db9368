"""Reading a request: what people type becomes values, and what cannot be is told at its field."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.http import QueryDict

from gongwei.records.binding import Bound, bind
from gongwei.records.tests.sample import COMPLETE, FORM

DAY = dt.date(2024, 10, 16)


def bound(**changes: Any) -> Bound:
    return bind(FORM, {**COMPLETE, **changes}, today=DAY)


def message(name: str, **changes: Any) -> str:
    (problem, *_) = bound(**changes).problems_of(name)
    return problem.message


def test_a_complete_form_has_no_problem_and_typed_values() -> None:
    result = bound()
    assert result.ok, result.problems
    assert result.values["symptoms"] == [2, 10]
    assert result.values["weight_cur"] == Decimal("66.5")
    assert result.values["next_on"] == dt.date(2024, 10, 30)
    assert result.values["referred"] is False
    assert result.rows == {"medicines": [{"name": "苯磺酸氨氯地平片", "times": 1, "dose": Decimal(5)}]}


def test_a_query_dict_is_read_like_a_mapping() -> None:
    query = QueryDict("served_on=2024-10-16&mode=3&symptoms=2&symptoms=3&sbp=&confirm=sbp:230", mutable=False)
    result = bind(FORM, query, today=DAY)
    assert result.values["symptoms"] == [2, 3]
    assert result.values["sbp"] is None
    assert result.confirmed == {"sbp:230"}


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("１６４", 164),
        (" 164 ", 164),
        ("164mmHg", 164),
        ("164 MMHG", 164),
        ("164 毫米汞柱", 164),
        ("164.0", 164),
        ("　164　", 164),
    ],
)
def test_whole_numbers_are_read_as_people_type_them(typed: str, value: int) -> None:
    assert bound(sbp=typed).values["sbp"] == value


@pytest.mark.parametrize("typed", ["66.5", "６６．５", "66。5", "66.5kg", "66.5 公斤", "66.50"])
def test_decimals_are_read_as_people_type_them(typed: str) -> None:
    assert bound(weight_cur=typed).values["weight_cur"] == Decimal("66.5")


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2024-10-16", DAY), ("20241016", DAY), ("10-16", DAY), ("10/16", DAY),
        ("2024.10.16", DAY), ("2024年10月16日", DAY),
        ("２０２４－１０－１６", DAY), ("+0", DAY), ("今天", DAY), ("昨天", dt.date(2024, 10, 15)),
        ("-7", dt.date(2024, 10, 9)),
        ("+14", dt.date(2024, 10, 30)), ("2024-02-29", dt.date(2024, 2, 29)),
    ],
)  # fmt: skip
def test_dates_are_read_as_people_type_them(typed: str, day: dt.date) -> None:
    assert bound(next_on=typed).values["next_on"] == day


@pytest.mark.parametrize(
    "typed", ["2023-02-29", "13-45", "明年", "2024-10", "0024-10-16", "+99999", "20241332"]
)
def test_impossible_dates_are_refused_and_kept(typed: str) -> None:
    result = bound(next_on=typed)
    assert result.values["next_on"] is None
    assert result.typed["next_on"] == typed
    assert result.problems_of("next_on")[0].severity == "hard"


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("sbp", "高", "收缩压应填数字（单位 mmHg），填的是“高”"),
        ("sbp", "138.5", "收缩压应填整数"),
        ("sbp", "1e2", "看不懂"),
        ("sbp", "NaN", "应填数字"),
        ("sbp", "9" * 40, "太大"),
        ("sbp", "9" * 200, "填得太长"),
        ("weight_cur", "66.55", "最多 1 位小数"),
        ("weight_cur", "66,5", "是不是 66.5？"),
        ("weight_cur", "133斤", "133 斤是不是 66.5 kg？"),
        ("weight_cur", "66.5 cm", "看不懂"),
        ("mode", "9", "随访方式没有“9”这一项，可选：1 门诊、2 家庭、3 电话"),
        ("symptoms", "2,77", "没有“77”"),
        ("referred", "也许", "应填 1（是）或 0（否）"),
        ("symptoms_other", "胀\x00痛", "控制字符"),
        ("symptoms_other", "胀" * 21, "最多 20 字，现有 21 字"),
        ("medicines-0-dose", "五", "每次剂量应填数字"),
    ],
)
def test_nonsense_is_told_at_its_field_and_kept(name: str, typed: str, said: str) -> None:
    assert said in message(name, **{name: typed})
    shown = bound(**{name: typed})
    kept = shown.rows_typed["medicines"][0]["dose"] if "-" in name else shown.typed[name]
    assert kept in (typed, [typed])


def test_labels_and_lists_of_codes_are_understood() -> None:
    assert bound(mode="家庭").values["mode"] == 2
    assert bound(symptoms="3、2，2").values["symptoms"] == [2, 3]


def test_ten_megabytes_pasted_are_refused_and_kept() -> None:
    pasted = "胀" * 10_000_000
    result = bound(symptoms_other=pasted)
    assert "现有 10,000,000 字" in result.problems_of("symptoms_other")[0].message
    assert result.typed["symptoms_other"] == pasted


def test_markup_and_sql_stay_text() -> None:
    typed = "<b>'; DROP--"
    assert bound(symptoms_other=typed).values["symptoms_other"] == typed


def test_empty_rows_are_closed_up_and_others_keep_their_problems() -> None:
    result = bound(**{"medicines-3-dose": "80", "medicines-2-name": " "})
    assert [row["name"] for row in result.rows["medicines"]] == ["苯磺酸氨氯地平片", None]
    assert [problem.field for problem in result.problems] == ["medicines-1-name"]


def test_other_fields_of_the_request_are_ignored() -> None:
    assert "resident_id" not in bound(resident_id="7", bmi="99").values
    assert "bmi" not in bound(bmi="99").values
