"""The two tables of the command line: exactly their columns, nothing else on stdout, errors in one line."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from gongwei.catalogue.plans import plan
from gongwei.config.cli import _parse
from gongwei.config.commands import VERBS
from gongwei.facts.tests.population import District
from gongwei.indicators import commands
from gongwei.indicators.evaluation import evaluate
from gongwei.kernel.errors import UserError
from gongwei.obligations.models import Obligation

PLAN = "huancui-2024"


@pytest.fixture(autouse=True)
def same_plan(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The verbs set the plan of their process; here it must not outlive the test."""
    monkeypatch.setenv("GONGWEI_PLAN", os.environ.get("GONGWEI_PLAN", PLAN))
    yield


def said(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """What a verb prints."""
    verb = next(verb for verb in VERBS if verb.name == words[0])
    assert commands.run(_parse(verb, list(words))) == 0
    out, err = capsys.readouterr()
    assert err == ""
    return out


def test_indicators_as_csv(district: District, capsys: pytest.CaptureFixture[str]) -> None:
    out = said(
        capsys,
        "indicators",
        "--plan",
        PLAN,
        "--as-of",
        "2024-12-31",
        "--by",
        "institution",
        "--format",
        "csv",
    )
    assert out.splitlines()[0] == "indicator,name,unit,group,numerator,denominator,rate,target,gap"
    lines = list(csv.DictReader(io.StringIO(out)))
    line = next(
        line
        for line in lines
        if line["indicator"] == "hypertension.control_rate" and line["group"].startswith("鲸园")
    )
    assert (
        line["unit"] == "%"
        and line["target"] == "45"
        and 0 < int(line["numerator"]) < int(line["denominator"])
    )
    exact = 100 * int(line["numerator"]) / int(line["denominator"])
    assert float(line["rate"]) == pytest.approx(exact, abs=0.0001)
    missing_chapter = next(line for line in lines if line["indicator"] == "survey.awareness_rate")
    assert missing_chapter["numerator"] == missing_chapter["rate"] == ""


def test_indicators_as_json_and_table(district: District, capsys: pytest.CaptureFixture[str]) -> None:
    words = (
        "indicators",
        "--as-of",
        "2024-12-31",
        "--by",
        "district",
        "--indicator",
        "hypertension.control_rate",
    )
    (line,) = json.loads(said(capsys, *words, "--format", "json"))
    assert tuple(line) == commands.FIGURES and line["group"] == "环翠区"
    assert "管理人群最近一次血压控制率" in said(capsys, *words, "--format", "table")


def test_missing_as_csv(district: District, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("missing", "--indicator", "hypertension.standard_rate", "--as-of", "2024-12-31")
    out = said(capsys, *words, "--institution", "鲸园社区卫生服务中心", "--format", "csv")
    assert out.splitlines()[0] == "resident_id,record_no,name,criterion,clause,due_on"
    lines = list(csv.DictReader(io.StringIO(out)))
    figures = evaluate(plan().last_day, indicators=("hypertension.standard_rate",))
    figure = next(figure for figure in figures if figure.group_label.startswith("鲸园"))
    assert figure.people is not None and figure.numerator is not None
    assert len({line["resident_id"] for line in lines}) == figure.people - figure.numerator
    assert {line["criterion"] for line in lines} <= {
        "card_complete", "enough_face_to_face", "exam_done", "rechecks_in_time", "referrals_closed", "visits_complete",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("indicators", "--indicator", "hypertension.nonsense"), "没有指标“hypertension.nonsense”"),
        (("missing", "--indicator", "survey.awareness_rate"), "尚未实现"),
        (("indicators", "--plan", "nowhere-2024"), "--plan"),
        (
            ("missing", "--indicator", "hypertension.standard_rate", "--institution", "乌有卫生院"),
            "没有“乌有卫生院”",
        ),
        (("missing", "--indicator", "hypertension.standard_rate", "--village", "1' OR '1'='1"), "12 位数字"),
        (("missing", "--indicator", "hypertension.standard_rate", "--criterion", "x"), "没有这一项"),
        (("indicators", "--as-of", "2020-12-31"), "2020-12-31 无法统计"),
        (("missing", "--indicator", "hypertension.standard_rate", "--as-of", "2099-01-01"), "2099-01-01 无法统计"),
    ],
)
def test_a_wrong_word_is_answered_in_words(district: District, words: tuple[str, ...], message: str) -> None:
    verb = next(verb for verb in VERBS if verb.name == words[0])
    with pytest.raises(UserError, match=message):
        commands.run(_parse(verb, list(words)))


def verb(*words: str) -> int:
    """What ``gongwei WORDS`` returns."""
    chosen = next(verb for verb in VERBS if verb.name == words[0])
    return int(import_module(chosen.module).run(_parse(chosen, list(words))))


def test_obligations_facts_and_export_from_the_command_line(
    district: District, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """What is owed comes back exactly after it was thrown away; a build is numbered; the export explains itself."""
    owed = ("resident_id", "programme", "step", "seq", "opens_on", "due_on", "met_on", "met_by", "responsible_id")
    before = set(Obligation.objects.values_list(*owed))
    Obligation.objects.all().delete()
    assert before and verb("obligations", "rebuild") == 0
    assert set(Obligation.objects.values_list(*owed)) == before
    counted = dict(line.split(",") for line in capsys.readouterr().out.splitlines()[:-1])
    assert int(counted["hypertension"]) == sum(row[1] == "hypertension" for row in before)
    assert verb("facts", "build") == 0
    number, _, rows = capsys.readouterr().out.strip().split(",")
    assert verb("facts", "list") == 0
    assert f"{number}," in capsys.readouterr().out and int(rows) > len(before)
    assert verb("export", str(tmp_path / "out")) == 0
    files = {path.name for path in (tmp_path / "out").iterdir()}
    assert {"resident.parquet", "hypertension_followup.parquet", "data-dictionary.csv"} <= files
