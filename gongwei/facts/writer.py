"""Writing Parquet: one file per institution, rows in date order, memory bounded by one row group."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from gongwei.engine.tables import Source
from gongwei.facts.layout import File

ROW_GROUP = 122_880
"""DuckDB's own unit of work; a file of an institution's records has a handful of them."""
WHOLE = "all.parquet"


def write_table(
    build: Path, source: Source, schema: pa.Schema, batches: Iterable[pa.RecordBatch]
) -> tuple[File, ...]:
    """Write a table's sorted rows; a table without rows is one empty file, so that its columns are still known."""
    written = []
    for part, rows in _parts(batches, source.group):
        path = Path(source.name) / (WHOLE if part is None else f"{source.group}={part}.parquet")
        written.append(write_file(build, path, schema, rows))
    return tuple(written) or (write_file(build, Path(source.name) / WHOLE, schema, iter(())),)


def _parts(
    batches: Iterable[pa.RecordBatch], group: str | None
) -> Iterator[tuple[object, Iterator[pa.RecordBatch]]]:
    """The batches cut where the group changes: (group value, its batches); rows are sorted by group."""
    pieces = _pieces(batches, group)
    waiting = next(pieces, None)
    while waiting is not None:
        key, first = waiting
        waiting = None

        def same(key: object, first: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
            nonlocal waiting
            yield first
            for other, piece in pieces:
                if other != key:
                    waiting = (other, piece)
                    return
                yield piece

        yield key, same(key, first)


def _pieces(batches: Iterable[pa.RecordBatch], group: str | None) -> Iterator[tuple[object, pa.RecordBatch]]:
    for batch in batches:
        if group is None or not batch.num_rows:
            yield None, batch
            continue
        runs = pc.run_end_encode(batch.column(group).fill_null(-1))
        start = 0
        for end, value in zip(runs.run_ends.to_pylist(), runs.values.to_pylist(), strict=True):
            yield ("none" if value == -1 else value), batch.slice(start, end - start)
            start = end


def write_file(build: Path, path: Path, schema: pa.Schema, batches: Iterator[pa.RecordBatch]) -> File:
    target = build / path
    target.parent.mkdir(parents=True, exist_ok=True)
    rows = 0
    with pq.ParquetWriter(target, schema, compression="snappy") as writer:
        for table in _row_groups(schema, batches):
            writer.write_table(table, row_group_size=ROW_GROUP)
            rows += table.num_rows
    with target.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return File(path.as_posix(), rows, target.stat().st_size, digest)


def _row_groups(schema: pa.Schema, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.Table]:
    """Gather small batches, so that a file does not fall into slivers."""
    waiting: list[pa.RecordBatch] = []
    for batch in batches:
        waiting.append(batch)
        if sum(held.num_rows for held in waiting) >= ROW_GROUP:
            yield pa.Table.from_batches(waiting, schema)
            waiting = []
    if waiting:
        yield pa.Table.from_batches(waiting, schema)
