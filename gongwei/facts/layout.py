"""Where the builds lie and what each says of itself: a numbered folder is complete once it holds a manifest."""

from __future__ import annotations

import datetime as dt
import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO

from django.conf import settings

from gongwei.kernel.errors import UserError

MANIFEST = "manifest.json"
IN_USE = "in_use.lock"


@dataclass(frozen=True)
class File:
    """One Parquet file of a table; the path is relative to the build's folder."""

    path: str
    rows: int
    bytes: int
    sha256: str


@dataclass(frozen=True)
class Patch:
    """What changed in a table since its files were written: rows to read instead, and rows no longer to read.

    ``fresh`` are rows in the table's own columns; ``gone`` the ids of rows of its files that are not read any more.
    """

    fresh: File
    gone: File


@dataclass(frozen=True)
class Manifest:
    """What a build holds and what it was made from; all moments in China's wall clock, ISO 8601.

    ``token`` names the build in the database's change feed; ``base`` is the full build that it goes back to;
    ``counties`` are the folders of the builds that it joins, if it was not made from this database.
    """

    number: int
    started_at: str
    snapshot_at: str
    finished_at: str
    code: str
    plan: str
    plan_sha256: str
    tables: dict[str, tuple[File, ...]] = field(default_factory=dict)
    patches: dict[str, Patch] = field(default_factory=dict)
    token: str = ""
    base: int = 0
    counties: tuple[str, ...] = ()

    def rows(self, table: str) -> int:
        """How many rows a table has."""
        patch = self.patches.get(table)
        return sum(file.rows for file in self.tables[table]) + (
            patch.fresh.rows - patch.gone.rows if patch else 0
        )

    def files(self) -> Iterator[File]:
        """Every file of the build."""
        for parts in self.tables.values():
            yield from parts
        for patch in self.patches.values():
            yield from (patch.fresh, patch.gone)

    @property
    def snapshot(self) -> dt.datetime:
        """The moment of the database that the build shows."""
        return dt.datetime.fromisoformat(self.snapshot_at)


def mart() -> Path:
    """The folder of all builds."""
    return Path(settings.DATA) / "mart"


def folder_of(number: int) -> Path:
    """The folder of one build."""
    return mart() / str(number)


def complete_builds() -> list[int]:
    """The numbers of the builds that were finished, in ascending order."""
    folders = (manifest.parent.name for manifest in mart().glob(f"*/{MANIFEST}"))
    return sorted(int(name) for name in folders if name.isdigit())


def read_manifest(number: int) -> Manifest:
    """What a build says of itself; a number that does not exist is named."""
    try:
        return manifest_in(folder_of(number))
    except FileNotFoundError:
        raise UserError(f"没有第 {number} 次数据集；现有 {complete_builds() or '无'}") from None


def manifest_in(folder: Path) -> Manifest:
    """What the build in a folder says of itself, wherever the folder lies now."""
    held = json.loads((folder / MANIFEST).read_text(encoding="utf8"))
    tables = {name: tuple(File(**file) for file in files) for name, files in held.pop("tables").items()}
    patches = {
        name: Patch(File(**patch["fresh"]), File(**patch["gone"]))
        for name, patch in held.pop("patches", {}).items()
    }
    joined = tuple(held.pop("counties", ()))
    return Manifest(tables=tables, patches=patches, counties=joined, **held)


def write_manifest(manifest: Manifest) -> None:
    """Finish a build: written aside, flushed and renamed, so that it is there wholly or not at all."""
    folder = folder_of(manifest.number)
    aside = folder / f"{MANIFEST}.part"
    with aside.open("w", encoding="utf8") as file:
        json.dump(asdict(manifest), file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(folder / MANIFEST)


@contextmanager
def only_builder() -> Iterator[None]:
    """One build at a time; a second one is refused at once. A killed builder leaves no lock."""
    mart().mkdir(parents=True, exist_ok=True)
    with (mart() / "build.lock").open("ab") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UserError("另一个进程正在生成数据集；请等它完成后再试") from None
        yield


def claim_number() -> int:
    """A new folder with the next number; remains of killed builds are removed (call under ``only_builder``)."""
    taken = [int(folder.name) for folder in mart().iterdir() if folder.name.isdigit()]
    finished = set(complete_builds())
    for number in taken:
        if number not in finished:
            shutil.rmtree(folder_of(number))
    number = max(taken, default=0) + 1
    folder_of(number).mkdir()
    (folder_of(number) / IN_USE).touch()
    return number


def share(file: File, earlier: int, number: int) -> None:
    """Keep a file of an earlier build in a new one, on disk once where links are possible: builds are never edited."""
    ours, theirs = folder_of(number) / file.path, folder_of(earlier) / file.path
    ours.parent.mkdir(parents=True, exist_ok=True)
    aside = ours.with_suffix(".shared")
    try:
        os.link(theirs, aside)
    except OSError:
        if not ours.exists():
            shutil.copyfile(theirs, aside)  # a file system without links: the build is as good, only larger
    if aside.exists():
        aside.replace(ours)


def in_use(number: int) -> IO[bytes]:
    """A shared lock that keeps a build from being pruned; the system drops it when the process ends."""
    lock = (folder_of(number) / IN_USE).open("ab")
    fcntl.flock(lock, fcntl.LOCK_SH)
    return lock


def hold(number: int, reason: str) -> None:
    """Keep a build for as long as something settled rests on it; ``reason`` names it (settlement-2024Q3)."""
    read_manifest(number)
    holds = mart() / "holds"
    holds.mkdir(exist_ok=True)
    (holds / f"{number}-{reason}").touch()


def release(number: int, reason: str) -> None:
    """Let go of a held build."""
    (mart() / "holds" / f"{number}-{reason}").unlink(missing_ok=True)


def held() -> set[int]:
    """The builds that must stay."""
    return {int(hold.name.partition("-")[0]) for hold in (mart() / "holds").glob("*-*")}


def prune(keep: int) -> list[int]:
    """Remove old builds but the newest ``keep``, those held and those being read: the numbers removed."""
    removed = []
    for number in complete_builds()[:-keep]:
        if number not in held() and _remove_unread(number):
            removed.append(number)
    return removed


def _remove_unread(number: int) -> bool:
    with (folder_of(number) / IN_USE).open("ab") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        (folder_of(number) / MANIFEST).unlink()  # from here on no reader can find it
        shutil.rmtree(folder_of(number))
        return True
