"""Reading a build: DuckDB with one view per table, shared by the threads of a process."""

from __future__ import annotations

import datetime as dt
import os
import threading
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO

import duckdb

from gongwei.catalogue.tables import tables
from gongwei.facts import layout
from gongwei.facts.layout import File, Manifest
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
_shown: dict[str, tuple[int, IO[bytes]]] = {}
_preparing: set[str] = set()
_lock = threading.Lock()


def newest() -> int:
    """The build that this process reads: the newest that holds every table of this version, or the one it shows."""
    if held := shown():
        return held
    if str(layout.mart()) in _preparing:
        raise UserError("统计数字正在准备，通常一两分钟；请稍后再打开")
    return newest_readable()


def shown() -> int | None:
    """The build that pages of this process read until another is shown."""
    held = _shown.get(str(layout.mart()))
    return held[0] if held else None


def newest_readable() -> int:
    """The newest complete build that holds every table of this version."""
    builds = readable()
    if not builds:
        raise UserError("还没有统计用的数据集；请运行 gongwei facts build")
    return builds[-1]


def prepare() -> None:
    """Pages of this process have no figures until a build is shown: many that reckon them at once help nobody."""
    _preparing.add(str(layout.mart()))


def show(build: int) -> None:
    """From now on pages of this process read this build, until another one is shown: its figures are reckoned.

    It stays on disk meanwhile. Without this a page would reckon all figures anew after every refresh.
    """
    lock = layout.in_use(build)
    layout.read_manifest(build)  # refuses one that was pruned meanwhile
    former = _shown.get(str(layout.mart()))
    _shown[str(layout.mart())] = (build, lock)
    if former:
        former[1].close()


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
    """What the build that is read (or the named one) shows; None while there is none, or none with its figures."""
    if build is None:
        waiting = str(layout.mart()) in _preparing and shown() is None
        if waiting or not readable():
            return None
    manifest = layout.read_manifest(build if build is not None else newest())
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
        _preparing.clear()
        while _shown:
            _shown.popitem()[1][1].close()
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
    """The files of a table; where it has a patch, without the rows that are gone and with those that are fresh."""
    filed = _reading(manifest, manifest.tables[table])
    patch = manifest.patches.get(table)
    if patch is None:
        return f"SELECT * FROM {filed}"
    gone = f" ANTI JOIN {_reading(manifest, (patch.gone,))} AS gone USING (id)" if patch.gone.rows else ""
    return f"SELECT filed.* FROM {filed} AS filed{gone} UNION ALL SELECT * FROM {_reading(manifest, (patch.fresh,))}"


def _reading(manifest: Manifest, files: Iterable[File]) -> str:
    paths = (str(layout.folder_of(manifest.number) / file.path) for file in files)
    listed = ", ".join("'" + path.replace("'", "''") + "'" for path in paths)
    return f"read_parquet([{listed}], hive_partitioning = false)"
