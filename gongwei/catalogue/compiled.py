"""Compiled texts by name, kept on disk for this code, these libraries and this plan: a process compiles what is new."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path

from django.conf import settings

from gongwei.catalogue.plans import plan_id
from gongwei.catalogue.tables import tables
from gongwei.engine.cache import PACKAGE, StatementCache, files_digest, folders_digest, key_of
from gongwei.engine.compile import Statement
from gongwei.policy.loading import find_plan

BELOW = ("kernel", "engine", "policy", "records", "ui", "people", "care")
"""The layers that a chapter is made from."""
ABOVE = ("catalogue", "obligations", "facts", "indicators", "quality")
"""Those that make texts from chapters."""
PROGRAMMES = PACKAGE / "programmes"


def compiled(name: str, make: Callable[[], Statement], chapter: str | None = None) -> Statement:
    """A statement by name from the cache; compiled if it is not there, or its chapter (or any) has changed since."""
    return _cache_of(settings.DATA / "cache", _common_key()).statement(name, _version(chapter), make)


def complete() -> Path:
    """A file that is there once every text of this version is."""
    return _cache_of(settings.DATA / "cache", _common_key()).folder / f"complete-{cache_key()}"


@cache
def cache_key() -> str:
    """Changes with whatever can change any text."""
    return key_of(_common_key(), _version(None))


@cache
def _common_key() -> str:
    """Changes with the layers around the chapters, the libraries, the plan in force and the region's own plan files."""
    own = os.environ.get("GONGWEI_PLANS")
    plans = files_digest([find_plan(plan_id()), *(Path(own).glob("*.yaml") if own else ())])
    return key_of(folders_digest(*(PACKAGE / layer for layer in (*BELOW, *ABOVE))), plans)


@cache
def _version(chapter: str | None) -> str:
    return _short(folders_digest(PROGRAMMES / chapter if chapter else PROGRAMMES))


def _shape(names: tuple[str, ...]) -> str:
    """How these tables are declared today; those that only a text of its own makes are not declared."""
    declared = [repr(tables().source(name)) for name in names if name in tables()]
    return _short("\n".join(declared))


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:24]


@cache
def _cache_of(folder: Path, key: str) -> StatementCache:
    return StatementCache(folder, key, _shape)
