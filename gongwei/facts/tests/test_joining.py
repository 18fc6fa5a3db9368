"""Builds of several counties as one: everybody of all is there, nobody is mixed up, refusals name the folder."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import duckdb
import pytest

from gongwei.facts import building, joining, keeping, layout, reader
from gongwei.facts.joining import APART
from gongwei.facts.layout import MANIFEST
from gongwei.facts.tests.settled import data_folder
from gongwei.indicators.evaluation import evaluate
from gongwei.kernel.errors import UserError

DAY = dt.date(2024, 10, 16)
INDICATORS = ("hypertension.standard_rate", "health_record.standard_coverage", "elderly.standard_rate")


@pytest.fixture
def counties(mart: Path, tmp_path: Path) -> list[Path]:
    """A build and another county's, whose database gave the same numbers; its records have UUIDs of their own."""
    number = building.build().number
    kept, other = tmp_path / "a", tmp_path / "b"
    shutil.copytree(layout.folder_of(number), kept)
    shutil.copytree(kept, other)
    manifest = layout.manifest_in(other)
    for source in building.all_sources():
        texts = [name for name, kind in source.columns.items() if kind == "string"]
        own = [name for name in texts if name == "id" or name.endswith(("_id", "_by"))]
        for file in manifest.tables[source.name] if own else ():
            _rewrite(other / file.path, own)
    return [kept, other]


def _rewrite(path: Path, names: list[str]) -> None:
    """UUIDs that nobody else has."""
    aside = path.with_suffix(".new")
    changed = ", ".join(f"CASE WHEN length({each}) = 36 THEN 'ffff' || substr({each}, 5) ELSE {each} END AS {each}"
                        for each in names)  # fmt: skip
    duckdb.sql(
        f"COPY (SELECT * REPLACE ({changed}) FROM read_parquet('{path}', hive_partitioning = false))"
        f" TO '{aside}' (FORMAT parquet)"
    )
    aside.replace(path)


@pytest.mark.req("SIZE-03")
def test_everybody_of_both_is_counted_and_nobody_is_mixed_up(counties: list[Path], tmp_path: Path) -> None:
    alone = {each.indicator: each for each in evaluate(DAY, "district", indicators=INDICATORS)}
    assert set(alone) == set(INDICATORS)
    with data_folder(tmp_path / "city"):
        made = joining.join(counties)
        assert made.counties == tuple(str(each) for each in counties) and layout.read_manifest(made.number) == made
        duck = reader.connect()
        one, largest = duck.execute("SELECT count(*) // 2, max(id) FROM resident").fetchone() or (0, 0)
        assert one > 100 and largest > APART
        apart = duck.execute(
            "SELECT count(DISTINCT resident_id), count(*) FILTER (r.id IS NULL) FROM hypertension_followup f"
            " LEFT JOIN resident r ON r.id = f.resident_id"
        ).fetchone()  # fmt: skip
        assert apart is not None and apart[1] == 0
        paths = duck.execute("SELECT path FROM institution WHERE parent_id IS NOT NULL ORDER BY id").fetchall()
        assert len(paths) == 2 and all(int(part) > APART for part in paths[1][0].strip("/").split("/"))
        for table in joining.COMMON:
            assert duck.execute(f"SELECT count(*) FROM {table}").fetchone() == (made.rows(table),)
        assert made.rows("calendar_period") == layout.manifest_in(counties[0]).rows("calendar_period")
        for each in evaluate(DAY, "district", indicators=INDICATORS):
            before = alone[each.indicator]
            doubled = (2 * (before.numerator or 0), 2 * (before.people or 0))
            assert (each.numerator, each.people) == doubled and each.people, each.indicator


def test_the_keeper_leaves_a_joined_build_alone(counties: list[Path], tmp_path: Path) -> None:
    with data_folder(tmp_path / "city"):
        number = joining.join(counties).number
        assert keeping.keep() is None and layout.complete_builds() == [number]


def test_a_folder_that_cannot_be_joined_is_named(counties: list[Path], tmp_path: Path) -> None:
    with data_folder(tmp_path / "city"):
        with pytest.raises(UserError, match="写了两次"):
            joining.join([counties[0], counties[0]])
        with pytest.raises(UserError, match="nowhere 不是数据集"):
            joining.join([tmp_path / "nowhere"])
        manifest = (counties[1] / MANIFEST).read_text()
        (counties[1] / MANIFEST).write_text(manifest.replace('"hypertension_followup": [', '"something": ['))
        with pytest.raises(UserError, match="缺少 hypertension_followup 等 1 张表"):
            joining.join(counties)
        assert layout.complete_builds() == []
