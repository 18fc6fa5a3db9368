"""Records judged set-wise: each with its place, its creator, its criteria and its score (EHR-03).

The judgements of a build are made once and stay in the memory of the build's reader, so every page filters one table.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from functools import cache

import duckdb
import ibis.expr.types as ir

from gongwei.care.cohorts import placed_on
from gongwei.catalogue.chapters import qualities
from gongwei.catalogue.compiled import compiled
from gongwei.catalogue.tables import parameters, tables
from gongwei.engine.compile import DUCKDB, Statement, compile_expression
from gongwei.engine.slots import Period, PeriodDates
from gongwei.facts import reader

_making = threading.Lock()


@cache
def expression(chapter: str) -> ir.Table:
    """The records of a chapter with criteria and score, and who is responsible for them on the as-of day."""
    t, period = tables(), Period.slots()
    records = qualities()[chapter].cohort.build(t, parameters(chapter), period)
    place = placed_on(t, period.as_of)
    return records.left_join(place, records.resident_id == place.holder).drop("holder")


@cache
def statement(chapter: str, dialect: str, narrowed: bool) -> Statement:
    """The text for one engine, of everybody or of given residents."""
    name = f"quality.{chapter}.{dialect}.{'narrowed' if narrowed else 'all'}"
    return compiled(
        name, lambda: compile_expression(expression(chapter), tables(), dialect, narrowed=narrowed), chapter
    )


def judged(chapter: str, as_of: dt.date, build: int) -> tuple[duckdb.DuckDBPyConnection, str]:
    """A connection to the build and the name of the table of its judged records as of a day."""
    return made_once(f"quality_{chapter}", lambda: statement(chapter, DUCKDB, False), as_of, build)


def made_once(
    what: str, asked: Callable[[], Statement], as_of: dt.date, build: int
) -> tuple[duckdb.DuckDBPyConnection, str]:
    """A connection to the build and the name of a table in its memory that the statement made of it."""
    duck, name = reader.connect(build), f"{what}_{as_of:%Y%m%d}"
    with _making:
        made, values = asked(), PeriodDates.year_to(as_of).values()
        there = duck.execute("SELECT count(*) FROM duckdb_tables() WHERE table_name = $1", [name]).fetchone()
        if not there or not there[0]:
            duck.execute(f"CREATE TABLE {name} AS {made.text}", {slot: values[slot] for slot in made.slots})
    return duck, name
