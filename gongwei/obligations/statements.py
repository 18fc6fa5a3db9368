"""The compiled texts of the schedules: once per release, for everybody or narrowed to given residents."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache
from pathlib import Path

import ibis.expr.types as ir
from django.conf import settings

from gongwei.catalogue.chapters import chapter, chapters
from gongwei.catalogue.plans import plan_id
from gongwei.catalogue.tables import parameters, tables
from gongwei.engine.cache import StatementCache, files_digest, key_of
from gongwei.engine.compile import Statement, compile_expression
from gongwei.obligations.expression import obligations_of
from gongwei.policy.loading import find_plan


@cache
def expression(chapter_id: str) -> ir.Table:
    """What a chapter owes to whom, and what met it."""
    schedule = chapter(chapter_id).schedule
    assert schedule is not None, f"{chapter_id} owes nothing by schedule"
    return obligations_of(schedule, chapter_id, tables(), parameters(chapter_id))


@cache
def statement(chapter_id: str, dialect: str, narrowed: bool) -> Statement:
    """The text of a chapter's obligations for one engine."""
    name = f"obligations.{chapter_id}.{dialect}.{'narrowed' if narrowed else 'all'}"
    return compiled(
        name, lambda: compile_expression(expression(chapter_id), tables(), dialect, narrowed=narrowed)
    )


def compiled(name: str, make: Callable[[], Statement]) -> Statement:
    """A statement by name from the cache of this code, these libraries and this plan; compiled if it is not there."""
    return _cache_of(settings.DATA / "cache", cache_key()).statement(name, make)


@cache
def cache_key() -> str:
    """Changes with our sources, the libraries, the plan in force and the region's own plan files."""
    own = os.environ.get("GONGWEI_PLANS")
    return key_of(files_digest([find_plan(plan_id()), *(Path(own).glob("*.yaml") if own else ())]))


@cache
def _cache_of(folder: Path, key: str) -> StatementCache:
    return StatementCache(folder, key)


@cache
def scheduled() -> tuple[str, ...]:
    """The chapters that owe something, in the order of the specification."""
    return tuple(each.id for each in chapters() if each.schedule)


@cache
def touched_by(table: str) -> tuple[str, ...]:
    """The chapters whose obligations a change in this table can change."""
    return tuple(each for each in scheduled() if table in statement(each, "postgres", True).tables)
