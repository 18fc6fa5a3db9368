"""A chapter's parameter file: strict in shape, type, date order and source."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from gongwei.policy.documents import load_library
from gongwei.policy.parameters import load_declarations
from gongwei.policy.problems import PolicyError
from gongwei.policy.tests.cast import CHAPTER, chapter, said


def declare(folder: Path, text: str) -> str:
    with pytest.raises(PolicyError) as error:
        load_declarations([chapter(folder, text)], load_library())
    return said(error)


def one(**changes: str) -> str:
    value = {"from": "2017-01-01", "value": "1", "ref": "national-spec-2017#6.二（一）"} | changes
    inner = ", ".join(f"{key}: {text}" for key, text in value.items())
    return f"limit:\n  label: 界值\n  type: int\n  values:\n    - {{{inner}}}\n"


def test_a_chapter_declares_its_parameters_under_its_folder(tmp_path: Path) -> None:
    declared = load_declarations([chapter(tmp_path)], load_library())
    assert sorted(declared.parameters) == [
        "hypertension.elderly_age", "hypertension.sbp_limit", "hypertension.waist",
    ]  # fmt: skip
    assert declared.parameters["hypertension.waist"].accept(90) == Decimal(90)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("limit: 140\n", 1, "光秃秃的 140"),
        ("limit:\n  label: 界值\n  type: int\n  values: 140\n", 4, "光秃秃的 140"),
        ("limit:\n  label: 界值\n  type: int\n  values: [140]\n", 4, "光秃秃的 140"),
        (one(value="一百"), 5, "应为整数，写的是 一百"),
        (one(value="1.5"), 5, "应为整数，写的是 1.5"),
        (one(value='"1"'), 5, "应为整数，写的是 1"),
        (one(form="1"), 5, "不认识的键 form"),
        (one(**{"from": "去年"}), 5, "应为日期 YYYY-MM-DD，写的是 去年"),
        (one(ref="absent#一"), 5, "未登记的文件 absent"),
        (one(ref="national-spec-2017#6.九"), 5, "没有登记的条款 6.九"),
        (one(sure="X"), 5, "之一，写的是 X"),
        (one() + "    - {from: 2016-01-01, value: 2, ref: national-spec-2017#6}\n", 1, "日期应从早到晚"),
        (one() + "    - {from: 2017-01-01, value: 2, ref: national-spec-2017#6}\n", 1, "日期应从早到晚"),
        ("limit:\n  label: 界值\n  type: int\n  values: []\n", 1, "至少要有一个值"),
        ("limit:\n  label: 界值\n  type: choice\n  values: []\n", 1, "choices 应与 type: choice 同时写"),
        ("140\n", 1, "光秃秃的 140"),
        ("[a]\n", 1, "应为一组键"),
        ("Limit:\n  label: 界值\n", 1, "Limit"),
    ],
)
def test_what_is_wrong_is_said_with_file_and_line(tmp_path: Path, text: str, line: int, words: str) -> None:
    told = declare(tmp_path, text)
    assert f"parameters.yaml:{line} " in told
    assert words in told


def test_a_value_without_ref_is_refused(tmp_path: Path) -> None:
    told = declare(tmp_path, CHAPTER.replace(", ref: national-spec-2017#7.高血压.二（一）", ""))
    assert "缺少必填项 ref" in told


def test_everything_wrong_in_all_files_is_said_in_one_refusal(tmp_path: Path) -> None:
    told = declare(tmp_path, one(value="一百", ref="absent#一") + "other: 3\n")
    assert "未登记的文件" in told and "光秃秃的 3" in told


def test_a_choice_takes_only_its_options(tmp_path: Path) -> None:
    text = one(value="monthly").replace("type: int", "type: choice\n  choices: {quarter: 按季, year: 按年}")
    assert "应为 quarter、year 之一，写的是 monthly" in declare(tmp_path, text)
    text = text.replace("monthly", "year")
    declared = load_declarations([chapter(tmp_path, text)], load_library())
    assert declared.parameters["hypertension.limit"].values[0].value == "year"


def test_a_list_takes_only_items_of_its_type(tmp_path: Path) -> None:
    text = one(value="[6, 12]").replace("type: int", "type: list\n  items: int")
    declared = load_declarations([chapter(tmp_path, text)], load_library())
    assert declared.parameters["hypertension.limit"].accept((6, 12)) == (6, 12)
    assert "应为整数" in declare(tmp_path, text.replace("12", "一年"))


def test_a_chapter_may_bring_its_own_documents(tmp_path: Path) -> None:
    own = (
        "documents:\n  - {id: own, title: 自有, issuers: [], date: null, level: county,"
        " status: issued, clauses: {一: 甲}}\n"
    )
    declared = load_declarations([chapter(tmp_path, own + one(ref="own#一"))], load_library())
    assert declared.documents[0].id == "own"
    assert "没有登记的条款 二" in declare(tmp_path, own + one(ref="own#二"))
