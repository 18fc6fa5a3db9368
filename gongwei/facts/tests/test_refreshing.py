"""Refreshing by the change feed gives what a full build gives, and a crash at any step costs nothing but time."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from django.db import connection, transaction

from gongwei.facts import building, feed, keeping, layout, reader, refreshing
from gongwei.facts.exporting import export
from gongwei.facts.tests.population import RECORDED_AT, District, fill, record_models
from gongwei.obligations.refresh import refresh as refresh_obligations
from gongwei.people.models import Residence
from gongwei.programmes.hypertension.models import Followup

Act = Callable[[District, random.Random], None]


def rows_of(build: int) -> dict[str, list[str]]:
    """Every row of every table of a build, in an order of its own."""
    duck = reader.connect(build)
    return {
        source.name: sorted(map(repr, duck.execute(f'SELECT * FROM "{source.name}"').fetchall()))
        for source in building.all_sources()
    }


def equal_to_a_full_build(refreshed: layout.Manifest) -> None:
    """Row for row, and the manifest's counts are true."""
    ours = rows_of(refreshed.number)
    assert {table: refreshed.rows(table) for table in ours} == {table: len(rows) for table, rows in ours.items()}
    full = building.build(keep=9)
    assert full.base == full.number
    theirs = rows_of(full.number)
    assert [table for table in ours if ours[table] != theirs[table]] == []


def saves(district: District, rng: random.Random) -> None:
    """New records of several forms, with the obligations that they meet."""
    district.rng = rng
    for model in rng.sample(record_models(), 3):
        fill(district, model, 3)
    refresh_obligations([each.pk for each in rng.sample(district.residents, 5)])


def corrections(district: District, rng: random.Random) -> None:
    for record in rng.sample(list(Followup.objects.filter(voided_at=None)), 4):
        record.weight_cur = rng.randint(50, 90)
        record.version += 1
        record.save()
        refresh_obligations([record.resident_id], "hypertension_followup")


def voids(district: District, rng: random.Random) -> None:
    for record in rng.sample(list(Followup.objects.filter(voided_at=None)), 3):
        record.voided_at, record.void_reason = RECORDED_AT, "录入错误"
        record.save()
        refresh_obligations([record.resident_id], "hypertension_followup")


