"""Builds: everything from one moment, whole or not there, kept while held."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import uuid
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from django.db import connection

from gongwei.catalogue.tables import tables
from gongwei.facts import building, layout, reader, writer
from gongwei.facts.tests.population import District
from gongwei.kernel.errors import UserError
from gongwei.programmes.hypertension.models import Followup


def test_every_row_that_counts_is_in_the_build(mart: Path) -> None:
    manifest = building.build()
    duck = reader.connect()
    for source in tables():
        where = f" WHERE {source.valid}" if source.valid else ""
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT count(*) FROM "{source.name}"{where}')
            expected = cursor.fetchone()[0]
        assert duck.execute(f'SELECT count(*) FROM "{source.name}"').fetchone() == (expected,), source.name
        assert manifest.rows(source.name) == expected
    assert manifest.rows("hypertension_followup") > 100 and manifest.rows("obligation") > 100


def test_values_arrive_exactly(mart: Path) -> None:
    building.build()
    record = Followup.objects.filter(weight_cur__isnull=False, symptoms__len__gte=1, voided_at=None).first()
    assert record is not None
    found = reader.connect().execute(
        "SELECT weight_cur, symptoms, mode, served_on, recorded_at::text, resident_id FROM hypertension_followup"
        " WHERE id = ?",
        [str(record.id)],
    ).fetchone()  # fmt: skip
    assert found == (
        record.weight_cur, record.symptoms, record.mode, record.served_on, "2024-10-16 16:00:00", record.resident_id,
    )  # fmt: skip
    assert isinstance(found[0], Decimal)


def test_files_are_cut_by_institution_and_sorted_by_day(mart: Path) -> None:
    manifest = building.build()
    files = manifest.tables["hypertension_followup"]
    assert len(files) == 2
    for file in files:
        table = pq.read_table(layout.folder_of(manifest.number) / file.path)
        days = table["served_on"].to_pylist()
        assert days == sorted(days) and len(set(table["institution_id"].to_pylist())) == 1
        assert (
            str(table.schema.field("mode").type) == "int16" and str(table.schema.field("id").type) == "string"
        )


def test_void_records_are_not_in_the_mart(mart: Path) -> None:
    void = {str(key) for key in Followup.objects.exclude(voided_at=None).values_list("id", flat=True)}
    building.build()
    kept = {key for (key,) in reader.connect().execute("SELECT id FROM hypertension_followup").fetchall()}
    assert void and not void & kept


def test_all_tables_show_one_moment(mart: Path, district: District, monkeypatch: pytest.MonkeyPatch) -> None:
    """A record saved while the build runs is in none of its tables."""
    before = Followup.objects.filter(voided_at=None).count()
    first = Followup.objects.filter(voided_at=None).first()
    assert first is not None
    usual = writer.write_table
    added: list[uuid.UUID] = []

    def slow(*args: object) -> object:
        if not added:
            added.append(district.uuid())
            Followup.objects.create(
                id=added[0], resident=first.resident, institution=first.institution, staff=first.staff,
                recorded_by=first.staff, recorded_at=first.recorded_at, served_on=first.served_on,
            )  # fmt: skip
        return usual(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(building, "write_table", slow)
    manifest = building.build()
    assert manifest.rows("hypertension_followup") == before
    assert building.build().rows("hypertension_followup") == before + 1


@pytest.mark.parametrize("step", ["write_table", "write_bases", "_share_unchanged", "layout.write_manifest"])
def test_a_killed_build_is_never_seen(mart: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    whole = building.build()
    before = {path.name for path in mart.iterdir()}

    def killed(*args: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as during:
        owner, _, name = step.rpartition(".")
        during.setattr(layout if owner else building, name, killed)
        with pytest.raises(KeyboardInterrupt):
            building.build()
    assert layout.complete_builds() == [whole.number] and reader.newest() == whole.number
    assert {path.name for path in mart.iterdir()} > before  # the remains lie there …
    assert building.build().number > whole.number
    assert all(
        (path / layout.MANIFEST).exists() for path in mart.iterdir() if path.name.isdigit()
    )  # … and go


def test_a_process_killed_while_writing_leaves_no_lock(mart: Path) -> None:
    """kill -9 in the middle of the files: the next build starts at once and readers keep the last whole one."""
    whole = building.build()
    script = (
        "import django, os, signal; django.setup()\n"
        "from django.conf import settings; from pathlib import Path\n"
        f"settings.DATA = Path({str(mart.parent)!r})\n"
        "from django.db import connection\n"
        f"connection.settings_dict['NAME'] = {connection.settings_dict['NAME']!r}\n"
        "from gongwei.facts import building\n"
        "building.build(progress=lambda table, rows: os.kill(os.getpid(), signal.SIGKILL))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], env=os.environ, capture_output=True, check=False)
    assert done.returncode == -9, done.stderr.decode()
    assert (layout.folder_of(whole.number + 1) / "region").exists()
    assert layout.complete_builds() == [whole.number]
    assert building.build().number > whole.number


def test_two_builds_at_once_are_refused(mart: Path) -> None:
    with layout.only_builder(), pytest.raises(UserError, match="另一个进程正在生成数据集"):
        building.build()


def test_old_builds_go_but_those_held_or_read_stay(mart: Path) -> None:
    first, second = building.build(keep=9), building.build(keep=9)
    layout.hold(first.number, "settlement-2024Q3")
    reading = reader.connect(second.number)
    third, fourth = building.build(keep=9), building.build(keep=1)
    assert layout.complete_builds() == [first.number, second.number, fourth.number]
    assert third.number not in layout.complete_builds()
    assert reading.execute("SELECT count(*) FROM resident").fetchone() == (150,)
    layout.release(first.number, "settlement-2024Q3")
    reader.close()
    assert set(layout.prune(keep=1)) == {first.number, second.number}


def test_an_unchanged_file_lies_on_disk_once(mart: Path) -> None:
    first, second = building.build(), building.build()
    path = first.tables["resident"][0].path
    one, other = (layout.folder_of(build.number) / path for build in (first, second))
    assert one.stat().st_ino == other.stat().st_ino


def test_threads_read_at_once(mart: Path) -> None:
    building.build()
    found: list[object] = []

    def read() -> None:
        found.append(reader.connect().execute("SELECT count(*), max(id) FROM resident").fetchone())

    threads = [threading.Thread(target=read) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8 and len(set(found)) == 1


def test_freshness_and_the_plans_bases(mart: Path) -> None:
    assert reader.freshness() is None
    with pytest.raises(UserError, match="gongwei facts build"):
        reader.connect()
    manifest = building.build()
    fresh = reader.freshness()
    assert fresh is not None and fresh.number == manifest.number and fresh.plan == "huancui-2024"
    value = reader.connect().execute(
        "SELECT b.value FROM population_base b JOIN institution i ON i.id = b.institution_id"
        " WHERE i.code = 'HC-JY' AND b.base = 'population'"
    ).fetchone()  # fmt: skip
    assert value == (56000,)
    with pytest.raises(UserError, match="没有第 99 次"):
        reader.connect(99)
