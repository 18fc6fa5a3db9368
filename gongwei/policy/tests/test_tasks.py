"""Task tables: complete rows, Σ = 合计, known institutions and columns, aliases."""

from __future__ import annotations

from pathlib import Path

import pytest

from gongwei import policy
from gongwei.policy.problems import PolicyError
from gongwei.policy.tests.cast import COUNTY, plan, said

TABLE = """\
institutions:
  - {code: a, name: 东镇卫生院, kind: township_health_centre, aliases: [东院]}
  - {code: b, name: 西镇卫生院, kind: township_health_centre}
tasks:
  - id: table_a
    title: 任务表
    ref: sample-2024#一
    columns:
      - {id: elderly, header: 老年人, kind: base}
      - id: elderly_standard
        header: 规范管理
        kind: target
        base: elderly
        rate: 60
        rounding: ceil
        indicator: elderly.standard_rate
        overrides: {b: {value: 121, reason: 印数}}
    rows:
      - {institution: a, values: [101, 61]}
      - {institution: b, values: [200, 121]}
    totals: [301, 182]
"""
TEXT = COUNTY + TABLE


def refusal(folder: Path, old: str, new: str) -> str:
    assert old in TEXT
    with pytest.raises(PolicyError) as error:
        policy.load(plan(folder, TEXT.replace(old, new)))
    return said(error)


def test_bases_and_tasks_are_found_by_code_and_total(tmp_path: Path) -> None:
    held = policy.load(plan(tmp_path, TEXT))
    assert held.base("a", "elderly") == 101 and held.base(None, "elderly") == 301
    assert held.task("b", "elderly.standard_rate") == 121
    assert held.base("a", "absent") is None and held.base("absent", "elderly") is None
    assert list(held.bases()) == [("a", "elderly", 101), ("b", "elderly", 200)]


@pytest.mark.req("TASK-10")
def test_an_institution_is_found_by_code_name_and_alias(tmp_path: Path) -> None:
    held = policy.load(plan(tmp_path, TEXT))
    found = [held.institution(name) for name in ("a", "东镇卫生院", "东院")]
    assert [each.code for each in found if each] == ["a", "a", "a"]
    assert held.base("东院", "elderly") == 101
    assert held.institution("南院") is None


@pytest.mark.req("TASK-07")
def test_a_total_that_is_not_the_sum_of_its_rows_is_refused(tmp_path: Path) -> None:
    assert "各机构相加为 301，合计写的是 300" in refusal(tmp_path, "totals: [301", "totals: [300")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("institution: b,", "institution: c,", "没有编号为 c 的机构"),
        ("institution: b,", "institution: a,", "机构 a 重复"),
        ("values: [200, 121]", "values: [200]", "应有 2 个数，写了 1 个"),
        ("totals: [301, 182]", "totals: [301]", "合计应有 2 个数"),
        ("base: elderly\n", "base: elders\n", "没有写在前面的列 elders"),
        ("id: elderly_standard", "id: elderly", "列 elderly 重复"),
        ("value: 121", "value: 120", "b 的改动写 120，表里是 121"),
        ("        rate: 60\n", "", "任务列（target）要写"),
        ("rounding: ceil", "rounding: up", "之一，写的是 up"),
        ("{code: b", "{code: a", "机构编号有重复"),
        ("kind: base}", "kind: base, rate: 3}", "基数列（base）不写"),
        ("rounding: ceil", "rounding: ceil\n        residual: named_row", "要一起写"),
        (
            "indicator: elderly.standard_rate\n        over",
            "indicator: elder.rate\n        over",
            "章 elder 不在",
        ),
    ],
)
def test_what_is_wrong_in_a_table_is_said(tmp_path: Path, old: str, new: str, words: str) -> None:
    assert words in refusal(tmp_path, old, new)


@pytest.mark.req("PLAN-06")
@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("[101, 61]}\n", "[101, 62]}\n", "a 的“规范管理”62 超过 101 的 60%（61）"),
        ("rate: 60", "rate: 61", "按 61% 下达，方案的要求是 ≥60%"),
        ('value: 60, unit: "%"', "value: 181, unit: 人", "合计 182 超过方案的 ≥181人"),
    ],
)
def test_what_is_handed_down_may_not_exceed_what_was_issued(
    tmp_path: Path, old: str, new: str, words: str
) -> None:
    text = TEXT.replace(old, new).replace("[301, 182]", "[301, 183]" if "62]" in new else "[301, 182]")
    with pytest.raises(PolicyError) as error:
        policy.load(plan(tmp_path, text))
    assert words in said(error) and "层层加码" in said(error)


def test_a_number_above_its_rate_may_stand_with_a_reason(tmp_path: Path) -> None:
    held = policy.load(plan(tmp_path, TEXT))
    assert held.task("b", "elderly.standard_rate") == 121, "60 % of 200 is 120"
