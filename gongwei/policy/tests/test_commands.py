"""``gongwei plan list|check|show``."""

from __future__ import annotations

import argparse
import csv
import io
import json
from pathlib import Path

import pytest

from gongwei import policy
from gongwei.policy.commands import add_parser, run
from gongwei.policy.plan_table import lines
from gongwei.policy.tests.cast import COUNTY, PROVINCE, plan


@pytest.fixture(autouse=True)
def plans(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GONGWEI_PLANS", str(tmp_path))
    return tmp_path


def gongwei(*words: str) -> int:
    parser = argparse.ArgumentParser()
    add_parser(parser.add_subparsers(dest="verb"))
    return run(parser.parse_args([*words] if words[0] == "tasks" else ["plan", *words]))


def test_check_accepts_our_plan_and_gives_its_warnings(capsys: pytest.CaptureFixture[str]) -> None:
    assert gongwei("check", "huancui-2024") == 0
    told = capsys.readouterr().out
    assert (
        "可以使用" in told and "只合 63.40%" in told and "层层加码" in told and "还没有那一年的实际数" in told
    )


def test_check_says_everything_wrong_and_refuses(plans: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = COUNTY.replace("year: 2024", "year: 2024\nyears: 1").replace("value: 60", "value: 六十")
    assert gongwei("check", str(plan(plans, text))) == 1
    told = capsys.readouterr().err
    assert "不认识的键 years" in told and "应为数" in told and "发现 2 处错误，方案不能使用" in told


@pytest.mark.req("PLAN-04")
def test_check_names_what_the_superior_demands_and_this_plan_lacks(
    plans: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan(plans, PROVINCE)
    assert gongwei("check", str(plan(plans))) == 0
    told = capsys.readouterr().out
    assert "居民规范化电子健康档案覆盖率≥62%，本方案没有" in told
    assert "≥60%低于样例省2024年的≥62%。以上级目标为准" in told


def test_check_warns_that_a_draft_binds_nobody(plans: Path, capsys: pytest.CaptureFixture[str]) -> None:
    draft = COUNTY.replace("status: issued\ndocument", "status: draft\ndocument")
    assert gongwei("check", str(plan(plans, draft))) == 0
    assert "不约束任何人" in capsys.readouterr().out


def test_list_names_every_plan(plans: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan(plans)
    assert gongwei("list") == 0
    told = capsys.readouterr().out
    assert "huancui-2024\t" in told and "sample-2024\t" in told


def test_show_writes_the_same_rows_as_csv_json_and_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert gongwei("show", "huancui-2024", "--format", "csv") == 0
    as_csv = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert gongwei("show", "huancui-2024", "--format", "json") == 0
    assert json.loads(capsys.readouterr().out) == as_csv
    assert gongwei("show", "huancui-2024") == 0
    table = capsys.readouterr().out.splitlines()
    assert len(table) == len(as_csv) + 1
    elderly = next(row for row in as_csv if row["indicator"] == "elderly.standard_rate")
    assert (elderly["demand"], elderly["ref"], elderly["governed_by"]) == (
        "≥64%", "huancui-2024#五（六）", "环翠区2024年",
    )  # fmt: skip


def test_show_of_an_absent_plan_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert gongwei("show", "absent-2024") == 1
    assert "没有叫 absent-2024 的方案" in capsys.readouterr().err


@pytest.mark.req("PLAN-04")
def test_lines_say_which_plan_a_target_is_inherited_from_and_what_is_not_implemented(plans: Path) -> None:
    held = policy.load(plan(plans))
    shown = {line.indicator: line for line in lines(held, known={"elderly.standard_rate"})}
    assert shown["elderly.standard_rate"].state == "已实现"
    inherited = shown["health_record.standard_coverage"]
    assert (inherited.state, inherited.governed_by) == ("未实现", "国家（2023年目标，2024年待核）")


@pytest.mark.req("TASK-01", "TASK-07", "TASK-08")
def test_tasks_prints_every_number_of_the_annex_with_how_it_was_made(capsys: pytest.CaptureFixture[str]) -> None:
    assert gongwei("tasks", "--plan", "huancui-2024", "--format", "csv") == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert len(rows) == 242 and sum(row["below_rate"] != "" for row in rows) == 43
    card = next(row for row in rows if row["column"] == "standard_coverage" and row["name"] == "蓝卡")
    assert (card["value"], card["made_by"], card["exact"]) == ("25805", "印发例外", "28672.0000")
    assert "28672" in card["reason"]
    total = next(row for row in rows if row["column"] == "maternal_systematic" and row["name"] == "合计")
    assert (total["value"], total["made_by"]) == ("2309", "各机构相加")


@pytest.mark.parametrize(("plan_id", "said"), [("guanyun-2018", "没有任务表"), ("nowhere-2024", "nowhere")])
def test_tasks_of_a_plan_without_a_table_is_told(plan_id: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert gongwei("tasks", "--plan", plan_id) == 1
    assert said in capsys.readouterr().err
