"""The command line: a quarter settled in a person's name and printed for a pipe; what is wrong is said in one line."""

from __future__ import annotations

import argparse
import csv
import io
from typing import Any

import pytest

from gongwei.funds import commands
from gongwei.funds.rules import Quarter
from gongwei.funds.tests.village_year import VillageYear
from gongwei.kernel.errors import UserError

pytestmark = pytest.mark.django_db


def call(*words: str) -> int:
    parser = argparse.ArgumentParser()
    commands.add_parser(parser.add_subparsers(dest="verb", required=True))
    return commands.run(parser.parse_args(["funds", *words]))


def test_a_quarter_is_settled_and_printed(capsys: pytest.CaptureFixture[str]) -> None:
    year = VillageYear()
    year.patient()
    year.money()
    year.score(Quarter(2024, 1))
    account = year.cast.user("public_health_a").username
    where: Any = ("--quarter", "1", "--township", "羊亭中心卫生院", "--format", "csv")
    assert call("settle", *where, "--by", account) == 0
    [row] = csv.DictReader(io.StringIO(capsys.readouterr().out))
    assert (row["clinic"], row["state"], row["people"]) == ("大西庄村卫生室", "待确认", "30800")
    with pytest.raises(UserError, match="没有账号"):
        call("settle", *where, "--by", "nobody")
    with pytest.raises(UserError, match="没有机构"):
        call("show", "--quarter", "1", "--township", "月亮卫生院")
