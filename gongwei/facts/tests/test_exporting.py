"""The export can be read by anybody: one file per table, every column explained."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas
import pytest

from gongwei.config.commands import VERBS
from gongwei.facts import building, commands, reader
from gongwei.facts.exporting import export
from gongwei.kernel.errors import UserError


def test_every_table_is_one_file_with_all_its_rows(mart: Path, tmp_path: Path) -> None:
    manifest = building.build()
    export(tmp_path / "out")
    for table in manifest.tables:
        assert len(pandas.read_parquet(tmp_path / "out" / f"{table}.parquet")) == manifest.rows(table), table


def test_the_dictionary_explains_every_column(mart: Path, tmp_path: Path) -> None:
    building.build()
    export(tmp_path / "out")
    with (tmp_path / "out" / "data-dictionary.csv").open(encoding="utf8") as file:
        lines = {(line["table"], line["column"]): line for line in csv.DictReader(file)}
    columns = (
        reader.connect().execute("SELECT table_name, column_name FROM information_schema.columns").fetchall()
    )
    assert {(table, column) for table, column in columns} == set(lines)
    sbp = lines["hypertension_followup", "sbp"]
    assert (sbp["label"], sbp["unit"], sbp["hard_range"]) == ("收缩压", "mmHg", "50～300")
    assert lines["hypertension_followup", "mode"]["codes"] == "1 门诊；2 家庭；3 电话"
    text = (tmp_path / "out" / "data-dictionary.md").read_text(encoding="utf8")
    assert "## hypertension_followup 高血压患者随访服务记录表" in text and "| sbp | 收缩压 |" in text


def test_a_folder_with_something_in_it_is_refused(mart: Path, tmp_path: Path) -> None:
    building.build()
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("keep me")
    with pytest.raises(UserError, match="已有内容"):
        export(tmp_path / "out")


def test_both_verbs_are_on_the_command_line() -> None:
    assert {verb.name for verb in VERBS if verb.module == commands.__name__} == {"facts", "export"}
