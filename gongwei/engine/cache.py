"""Compiled statements on disk, so that a process starts without compiling anything it has compiled before.

The key holds everything that can change a text: our sources, the region's own plans, the chosen plan and the
versions of the libraries that print SQL. Another key is another folder, so a stale text is never read.
"""

from __future__ import annotations

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
SHAPING = (
    "kernel", "engine", "policy", "records", "ui", "people", "care", "programmes", "catalogue", "obligations", "facts",
    "indicators",
)  # fmt: skip
"""The packages that a compiled text may depend on: the layers up to the indicators."""


@cache
def sources_digest() -> str:
    """A digest of every Python and YAML file of the package, without tests and migrations."""
    return _digest(_sources())


@cache
def _shaping_digest() -> str:
    """The same of the files that can change a text: an edited page compiles nothing anew."""
    return _digest(path for path in _sources() if shapes(path.relative_to(PACKAGE)))


def shapes(path: Path) -> bool:
    """Tables are declared in any package; what is asked of them only in the layers up to the indicators."""
    return path.parts[0] in SHAPING or "models" in path.parts or path.name == "models.py"


def _sources() -> list[Path]:
    return [
        path
        for suffix in ("*.py", "*.yaml")
        for path in PACKAGE.rglob(suffix)
        if not {"tests", "migrations", "cases"} & set(path.parts)
    ]


def _digest(sources: Iterable[Path]) -> str:
    """A process that is older than the last edit may have loaded what stood there before: its digest is its own.

    So it neither reads nor leaves texts under the digest of files that it has not seen.
    """
    paths = list(sources)
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
    """The key of this code, these libraries and these choices (the plan's name, its files' digest)."""
    parts = [_shaping_digest(), *(f"{name} {version(name)}" for name in LIBRARIES), *choices]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:24]


class StatementCache:
    """Statements by name under ``folder/statements/<key>``; a damaged or missing file is compiled again."""

    def __init__(self, folder: Path, key: str) -> None:
        self.folder = folder / "statements" / key
        self._known: dict[str, Statement] = {}

    def statement(self, name: str, make: Callable[[], Statement]) -> Statement:
        """The statement of that name: from memory, from disk, or made now and kept."""
        if name not in self._known:
            self._known[name] = self._read(name) or self._write(name, make())
        return self._known[name]

    def _read(self, name: str) -> Statement | None:
        try:
            held = json.loads((self.folder / f"{name}.json").read_text(encoding="utf8"))
            return Statement(held["text"], tuple(held["slots"]), tuple(held["tables"]), held["narrowed"])
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def _write(self, name: str, statement: Statement) -> Statement:
        """Write aside and rename, so that no reader sees half a file; a folder that refuses costs only time."""
        try:
            if not self.folder.exists():
                self.folder.mkdir(parents=True, exist_ok=True)
                self._forget_old_keys()
            with tempfile.NamedTemporaryFile("w", dir=self.folder, delete=False, encoding="utf8") as file:
                json.dump(asdict(statement), file, ensure_ascii=False)
            os.replace(file.name, self.folder / f"{name}.json")
        except OSError:
            return statement
        return statement

    def _forget_old_keys(self) -> None:
        keys = sorted(self.folder.parent.iterdir(), key=lambda key: key.stat().st_mtime, reverse=True)
        for key in keys[KEPT_KEYS:]:
            shutil.rmtree(key, ignore_errors=True)
