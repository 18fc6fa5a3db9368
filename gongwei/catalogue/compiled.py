"""Compiled texts by name, kept on disk for this code, these libraries and this plan: a process compiles what is new."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache
from pathlib import Path

from django.conf import settings

from gongwei.catalogue.plans import plan_id
from gongwei.engine.cache import StatementCache, files_digest, key_of
from gongwei.engine.compile import Statement
from gongwei.policy.loading import find_plan


def compiled(name: str, make: Callable[[], Statement]) -> Statement:
    """A statement by name from the cache; compiled if it is not there."""
    return _cache_of(settings.DATA / "cache", cache_key()).statement(name, make)


def complete() -> Path:
    """A file that is there once every text of this version is."""
    return _cache_of(settings.DATA / "cache", cache_key()).folder / "complete"


@cache
def cache_key() -> str:
    """Changes with our sources, the libraries, the plan in force and the region's own plan files."""
    own = os.environ.get("GONGWEI_PLANS")
    return key_of(files_digest([find_plan(plan_id()), *(Path(own).glob("*.yaml") if own else ())]))


@cache
def _cache_of(folder: Path, key: str) -> StatementCache:
    return StatementCache(folder, key)
