"""Reading a build: DuckDB with one view per table, shared by the threads of a process."""

from __future__ import annotations

import datetime as dt
import os
import threading
from collections import OrderedDict
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO

import duckdb

from gongwei.catalogue.tables import tables
from gongwei.facts import layout
from gongwei.facts.layout import Manifest
from gongwei.kernel.errors import UserError

OPEN_BUILDS = 2


@dataclass(frozen=True)
class Freshness:
    """Which build is read and which moment of the database it shows; every page that reads the mart says so."""

    number: int
    snapshot_at: dt.datetime
    finished_at: dt.datetime
    plan: str

    def __str__(self) -> str:
        return f"截至 {self.snapshot_at:%m-%d %H:%M} · 第 {self.number} 次构建"


@dataclass(frozen=True)
class _Open:
    database: duckdb.DuckDBPyConnection
    in_use: IO[bytes]


_open: OrderedDict[str, _Open] = OrderedDict()
_lock = threading.Lock()


def newest() -> int:
    """The number of the newest complete build that holds every table of this version."""
    builds = readable()
    if not builds:
        raise UserError("还没有统计用的数据集；请运行 gongwei facts build")
    return builds[-1]


def readable() -> list[int]:
    """The builds with every table that this version reads, in ascending order: an older one waits to be replaced."""
    wanted = {source.name for source in tables()}
    return [number for number in layout.complete_builds() if wanted <= _tables_of(address(number))]


@cache
def _tables_of(folder: str) -> frozenset[str]:
    """Builds are never edited; a folder that is gone meanwhile holds nothing."""
    try:
        return frozenset(layout.read_manifest(int(Path(folder).name)).tables)
    except UserError:
        return frozenset()


def freshness(build: int | None = None) -> Freshness | None:
    """What the newest (or the named) build shows; None while there is none."""
    builds = readable()
    if build is None and not builds:
        return None
    manifest = layout.read_manifest(build if build is not None else builds[-1])
    finished = dt.datetime.fromisoformat(manifest.finished_at)
    return Freshness(manifest.number, manifest.snapshot, finished, manifest.plan)


def address(build: int) -> str:
    """Where a build lies: what caches in memory are keyed by."""
    return str(layout.folder_of(build))


def connect(build: int | None = None) -> duckdb.DuckDBPyConnection:
    """A connection of the caller's own (use it in one thread) with a view for every table of a build.

    The build stays on disk for as long as this process may read it.
    """
    number = build if build is not None else newest()
    key = str(layout.folder_of(number))
    with _lock:
        if key not in _open:
            _open[key] = _opened(number)
            while len(_open) > OPEN_BUILDS:
                _, oldest = _open.popitem(last=False)
                oldest.in_use.close()
        _open.move_to_end(key)
        return _open[key].database.cursor()


def close() -> None:
    """Let go of every build (tests, and before a folder is moved)."""
    with _lock:
        while _open:
            _, each = _open.popitem()
            each.database.close()
            each.in_use.close()


def _opened(number: int) -> _Open:
    in_use = layout.in_use(number) if (layout.folder_of(number) / layout.IN_USE).exists() else None
    manifest = layout.read_manifest(number)  # refuses a number that does not exist or was pruned meanwhile
    assert in_use is not None
    database = duckdb.connect(
        ":memory:", config={"autoinstall_known_extensions": "false", "threads": str(os.cpu_count() or 1)}
    )
    database.execute("SET enable_progress_bar = false")
    database.execute("SET parquet_metadata_cache = true")  # builds never change
    for table in manifest.tables:
        database.execute(f'CREATE VIEW "{table}" AS {_rows_of(manifest, table)}')
    return _Open(database, in_use)


def _rows_of(manifest: Manifest, table: str) -> str:
    paths = (str(layout.folder_of(manifest.number) / file.path) for file in manifest.tables[table])
    listed = ", ".join("'" + path.replace("'", "''") + "'" for path in paths)
    return f"SELECT * FROM read_parquet([{listed}], hive_partitioning = false)"
