"""The cohorts of all chapters as compiled texts: one row per person with place as of the day, criteria and flags."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import ibis
import ibis.expr.types as ir

from gongwei.care.cohorts import placed_on
from gongwei.catalogue.chapters import chapters, measures
from gongwei.catalogue.compiled import compiled
from gongwei.catalogue.tables import parameters, tables
from gongwei.engine.compile import DUCKDB, POSTGRES, Statement, compile_expression
from gongwei.engine.slots import Period
from gongwei.engine.tables import Source, Tables
from gongwei.kernel.measures import Cohort, Ground, Measure

PLACE = ("institution_id", "village_id", "doctor_id")


@dataclass(frozen=True)
class Group:
    """A cohort with its chapter and the measures that it serves."""

    chapter: str
    cohort: Cohort
    measures: tuple[Measure, ...]


@cache
def groups() -> Mapping[str, Group]:
    """Every cohort by id, in the order of the specification."""
    found: dict[str, Group] = {}
    for chapter in chapters():
        for measure in chapter.measures:
            held = found.get(measure.cohort.id)
            served = (*held.measures, measure) if held else (measure,)
            found[measure.cohort.id] = Group(chapter.id, measure.cohort, served)
    return found


def group_of(indicator: str) -> Group:
    """The cohort that serves an indicator; KeyError names what exists."""
    if indicator not in measures():
        raise KeyError(f"没有指标 {indicator!r}；现有 {sorted(measures())}")
    return groups()[measures()[indicator][1].cohort.id]


@cache
def expression(cohort_id: str) -> ir.Table:
    """The people of a cohort with the institution, village and doctor responsible on the as-of day (NULL: none).

    Rows that are not people bring their institution (and village) themselves.
    """
    return _placed(cohort_id, tables())


def _placed(cohort_id: str, t: Tables) -> ir.Table:
    group, period = groups()[cohort_id], Period.slots()
    people = group.cohort.build(t, parameters(group.chapter), period)
    if group.cohort.of != "resident":
        absent = {"village_id": "string", "doctor_id": "int64"}
        return people.mutate({name: ibis.null(kind) for name, kind in absent.items() if name not in people.columns})
    place = placed_on(t, period.as_of)
    return people.left_join(place, people.resident_id == place.holder).drop("holder")


@cache
def columns(cohort_id: str) -> tuple[str, ...]:
    """The names of the columns of a cohort's statement, in order."""
    return tuple(expression(cohort_id).columns)


@cache
def statement(cohort_id: str, dialect: str, narrowed: bool) -> Statement:
    """The text of a cohort for one engine, narrowed to given residents (or institutions) or for everybody."""
    name = f"cohort.{cohort_id}.{dialect}.{'narrowed' if narrowed else 'all'}"
    of = "resident" if groups()[cohort_id].cohort.of == "resident" else "institution"
    return compiled(
        name,
        lambda: compile_expression(expression(cohort_id), tables(), dialect, narrowed=narrowed, of=of),
        groups()[cohort_id].chapter,
    )


@cache
def ground(name: str) -> Statement:
    """The text of the rows that several cohorts rest on, for everybody in the mart."""
    return compiled(
        f"ground.{name}",
        lambda: compile_expression(_rows(name), tables(), DUCKDB, narrowed=False),
        grounds()[name][0],
    )


def _rows(name: str) -> ir.Table:
    chapter, held = grounds()[name]
    made: ir.Table = held.build(tables(), parameters(chapter), Period.slots())
    return made


@cache
def resting(cohort_id: str) -> Statement:
    """The text of a cohort that reads the rows of its ground from a table of that name, in the mart."""
    return compiled(f"cohort.{cohort_id}.resting", lambda: _resting(cohort_id), groups()[cohort_id].chapter)


def _resting(cohort_id: str) -> Statement:
    held = groups()[cohort_id].cohort.rests_on
    assert held is not None
    columns = {name: str(kind) for name, kind in _rows(held.id).schema().items()}
    beside = tables().beside(Source(held.id, columns))
    return compile_expression(_placed(cohort_id, beside), beside, DUCKDB, narrowed=False)


@cache
def grounds() -> Mapping[str, tuple[str, Ground]]:
    """Every ground by name with the chapter that lays it."""
    held = [(group.chapter, group.cohort.rests_on) for group in groups().values()]
    return {each.id: (chapter, each) for chapter, each in held if each is not None}


@cache
def counting() -> Statement:
    """Which cohorts may count given residents: one text, asked before the long ones.

    Only the people of each are read: PostgreSQL leaves out the joins that bring nothing but criteria.
    """
    return compiled(
        "cohorts.counting.postgres.narrowed",
        lambda: compile_expression(_counting(), tables(), POSTGRES, narrowed=True),
    )


def _counting() -> ir.Table:
    parts = []
    for cohort_id, group in groups().items():
        if group.cohort.of == "resident":
            asked = group.cohort.candidates or group.cohort.build
            people = asked(tables(), parameters(group.chapter), Period.slots())
            parts.append(people.select("resident_id").distinct().mutate(cohort=ibis.literal(cohort_id)))
    return ibis.union(*parts, distinct=False) if len(parts) > 1 else parts[0]
