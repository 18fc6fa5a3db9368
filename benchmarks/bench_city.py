"""A city of Wuxi's size: builds of twelve counties joined (`gongwei facts join`), then all indicators over them.

The counties are the newest build of GONGWEI_DATA twelve times (CITY_COUNTIES), each with numbers and UUIDs of its own.
They and the joined build lie in a folder of their own beside it (24 × the size of one) and are removed at the end.
Wuxi has 5,456,400 records of residents (004:11.1); twelve counties of 478,600 are 5,743,200.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from functools import partial
from pathlib import Path

import duckdb
from django.conf import settings

from benchmarks.bench_indicators import SPINE, against_hand
from benchmarks.stopwatch import Report
from gongwei.facts import building, joining, layout, reader
from gongwei.facts.layout import Manifest
from gongwei.indicators import results
from gongwei.indicators.statements import groups

COUNTIES = int(os.environ.get("CITY_COUNTIES", "12"))


def bench(report: Report) -> None:
    """On the newest build of GONGWEI_DATA, which stays as it is."""
    usual, number = settings.DATA, reader.newest()
    folder, manifest = layout.folder_of(number), layout.read_manifest(number)
    with tempfile.TemporaryDirectory(dir=usual.parent, prefix="city-") as place:
        counties = [_county(folder, manifest, Path(place) / f"county-{each}", each) for each in range(COUNTIES)]
        settings.DATA = Path(place) / "city"
        (settings.DATA / "cache").mkdir(parents=True)
        (settings.DATA / "cache" / "statements").symlink_to(usual / "cache" / "statements")
        try:
            reader.close()
            report.once(f"join {COUNTIES} counties", partial(joining.join, counties))
            for each in counties:
                shutil.rmtree(each)
            _measure(report)
        finally:
            reader.close()
            settings.DATA = usual


def _measure(report: Report) -> None:
    made = layout.read_manifest(reader.newest())
    rows = sum(made.rows(table) for table in made.tables)
    print(f"{made.rows('resident'):,} residents, {rows:,} rows, {sum(file.bytes for file in made.files()):,} bytes")
    day = results.day_of(made.number)

    def evaluated(chapters: tuple[str, ...]) -> None:
        some = [group for group in groups().values() if group.cohort.id.partition(".")[0] in chapters]
        with tempfile.TemporaryDirectory() as into:
            results.evaluate_cohorts(made.number, some, day, Path(into))

    everything = tuple({group.cohort.id.partition(".")[0] for group in groups().values()})
    _from_here()
    report.time("all indicators of chapters 1, 6 and 7", partial(evaluated, SPINE), runs=3, aim="30 s, 8 GB")
    print(f"peak memory of chapters 1, 6 and 7: {_peak():,} MB")
    against_hand(report, day)
    _from_here()
    report.once("all indicators of all chapters", partial(evaluated, everything))
    print(f"peak memory of all chapters: {_peak():,} MB")


def _from_here() -> None:
    """The peak of memory is counted from now (Linux)."""
    Path("/proc/self/clear_refs").write_text("5")


def _peak() -> int:
    """Most memory that this process held since, in MB."""
    status = Path("/proc/self/status").read_text().splitlines()
    return int(next(line.split()[1] for line in status if line.startswith("VmHWM"))) // 1024


def _county(folder: Path, manifest: Manifest, into: Path, number: int) -> Path:
    """The same rows under UUIDs that no other county has."""
    into.mkdir()
    for source in building.all_sources():
        texts = [
            name for name, kind in source.columns.items()
            if kind == "string" and (name == "id" or name.endswith(("_id", "_by")))
        ]  # fmt: skip
        own = ", ".join(
            f"CASE WHEN length({each}) = 36 THEN '{number:04x}' || substr({each}, 5) ELSE {each} END AS {each}"
            for each in texts
        )
        patch = manifest.patches.get(source.name)
        assert patch is None, "a full build is copied: gongwei facts build"
        for file in manifest.tables[source.name]:
            (into / file.path).parent.mkdir(exist_ok=True)
            if own and file.rows:
                duckdb.sql(
                    f"COPY (SELECT * REPLACE ({own}) FROM read_parquet('{folder / file.path}',"
                    f" hive_partitioning = false)) TO '{into / file.path}' (FORMAT parquet)"
                )
            else:
                os.link(folder / file.path, into / file.path)
    shutil.copyfile(folder / layout.MANIFEST, into / layout.MANIFEST)
    return into
