"""`gongwei facts join FOLDER…`: builds of several counties as one build, for a city; decision 0010 for a province.

Numbers that each county's database gave to people, staff and institutions are set 10¹² apart, so that they never meet;
rows that all have in common stand once. Records carry UUIDs, which are nobody's twice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from gongwei.catalogue.plans import plan
from gongwei.engine.tables import Source
from gongwei.facts import building, layout
from gongwei.facts.layout import File, Manifest
from gongwei.facts.snapshot import schema_of
from gongwei.facts.writer import write_file
from gongwei.kernel.clock import now
from gongwei.kernel.errors import UserError

APART = 10**12
"""Numbers of people, staff and institutions of county n stand n × this apart: no county has so many."""
COMMON = {"region": ("code",), "calendar_period": ("per_year", "year", "number")}
"""Tables whose rows are the same everywhere, by the columns that tell them apart."""


def numbered(source: Source) -> list[str]:
    """The columns that hold numbers given by the county's own database."""
    return [
        name for name, kind in source.columns.items() if kind == "int64" and (name == "id" or name.endswith("_id"))
    ]


def join(counties: Sequence[Path], progress: Callable[[str, int], None] = lambda table, rows: None) -> Manifest:
    """Write the joined build into this installation's mart and return its manifest.

    It shows the earliest of the counties' moments. Refuses a folder that is no build, one that is named twice, and one
    whose version lacks a table.
    """
    held = _manifests(counties)
    with layout.only_builder():
        started = now()
        number = layout.claim_number()
        files = {}
        for source in building.all_sources():
            files[source.name] = _table(layout.folder_of(number), source, held)
            progress(source.name, sum(file.rows for file in files[source.name]))
        made = Manifest(
            number=number, started_at=started.isoformat(timespec="seconds"),
            snapshot_at=min(each.snapshot_at for each in held.values()),
            finished_at=now().isoformat(timespec="seconds"), code=building.code(), plan=plan().id,
            plan_sha256=building.plan_digest(), tables=files, base=number,
            counties=tuple(str(folder) for folder in held),
        )  # fmt: skip
        layout.write_manifest(made)
        layout.prune(building.KEPT)
    return made


def _manifests(counties: Sequence[Path]) -> dict[Path, Manifest]:
    held: dict[Path, Manifest] = {}
    wanted = {source.name for source in building.all_sources()}
    for folder in (each.resolve() for each in counties):
        if folder in held:
            raise UserError(f"{folder} 写了两次；每个县只给一个数据集文件夹")
        try:
            manifest = layout.manifest_in(folder)
        except (FileNotFoundError, NotADirectoryError):
            raise UserError(f"{folder} 不是数据集：里面没有 {layout.MANIFEST}；请给 mart 下的一个编号文件夹") from None
        if lacking := sorted(wanted - set(manifest.tables)):
            named = f"{'、'.join(lacking[:3])} 等 {len(lacking)} 张表"
            raise UserError(f"{folder} 缺少 {named}；请该县升级到同一版本后重新生成")
        held[folder] = manifest
    return held


def _table(build: Path, source: Source, held: dict[Path, Manifest]) -> tuple[File, ...]:
    """One file per county; what all have in common, in one."""
    schema = schema_of(source)
    if source.name in COMMON:
        return (write_file(build, Path(source.name) / "all.parquet", schema, iter(_once(source, schema, held))),)
    return tuple(
        write_file(
            build, Path(source.name) / f"county={place}.parquet", schema,
            (_apart(batch, source, place) for batch in _rows(folder, manifest, source, schema)),
        )
        for place, (folder, manifest) in enumerate(held.items())
    )  # fmt: skip


def _once(source: Source, schema: pa.Schema, held: dict[Path, Manifest]) -> list[pa.RecordBatch]:
    keys, kept, seen = COMMON[source.name], [], set()
    for folder, manifest in held.items():
        for row in pa.Table.from_batches(_rows(folder, manifest, source, schema), schema).to_pylist():
            if (key := tuple(row[name] for name in keys)) not in seen:
                seen.add(key)
                kept.append(row)
    return list(pa.Table.from_pylist(kept, schema).to_batches())


def _rows(folder: Path, manifest: Manifest, source: Source, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    """The rows of a county's table, patch honoured, in this version's order of columns."""
    patch = manifest.patches.get(source.name)
    gone = pq.read_table(folder / patch.gone.path, partitioning=None)["id"] if patch else None
    for file in manifest.tables[source.name]:
        with pq.ParquetFile(folder / file.path) as part:
            for batch in part.iter_batches():
                kept = batch if gone is None else batch.filter(pc.invert(pc.is_in(batch["id"], gone)))
                yield kept.select(schema.names).cast(schema)
    if patch:
        yield from pq.read_table(folder / patch.fresh.path, partitioning=None).select(schema.names).to_batches()


def _apart(batch: pa.RecordBatch, source: Source, county: int) -> pa.RecordBatch:
    for name in numbered(source) if county else ():
        batch = _put(batch, name, pc.add(batch[name], county * APART))
    if county and source.name == "institution":  # the path names the institutions above by number: /7/12/
        batch = _put(batch, "path", pa.array([_path(each, county) for each in batch["path"].to_pylist()], pa.string()))
    return batch


def _put(batch: pa.RecordBatch, name: str, values: pa.Array) -> pa.RecordBatch:
    at = batch.schema.get_field_index(name)
    return batch.set_column(at, batch.schema.field(at), values)


def _path(path: str | None, county: int) -> str | None:
    return path and re.sub(r"\d+", lambda number: str(int(number[0]) + county * APART), path)
