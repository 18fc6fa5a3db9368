"""A build from the one before it and the change feed: costs what changed, not what there is.

The files of the former build are shared. A table with few changes gets a patch beside its files (rows to read instead,
rows no longer to read); one that changed as a whole, or whose patch has grown long, is written anew.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from gongwei.catalogue.plans import plan
from gongwei.catalogue.tables import tables
from gongwei.engine.tables import Source
from gongwei.facts import bases, building, feed, layout
from gongwei.facts.layout import File, Manifest, Patch
from gongwei.facts.snapshot import Snapshot, schema_of, snapshot
from gongwei.facts.writer import write_file, write_table
from gongwei.kernel.clock import now

LONG, SHARE = 20_000, 0.1
"""A patch is folded into the table's files once it is longer than both: so many rows, such a part of the table."""


def refresh(keep: int = building.KEPT) -> Manifest | None:
    """A build that holds everything saved so far; None if the newest does. A full one where it must be."""
    with layout.only_builder():
        last = newest_of_this_version()
        if last is None:
            return building.build_whole(keep)
        if not feed.pending():
            return None
        return _refreshed(last, keep)


def newest_of_this_version() -> Manifest | None:
    """The newest build, if it can be refreshed: same code, plan and tables, and the database's feed stands at it."""
    numbers = layout.complete_builds()
    if not numbers:
        return None
    last = layout.read_manifest(numbers[-1])
    same = (last.code, last.plan, last.plan_sha256) == (building.code(), plan().id, building.plan_digest())
    known = set(last.tables) == {source.name for source in building.all_sources()}
    return last if same and known and feed.position() == last.token and feed.stand() else None


def _refreshed(last: Manifest, keep: int) -> Manifest:
    started = now()
    number = layout.claim_number()
    with snapshot() as seen:
        changes = feed.read(seen)
        files, patches = dict(last.tables), dict(last.patches)
        for source in tables():
            if source.name in changes.whole:
                files[source.name] = _anew(number, source, seen)
                patches.pop(source.name, None)
            elif rows := changes.rows.get(source.name):
                patch = _patch(last, number, source, seen, rows)
                if _too_long(patch, files[source.name]):
                    files[source.name] = _anew(number, source, seen)
                    patches.pop(source.name, None)
                else:
                    patches[source.name] = patch
        files[bases.SOURCE.name] = building.write_bases(layout.folder_of(number), seen)
    made = replace(
        last, number=number, started_at=started.isoformat(timespec="seconds"), snapshot_at=seen.taken_at.isoformat(),
        finished_at=now().isoformat(timespec="seconds"), tables=files, patches=patches, token=uuid.uuid4().hex,
    )  # fmt: skip
    _share_the_rest(made, last)
    return building.finish(made, changes, keep)


def _anew(number: int, source: Source, seen: Snapshot) -> tuple[File, ...]:
    folder = layout.folder_of(number) / "anew"
    return tuple(
        replace(file, path=f"anew/{file.path}")
        for file in write_table(folder, source, schema_of(source), seen.batches(source))
    )


def _patch(last: Manifest, number: int, source: Source, seen: Snapshot, rows: Mapping[str, bool]) -> Patch:
    """The former patch without what changed again, and what the feed names as it stands now."""
    schema = schema_of(source)
    kind = schema.field("id").type
    changed = pa.array(list(rows), pa.string()).cast(kind)
    maybe_filed = pa.array([row for row, known in rows.items() if known], pa.string()).cast(kind)
    before = last.patches.get(source.name)
    fresh = pa.Table.from_batches(seen.batches(source, noted=True), schema)
    gone = _filed(last, source.name, maybe_filed)
    if before is not None:
        earlier = _read(last, before.fresh)
        fresh = pa.concat_tables([earlier.filter(pc.invert(pc.is_in(earlier["id"], changed))), fresh])
        gone = pa.concat_arrays([*_read(last, before.gone)["id"].chunks, gone]).unique()
    return Patch(
        _write(number, f"{source.name}/fresh-{number}.parquet", fresh),
        _write(number, f"{source.name}/gone-{number}.parquet", pa.table({"id": gone}, pa.schema([("id", kind)]))),
    )


def _filed(last: Manifest, table: str, keys: pa.Array) -> pa.Array:
    """Which of these rows the table's files hold."""
    if not len(keys):
        return keys
    paths = [str(layout.folder_of(last.number) / file.path) for file in last.tables[table]]
    with duckdb.connect(":memory:", config={"autoinstall_known_extensions": "false"}) as duck:
        duck.register("keys", pa.table({"id": keys}))
        found: pa.Table = duck.sql(
            "SELECT id FROM read_parquet($paths, hive_partitioning = false) SEMI JOIN keys USING (id)",
            params={"paths": paths},
        ).to_arrow_table()
    return pa.concat_arrays(found["id"].chunks).cast(keys.type) if found.num_rows else keys.slice(0, 0)


def _read(last: Manifest, file: File) -> pa.Table:
    return pq.read_table(layout.folder_of(last.number) / file.path, partitioning=None)


def _write(number: int, path: str, table: pa.Table) -> File:
    return write_file(layout.folder_of(number), Path(path), table.schema, iter(table.to_batches()))


def _too_long(patch: Patch, files: tuple[File, ...]) -> bool:
    return max(patch.fresh.rows, patch.gone.rows) > max(LONG, SHARE * sum(file.rows for file in files))


def _share_the_rest(made: Manifest, last: Manifest) -> None:
    for file in _not_written(made):
        layout.share(file, last.number, made.number)


def _not_written(made: Manifest) -> Iterator[File]:
    folder = layout.folder_of(made.number)
    return (file for file in made.files() if not (folder / file.path).exists())
