"""Compiled statements on disk, so that a process starts without compiling anything it has compiled before.

The key holds what can change every text: the sources below the chapters, the plan in force and the versions of the
libraries that print SQL; another key is another folder. The version in a file's name holds what can change this one:
the sources of its chapter. A file says how the tables it reads were declared. So no stale text is ever read.
"""

from __future__ import annotations

import glob
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import asdict
from functools import cache
from importlib.metadata import version
from pathlib import Path

import psutil

from gongwei.engine.compile import Statement

PACKAGE = Path(__file__).resolve().parents[1]
LIBRARIES = ("ibis-framework", "sqlglot", "duckdb", "Django")
KEPT_KEYS = 3


@cache
def sources_digest() -> str:
    """A digest of every Python and YAML file of the package, without tests and migrations."""
    return folders_digest(PACKAGE)


def folders_digest(*folders: Path) -> str:
    """The same of some folders of it.

    A process that is older than the last edit may have loaded what stood there before: its digest is its own, so
    that it neither reads nor leaves texts under the digest of files that it has not seen.
    """
    paths = [
        path
        for folder in folders
        for suffix in ("*.py", "*.yaml")
        for path in folder.rglob(suffix)
        if not {"tests", "migrations", "cases"} & set(path.parts)
    ]
    digest = files_digest(paths)
    started = psutil.Process().create_time()
    return f"{digest}-{os.getpid()}" if any(path.stat().st_mtime > started for path in paths) else digest


def files_digest(paths: Iterable[Path]) -> str:
    """A digest of names and contents, whatever the order."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(f"{path.name}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()


def key_of(*choices: str) -> str:
    """The key of these libraries and these choices (the code's digest, the plan's name)."""
    parts = [*(f"{name} {version(name)}" for name in LIBRARIES), *choices]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:24]


class StatementCache:
    """Statements by name under ``folder/statements/<key>``; a damaged or missing file is compiled again.

    ``shape`` says how the tables of these names are declared today: a text that reads other columns is compiled again.
    """

    def __init__(self, folder: Path, key: str, shape: Callable[[tuple[str, ...]], str] = "".join) -> None:
        self.folder, self._shape = folder / "statements" / key, shape
        self._known: dict[str, Statement] = {}

    def statement(self, name: str, version: str, make: Callable[[], Statement]) -> Statement:
        """The statement of that name and version: from memory, from disk, or made now and kept instead of others."""
        if name not in self._known:
            self._known[name] = self._read(f"{name}@{version}.json") or self._write(name, version, make())
        return self._known[name]

    def _read(self, file: str) -> Statement | None:
        try:
            held = json.loads((self.folder / file).read_text(encoding="utf8"))
            if held["shape"] != self._shape(tuple(held["tables"])):
                return None
            return Statement(held["text"], tuple(held["slots"]), tuple(held["tables"]), held["narrowed"])
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def _write(self, name: str, version: str, statement: Statement) -> Statement:
        """Write aside and rename, so that no reader sees half a file; a folder that refuses costs only time."""
        try:
            if not self.folder.exists():
                self.folder.mkdir(parents=True, exist_ok=True)
                self._forget_old_keys()
            older = list(self.folder.glob(f"{glob.escape(name)}@*.json"))
            with tempfile.NamedTemporaryFile("w", dir=self.folder, delete=False, encoding="utf8") as file:
                json.dump({**asdict(statement), "shape": self._shape(statement.tables)}, file, ensure_ascii=False)
            os.replace(file.name, kept := self.folder / f"{name}@{version}.json")
            for each in set(older) - {kept}:
                each.unlink(missing_ok=True)
        except OSError:
            return statement
        return statement

    def _forget_old_keys(self) -> None:
        keys = sorted(self.folder.parent.iterdir(), key=lambda key: key.stat().st_mtime, reverse=True)
        for key in keys[KEPT_KEYS:]:
            shutil.rmtree(key, ignore_errors=True)
