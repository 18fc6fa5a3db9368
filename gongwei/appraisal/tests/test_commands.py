"""The command line: scores, one sheet, doctors and what is overdue, printed for a pipe."""

from __future__ import annotations

import argparse
import csv
import io
import json

import pytest

from gongwei.appraisal import commands
from gongwei.appraisal.tests.village_round import VillageRound
from gongwei.kernel.errors import UserError

pytestmark = pytest.mark.django_db


def call(*words: str) -> int:
    parser = argparse.ArgumentParser()
    commands.add_parser(parser.add_subparsers(dest="verb", required=True))
    return commands.run(parser.parse_args(["appraise", *words]))


def test_results_are_printed_for_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    made = VillageRound()
    inspection, done = made.accepted(untrue=1)
    assert call("scores", "--format", "csv") == 0
    [row] = csv.DictReader(io.StringIO(capsys.readouterr().out))
    assert (row["institution"], row["state"], row["score"]) == ("大西庄村卫生室", "已采纳", str(done.total.score))
    assert call("sheet", "--inspection", str(inspection.pk), "--format", "json") == 0
    rows = json.loads(capsys.readouterr().out)
    lost = [each for each in rows if each["deduction"]]
    assert len(lost) == 1 and lost[0]["clause"] == "huancui-2024#二（一）" and lost[0]["person"] == "毕谷雨"
    account = made.year.cast.user("public_health_a").username
    assert call("doctors", "--by", account, "--format", "csv") == 0
    [doctor] = csv.DictReader(io.StringIO(capsys.readouterr().out))
    assert (doctor["true"], doctor["untrue"], doctor["truth_rate"]) == ("2", "1", "0.6667")
    assert call("overdue", "--format", "csv") == 0
    late = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert {row["state"] for row in late} == {"没有发起"} and any("第1季度村级" in row["round"] for row in late)


def test_what_is_wrong_is_said_in_one_line() -> None:
    with pytest.raises(UserError, match="没有账号"):
        call("doctors", "--by", "nobody")
    with pytest.raises(UserError, match="编号见"):
        call("sheet", "--inspection", "00000000-0000-4000-8000-000000000000")
    with pytest.raises(UserError, match="编号见"):
        call("sheet", "--inspection", "x")
