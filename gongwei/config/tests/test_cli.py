"""The command line: results on stdout, an error in one line on stderr, never a traceback."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from gongwei.config import cli, commands
from gongwei.config.commands import Needs, Verb
from gongwei.kernel.errors import UserError

PROGRAM = str(Path(sys.executable).with_name("gongwei"))

PROBE = '''
"""A layer's verbs, for this test."""
from gongwei.kernel.errors import UserError

def add_parser(subparsers):
    parser = subparsers.add_parser("probe")
    parser.add_argument("what")

def run(args):
    if args.what == "fail":
        raise UserError("人口数应为整数，\\n请改正第 3 行")
    if args.what == "closed":
        raise PermissionError(13, "Permission denied", "/data/secret_key")
    print(args.what)
    return 3 if args.what == "three" else None
'''


@pytest.fixture
def probe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One more verb, as a layer would bring it."""
    package = tmp_path / "probe_layer"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "commands.py").write_text(PROBE)
    monkeypatch.syspath_prepend(tmp_path)
    verb = Verb("probe", "只为测试", "probe_layer.commands", Needs.NOTHING)
    monkeypatch.setattr(cli, "VERBS", (*commands.VERBS, verb))


@pytest.mark.usefixtures("probe")
def test_a_layer_brings_a_verb_with_two_functions(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["probe", "hello"]) == 0
    assert capsys.readouterr().out == "hello\n"
    assert cli.main(["probe", "three"]) == 3
    assert "只为测试" in cli.verbs_parser().format_help()


@pytest.mark.parametrize("verb", cli.present(), ids=lambda verb: verb.name)
def test_the_module_of_each_verb_adds_that_verb(verb: Verb) -> None:
    module = import_module(verb.module)
    parser = argparse.ArgumentParser()
    verbs = parser.add_subparsers()
    module.add_parser(verbs)
    assert verb.name in verbs.choices
    assert callable(module.run)


@pytest.mark.usefixtures("probe")
def test_what_a_person_can_mend_is_one_line_on_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["probe", "fail"]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err == "gongwei: 人口数应为整数， 请改正第 3 行\n"


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("indicators", "--as-of", "2024-02-30"), "2024-02-30"),
        (("indicators", "--by", "street"), "street"),
        (("missing",), "--indicator"),
        (("--nonsense",), "--nonsense"),
    ],
)
def test_a_wrong_option_is_one_line_on_stderr(
    words: tuple[str, ...], named: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(words)
    out, err = capsys.readouterr()
    assert ended.value.code == 2 and out == ""
    assert err.count("\n") == 1 and named in err and "--help 列出选项" in err


@pytest.mark.usefixtures("probe")
def test_a_file_of_another_user_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["probe", "closed"]) == 1
    assert "没有权限读写 /data/secret_key" in capsys.readouterr().err


def test_an_unknown_verb_is_refused_with_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["settle"]) == 1
    assert "gongwei --help" in capsys.readouterr().err


def test_a_wrong_option_starts_no_server(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        cli.main(["serve", "--port", "eighty"])
    assert stop.value.code == 2
    assert "--port" in capsys.readouterr().err


@pytest.mark.django_db
def test_tables_of_another_version_are_refused() -> None:
    cli.require_current_tables()
    recorder = MigrationRecorder(connection)
    recorder.record_unapplied("sessions", "0001_initial")
    with pytest.raises(UserError, match="gongwei migrate"):
        cli.require_current_tables()


def test_a_database_that_cannot_be_reached_is_one_line(tmp_path: Path) -> None:
    url = f"postgresql://gongwei@/gongwei?host={tmp_path}"
    done = gongwei("migrate", DATABASE_URL=url, GONGWEI_DATA=str(tmp_path))
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith("gongwei: 数据库出错：")
    assert done.stderr.count("\n") == 1


def test_a_setting_that_is_wrong_is_one_line(tmp_path: Path) -> None:
    for name, value in {"DEBUG": "maybe", "DATABASE_URL": "mysql//x", "GONGWEI_IDLE_MINUTES": "soon"}.items():
        done = gongwei("migrate", **{"GONGWEI_DATA": str(tmp_path), name: value})
        assert done.returncode == 1
        assert f"环境变量 {name} 应" in done.stderr
        assert done.stderr.count("\n") == 1


def test_a_reader_who_stops_reading_is_no_error() -> None:
    done = subprocess.run(f"{PROGRAM} --help | true", shell=True, capture_output=True, text=True, check=False)
    assert done.stderr == ""


def gongwei(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The program as a person calls it."""
    return subprocess.run(
        [PROGRAM, *arguments], capture_output=True, text=True, check=False, env={**os.environ, **environment}
    )
