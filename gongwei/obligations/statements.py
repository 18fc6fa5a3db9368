"""The compiled texts of the schedules: once per release, for everybody or narrowed to given residents."""

from __future__ import annotations

from functools import cache

import ibis
import ibis.expr.types as ir

from gongwei.catalogue.chapters import chapter, chapters
from gongwei.catalogue.compiled import compiled
from gongwei.catalogue.tables import parameters, tables
from gongwei.engine.compile import Statement, compile_expression
from gongwei.kernel.steps import Subject
from gongwei.obligations.expression import members_of, obligations_of


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
    of = owes(chapter_id)
    return compiled(
        name,
        lambda: compile_expression(expression(chapter_id), tables(), dialect, narrowed=narrowed, of=of),
        chapter_id,
    )


def owes(chapter_id: str) -> Subject:
    """Whose obligations a chapter's schedule speaks of."""
    schedule = chapter(chapter_id).schedule
    return schedule.of if schedule else "resident"


@cache
def scheduled(of: Subject = "resident") -> tuple[str, ...]:
    """The chapters that owe something to residents (or ask it of institutions), in the order of the specification."""
    return tuple(each.id for each in chapters() if each.schedule and each.schedule.of == of)


@cache
def touched_by(table: str, of: Subject = "resident") -> tuple[str, ...]:
    """The chapters whose obligations a change in this table can change."""
    return tuple(each for each in scheduled(of) if table in statement(each, "postgres", True).tables)


@cache
def membership() -> Statement:
    """Which chapters can owe anything to given residents: one short text, asked before the long ones."""
    return compiled(
        "obligations.membership.postgres.narrowed",
        lambda: compile_expression(_membership(), tables(), "postgres", narrowed=True),
    )


def _membership() -> ir.Table:
    parts = []
    for chapter_id in scheduled():
        schedule = chapter(chapter_id).schedule
        assert schedule is not None
        members = members_of(schedule, tables(), parameters(chapter_id))
        parts.append(members.select("resident_id", programme=ibis.literal(chapter_id)))
    return ibis.union(*parts, distinct=True) if len(parts) > 1 else parts[0].distinct()


def warm() -> None:
    """Have every text that a page or a save needs, compiled now or read from disk."""
    membership()
    for chapter_id in (*scheduled(), *scheduled("institution")):
        statement(chapter_id, "postgres", True)
