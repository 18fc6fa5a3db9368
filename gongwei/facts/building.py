"""`gongwei facts build`: every table from one moment of PostgreSQL into a new numbered build; nothing is reused."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from importlib.metadata import version
from pathlib import Path

import pyarrow as pa

from gongwei.catalogue.plans import plan
from gongwei.catalogue.tables import tables
from gongwei.engine.cache import files_digest, sources_digest
from gongwei.engine.tables import Source
from gongwei.facts import bases, feed, layout
from gongwei.facts.layout import File, Manifest
from gongwei.facts.snapshot import Snapshot, schema_of, snapshot
from gongwei.facts.writer import write_table
from gongwei.kernel.clock import now

KEPT = 3
"""How many builds stay beside those that are held or read."""

Progress = Callable[[str, int], None]


def build(keep: int = KEPT, progress: Progress = lambda table, rows: None) -> Manifest:
    """Make a build and return its manifest; readers see it only when every file is in place."""
    with layout.only_builder():
        return build_whole(keep, progress)


def build_whole(keep: int = KEPT, progress: Progress = lambda table, rows: None) -> Manifest:
    """The same, for a caller who is the only builder already."""
    previous = layout.complete_builds()[-1:]
    started = now()
    feed.put()
    number = layout.claim_number()
    with snapshot() as seen:
        changes = feed.read(seen)
        files = _write_all(layout.folder_of(number), seen, progress)
    for earlier in previous:
        _share_unchanged(files, earlier, number)
    return finish(Manifest(
        number=number,
        started_at=started.isoformat(timespec="seconds"),
        snapshot_at=seen.taken_at.isoformat(),
        finished_at=now().isoformat(timespec="seconds"),
        code=code(),
        plan=plan().id,
        plan_sha256=plan_digest(),
        tables=files,
        token=uuid.uuid4().hex,
        base=number,
    ), changes, keep)  # fmt: skip


def finish(manifest: Manifest, changes: feed.Changes, keep: int) -> Manifest:
    """Let readers see a build, then empty the feed of what it holds, then remove what nobody needs any more.

    Killed between the first two, the feed stands at another build than the newest: the next build is a full one.
    """
    layout.write_manifest(manifest)
    feed.taken(changes.seen, manifest.token)
    layout.prune(keep)
    return manifest


def plan_digest() -> str:
    """What the plan's file says, as a digest."""
    return files_digest([plan().path])


def code() -> str:
    """Which version builds: its number and a digest of its sources."""
    return f"{version('gongwei')}+{sources_digest()[:12]}"


def _write_all(folder: Path, seen: Snapshot, progress: Progress) -> dict[str, tuple[File, ...]]:
    files = {}
    for source in tables():
        files[source.name] = write_table(folder, source, schema_of(source), seen.batches(source))
        progress(source.name, sum(file.rows for file in files[source.name]))
    files[bases.SOURCE.name] = write_bases(folder, seen)
    return files


def write_bases(folder: Path, seen: Snapshot) -> tuple[File, ...]:
    """What the plan brings: small, and written anew each time."""
    schema = schema_of(bases.SOURCE)
    institutions = pa.Table.from_batches(seen.batches(tables().source("institution"))).to_pylist()
    rows = pa.Table.from_pylist(bases.rows(plan(), institutions), schema)
    return write_table(folder, bases.SOURCE, schema, rows.to_batches())


def _share_unchanged(files: dict[str, tuple[File, ...]], earlier: int, number: int) -> None:
    """A file equal to the one of the build before is kept once on disk: builds are never edited."""
    before = {
        (file.path, file.sha256) for file in layout.read_manifest(earlier).files()
    }
    for file in (file for parts in files.values() for file in parts):
        if (file.path, file.sha256) in before:
            layout.share(file, earlier, number)


def all_sources() -> Iterable[Source]:
    """Every table of a build: those of the database, then what the plan brings."""
    return (*tables(), bases.SOURCE)
