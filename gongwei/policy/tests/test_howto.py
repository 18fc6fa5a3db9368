"""docs/howto/add-a-regional-plan.md, walked: the file in the page is written, checked, shown, loaded and amended."""

from __future__ import annotations

import argparse
import datetime as dt
import re
from pathlib import Path

import pytest

from gongwei import policy
from gongwei.policy.commands import add_parser, run
from gongwei.policy.tests.cast import CHAPTER, chapter

PAGE = Path(__file__).parents[3] / "docs" / "howto" / "add-a-regional-plan.md"
PLAN, AMENDMENT, PARAMETER = re.findall(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
NAME = re.findall(r"`plans/(\S+\.yaml)`:", PAGE.read_text(encoding="utf-8"))[0]
COMMANDS = re.findall(r"gongwei (plan .*)", PAGE.read_text(encoding="utf-8"))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GONGWEI_PLANS", str(tmp_path))
    (tmp_path / NAME).write_text(PLAN, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("command", [line for line in COMMANDS if "sample" in line])
def test_the_commands_of_the_page_accept_its_plan(
    folder: Path, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    parser = argparse.ArgumentParser()
    add_parser(parser.add_subparsers(dest="verb"))
    assert run(parser.parse_args(command.split())) == 0
    told = capsys.readouterr().out
    assert "elderly.standard_rate" in told or "样例县2025年（sample-2025）可以使用" in told


def test_the_plan_of_the_page_is_ready_to_use(folder: Path) -> None:
    plan = policy.load("sample-2025")
    assert plan.in_force("elderly", dt.date(2025, 1, 1)) and not plan.in_force(
        "maternal", dt.date(2025, 1, 1)
    )
    assert plan.base("东院", "elderly") == 3001 and plan.task(None, "elderly.standard_rate") == 2926
    assert plan.choice("standard_rate_denominator") == "managed"
    assert plan.target("hypertension.control_rate") is not None
    assert plan.effective_target("elderly.standard_rate").governing is None, "a consultation binds nobody"


def test_once_issued_its_targets_bind(folder: Path) -> None:
    (folder / NAME).write_text(PLAN.replace("status: consultation  ", "status: issued  "), encoding="utf-8")
    plan = policy.load("sample-2025")
    governing = plan.effective_target("elderly.standard_rate").governing
    assert governing is not None and governing.provision.demand == "≥65%"
    assert plan.effective_target("hypertension.control_rate").warning is not None


def test_the_amendment_of_the_page_holds_from_its_day(folder: Path) -> None:
    (folder / NAME).write_text(PLAN + AMENDMENT, encoding="utf-8")
    plan = policy.load("sample-2025")
    demands = [plan.target("elderly.standard_rate", dt.date(2025, *day)) for day in ((6, 30), (7, 1))]
    assert [target.value for target in demands if target] == [65, 66]


def test_the_parameter_of_the_page_is_in_form_and_overridden_by_the_plan(folder: Path) -> None:
    more = CHAPTER.partition("elderly_age:")[2]
    visits = "follow_ups_per_year:\n  label: 年随访次数\n  unit: 次\n  type: int\n  values:\n"
    visits += "    - {from: 2017-01-01, value: 4, ref: national-spec-2017#7.高血压.二（二）}\n"
    file = chapter(folder, PARAMETER + "elderly_age:" + more + visits)
    held = policy.load("sample-2025", [file]).parameters
    assert [held.on("hypertension.sbp_limit", dt.date(year, 6, 1)) for year in (2025, 2031, 2032)] == [
        140,
        140,
        None,
    ]
    assert [held.on("hypertension.follow_ups_per_year", dt.date(year, 6, 1)) for year in (2024, 2025)] == [
        4,
        6,
    ]
