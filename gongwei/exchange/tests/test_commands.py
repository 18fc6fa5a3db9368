"""``gongwei import``: judged first, taken in when asked, and the same command again makes nobody twice."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from gongwei.exchange.commands import add_parser, run
from gongwei.exchange.tests.lists import csv_of, line
from gongwei.kernel.errors import UserError
from gongwei.people.models import Resident
from gongwei.people.tests.cast import Cast, make_cast


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def asked(*words: str) -> int:
    parser = argparse.ArgumentParser()
    add_parser(parser.add_subparsers(dest="verb"))
    return run(parser.parse_args(["import", *words]))


def test_a_file_by_the_command(cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = tmp_path / "名单.csv"
    place.write_bytes(csv_of([line(1), line(2), line(3, 性别="女")]))
    account = str(cast.user("public_health_a").get_username())
    assert asked(str(place), "--as", account) == 1 and Resident.objects.count() == 0
    assert "错误 1、新增 2" in capsys.readouterr().out
    assert asked(str(place), "--as", account, "--commit") == 1 and Resident.objects.count() == 2
    assert asked(str(place), "--as", account, "--commit") == 1 and Resident.objects.count() == 2
    with pytest.raises(UserError, match="没有导入“居民”的权限"):
        asked(str(place), "--as", str(cast.user("finance").get_username()))
