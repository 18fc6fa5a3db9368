"""`gongwei export DIR`: one Parquet file per table and a data dictionary, so that anybody can recompute a figure."""

from __future__ import annotations

import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from gongwei.facts import layout, reader
from gongwei.facts.dictionary import write_csv, write_markdown
from gongwei.facts.layout import Manifest
from gongwei.facts.writer import ROW_GROUP
from gongwei.kernel.errors import UserError


def export(target: Path, build: int | None = None) -> Manifest:
    """Write a build (the newest unless named) to an empty or new folder."""
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise UserError(f"{target} 已有内容；请给一个空的或新的文件夹")
    number = build if build is not None else reader.newest()
    manifest = layout.read_manifest(number)
    with layout.in_use(number):
        target.mkdir(parents=True, exist_ok=True)
        for table in manifest.tables:
            _join(manifest, table, target / f"{table}.parquet")
    write_csv(target / "data-dictionary.csv")
    write_markdown(target / "data-dictionary.md")
    shutil.copyfile(layout.folder_of(number) / layout.MANIFEST, target / layout.MANIFEST)
    return manifest


def _join(manifest: Manifest, table: str, target: Path) -> None:
    """The rows of a table one after the other in one file."""
    folder, patch = layout.folder_of(manifest.number), manifest.patches.get(table)
    parts = [pq.ParquetFile(folder / file.path) for file in manifest.tables[table]]
    gone = pq.read_table(folder / patch.gone.path)["id"] if patch else None
    with pq.ParquetWriter(target, parts[0].schema_arrow, compression="zstd") as writer:
        for part in parts:
            with part:
                for batch in part.iter_batches(ROW_GROUP):
                    writer.write_batch(batch if gone is None else _without(batch, gone))
        if patch:
            writer.write_table(pq.read_table(folder / patch.fresh.path))


def _without(batch: pa.RecordBatch, gone: pa.ChunkedArray) -> pa.RecordBatch:
    return batch.filter(pc.invert(pc.is_in(batch["id"], gone)))