def transfers(district: District, rng: random.Random) -> None:
    """The open residence of some people goes on in the other institution."""
    for residence in rng.sample(list(Residence.objects.filter(to_on=None)), 3):
        place = rng.randrange(len(district.villages))
        residence.village, residence.institution = district.villages[place], district.institutions[place // 2]
        residence.save()
        person = residence.resident
        person.village, person.institution = residence.village, residence.institution
        person.save()
        refresh_obligations([person.pk])


def merges(district: District, rng: random.Random) -> None:
    """One record is merged into another and its visits go there."""
    one, other = rng.sample(district.residents, 2)
    Followup.objects.filter(resident=one).update(resident=other)
    type(one).objects.filter(pk=one.pk).update(merged_into=other, living=False)
    refresh_obligations([one.pk, other.pk])


def undone(district: District, rng: random.Random) -> None:
    """A transaction that fails leaves nothing in the feed."""
    before = feed.pending()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        corrections(district, rng)
        raise ZeroDivisionError
    assert feed.pending() == before


def rebuilt(district: District, rng: random.Random) -> None:
    """Many obligations are written at once, and rows come back under new numbers."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM obligation WHERE resident_id %% 3 = %s", [rng.randrange(3)])
        cursor.execute("UPDATE region SET name = name || '甲' WHERE level = 'village'")
    refresh_obligations([each.pk for each in district.residents])


ACTS: tuple[Act, ...] = (saves, corrections, voids, transfers, merges, undone, rebuilt)


@pytest.mark.parametrize("seed", [3, 8])
def test_refreshed_equals_built_anew(mart: Path, district: District, seed: int) -> None:
    rng = random.Random(seed)
    made = full = building.build(keep=9)
    for _ in range(4):
        for act in rng.sample(ACTS, 3):
            act(district, rng)
        refreshed = refreshing.refresh(keep=9)
        assert refreshed is None or refreshed.base == full.number
        made = layout.read_manifest((refreshed or made).number)
    assert made.patches
    equal_to_a_full_build(made)


def test_a_long_patch_or_a_bulk_change_is_folded_into_the_files(
    mart: Path, district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    building.build(keep=9)
    monkeypatch.setattr(refreshing, "LONG", 5)
    monkeypatch.setattr(refreshing, "SHARE", 0.0)
    for _ in range(3):
        corrections(district, random.Random(1))
        made = refreshing.refresh(keep=9)
    assert made is not None and "hypertension_followup" in made.patches
    Followup.objects.update(version=9)
    made = refreshing.refresh(keep=9)
    assert made is not None and "hypertension_followup" not in made.patches
    assert made.tables["hypertension_followup"][0].path.startswith("anew/")
    with connection.cursor() as cursor:
        cursor.execute(feed.FUNCTION.replace(str(feed.MANY), "3"))
        Followup.objects.update(version=10)
        cursor.execute("SELECT row_id FROM mart_change WHERE table_name = 'hypertension_followup'")
        assert cursor.fetchall() == [(None,)]
        cursor.execute(feed.FUNCTION)
    made = refreshing.refresh(keep=9)
    assert made is not None
    equal_to_a_full_build(made)


def test_files_of_tables_that_did_not_change_are_shared_and_stay_when_the_former_build_goes(
    mart: Path, district: District
) -> None:
    full = building.build()
    layout.hold(full.number, "settlement-2024Q3")
    corrections(district, random.Random(2))
    made = refreshing.refresh(keep=1)
    assert made is not None and layout.complete_builds() == [full.number, made.number]
    path = made.tables["health_exam"][0].path
    one, other = (layout.folder_of(number) / path for number in (full.number, made.number))
    assert one.stat().st_ino == other.stat().st_ino
    layout.release(full.number, "settlement-2024Q3")
    assert layout.prune(keep=1) == [full.number]
    equal_to_a_full_build(made)


def test_the_export_of_a_refreshed_build_holds_every_row_once(mart: Path, district: District, tmp_path: Path) -> None:
    building.build()
    corrections(district, random.Random(4))
    voids(district, random.Random(4))
    made = refreshing.refresh()
    assert made is not None
    export(tmp_path / "out", made.number)
    keys = [str(key) for key in pq.read_table(tmp_path / "out" / "hypertension_followup.parquet")["id"].to_pylist()]
    assert sorted(keys) == sorted(map(str, Followup.objects.filter(voided_at=None).values_list("id", flat=True)))


def test_another_database_state_is_never_refreshed_over(mart: Path, district: District) -> None:
    """A restored backup says another position than the newest build: everything is read anew."""
    first = building.build(keep=9)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE mart_position SET token = 'of a backup'")
    assert keeping.behind()
    made = refreshing.refresh(keep=9)
    assert made is not None and made.base == made.number > first.number
    assert refreshing.refresh() is None


def test_a_table_without_triggers_is_read_anew_and_gets_them(mart: Path, district: District) -> None:
    building.build(keep=9)
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER mart_note_update ON hypertension_followup")
    corrections(district, random.Random(5))
    made = refreshing.refresh(keep=9)
    assert made is not None and made.base == made.number and feed.stand()
    equal_to_a_full_build(made)


STEPS = (
    "layout.claim_number", "feed.read", "refreshing._patch", "building.write_bases", "refreshing._share_the_rest",
    "layout.write_manifest", "feed.taken", "layout.prune",
)  # fmt: skip
KILLED = """
import django, os, signal; django.setup()
from django.conf import settings; from pathlib import Path
settings.DATA = Path({data!r})
from django.db import connection
connection.settings_dict["NAME"] = {name!r}
from gongwei.facts import building, feed, layout, refreshing
for step in {steps!r}:
    if os.fork() == 0:
        owner, name = step.split(".")
        setattr(globals()[owner], name, lambda *args: os.kill(os.getpid(), signal.SIGKILL))
        refreshing.refresh(keep=9)
        os._exit(3)
    assert os.wait()[1] == signal.SIGKILL, step
    print(step, layout.complete_builds(), flush=True)
"""


def test_a_refresh_killed_at_any_step_leaves_the_last_good_build(mart: Path, district: District) -> None:
    """kill -9 before each step: readers keep a whole build, no change is lost, the next refresh starts at once."""
    building.build(keep=9)
    corrections(district, random.Random(6))
    script = KILLED.format(data=str(mart.parent), name=connection.settings_dict["NAME"], steps=STEPS[:6])
    done = subprocess.run([sys.executable, "-c", script], env=os.environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert [line.split(" ", 1)[1] for line in done.stdout.splitlines()] == ["[1]"] * 6
    script = KILLED.format(data=str(mart.parent), name=connection.settings_dict["NAME"], steps=STEPS[6:])
    done = subprocess.run([sys.executable, "-c", script], env=os.environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    for number in layout.complete_builds():
        assert rows_of(number)["hypertension_followup"]
    made = refreshing.refresh(keep=9) or layout.read_manifest(layout.complete_builds()[-1])
    assert refreshing.refresh() is None
    equal_to_a_full_build(made)
