"""Runs a chapter's rules over values: one visit being typed, or all policy cases of the chapter in one query.

A single value set is a one-row table, so the page, the cases and the county scan share one definition. Columns that
nobody gave are NULL: a rule must name what is missing.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import duckdb
import ibis.expr.types as ir
import pyarrow as pa

from gongwei.catalogue.chapters import chapter, chapters, forms
from gongwei.catalogue.compiled import compiled
from gongwei.catalogue.plans import parameter_history
from gongwei.catalogue.tables import tables
from gongwei.engine.compile import DUCKDB, Statement, compile_expression
from gongwei.engine.dates import age_years
from gongwei.engine.parameters import Dated, Parameters
from gongwei.engine.tables import Source, Tables
from gongwei.kernel.steps import Step

PERSON = {"birth_date": "date", "sex": "int16"}
REMEMBERED = "last_"
"""Prefix of columns that hold a rule's outcome at the visit before (``last_control``)."""

MANY = 4
"""From so many rows on they are given by column."""

History = Callable[[str], Dated]


def columns_of(chapter_id: str) -> dict[str, str]:
    """Every column that a rule of the chapter can read: its own forms' first, the resident's, and last outcomes."""
    found: dict[str, str] = {}
    own = [source for source in tables() if source.name.startswith(f"{chapter_id}_")]
    for source in (*own, *(each for each in tables() if each.name in ("resident", "health_exam"))):
        for name, kind in source.columns.items():
            found.setdefault(name, kind)
    for rule in chapter(chapter_id).rules:
        found[REMEMBERED + rule.__name__] = "string"
    return found | PERSON | {"served_on": "date"}


def judge(
    chapter_id: str, rows: Sequence[Mapping[str, Any]], history: History = parameter_history
) -> list[dict[str, Any]]:
    """The outcome of every rule of the chapter for each row; a row holds columns by name, all others are NULL.

    ``age`` is computed from birth_date and served_on. An unknown column name is an error that lists the known ones.
    """
    if not rows:
        return []
    rules = _compiled(chapter_id) if history is parameter_history else _compile(chapter_id, history)
    for row in rows:
        unknown = set(row) - set(rules.kinds)
        if unknown:
            raise KeyError(f"{chapter_id}: 没有列 {sorted(unknown)}；可用 {sorted(rules.kinds)}")
    return _ask(rules, rows)


def meeting(form_id: str, values: Mapping[str, Any]) -> dict[tuple[str, str], bool]:
    """(programme, step) → whether a record with these values fulfils what the step ``requires`` of it.

    Steps that accept every record of the form are not named. Columns that the form does not have are passed over.
    """
    if not demanding(form_id):
        return {}
    [answer] = _ask(_demands(form_id), [values])
    return {(programme, step.id): bool(answer[f"{programme}.{step.id}"]) for programme, step in demanding(form_id)}


@cache
def demanding(form_id: str) -> tuple[tuple[str, Step], ...]:
    """The steps of all chapters that a record of the form meets only if it holds something."""
    return tuple(
        (each.id, step)
        for each in chapters()
        if each.schedule is not None
        for step in each.schedule.steps
        if step.requires is not None and form_id in step.met_by
    )


def _ask(rules: Compiled, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    connection, kinds = _ready(rules)
    connection.execute("DELETE FROM given")
    if len(rows) < MANY or not _put_columns(connection, kinds, rules, rows):
        marks = ", ".join(["(" + ", ".join("?" * (len(rules.read) + 1)) + ")"] * len(rows))
        given = [value for place, row in enumerate(rows) for value in (place, *map(row.get, rules.read))]
        connection.execute(f"INSERT INTO given VALUES {marks}", given)
    result = connection.execute("EXECUTE judged")
    heads = [column[0] for column in result.description]
    return [dict(zip(heads, values, strict=True)) for values in result.fetchall()]


def _put_columns(
    connection: duckdb.DuckDBPyConnection, kinds: pa.Schema, rules: Compiled, rows: Sequence[Mapping[str, Any]]
) -> bool:
    """Rows of a list by column: a mark for each value takes longer to parse than all rules to run.

    False, with nothing put, for values that are not exactly of their column's kind (a case writes 9.9 for a decimal):
    these go in one by one and are cast.
    """
    columns = {"place": range(len(rows)), **{name: [row.get(name) for row in rows] for name in rules.read}}
    try:
        table = pa.Table.from_pydict(columns, schema=kinds)
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        return False
    connection.register("incoming", table)
    connection.execute("INSERT INTO given SELECT * FROM incoming")
    connection.unregister("incoming")
    return True


@dataclass(frozen=True)
class Compiled:
    """A chapter's rules as one text over the table ``given``: its possible columns, and those that the rules read."""

    text: str
    kinds: dict[str, str]
    read: tuple[str, ...]


class _Engines(threading.local):
    """One engine in memory per thread and chapter, its statement planned once: a judgement is asked as one types."""

    def __init__(self) -> None:
        self.ready: dict[str, tuple[duckdb.DuckDBPyConnection, pa.Schema]] = {}


_engines = _Engines()


def _ready(compiled: Compiled) -> tuple[duckdb.DuckDBPyConnection, pa.Schema]:
    """The thread's engine that holds the empty table of these rules and their planned statement; the table's kinds."""
    known = _engines.ready.get(compiled.text)
    if known is not None:
        return known
    connection = duckdb.connect(config={"threads": 1})
    declared = ", ".join(f'"{name}" {_sql_type(compiled.kinds[name])}' for name in compiled.read)
    connection.execute(f"CREATE TABLE given (place INTEGER{', ' if declared else ''}{declared})")
    connection.execute("PRAGMA disable_optimizer")  # a few rows: planning costs more than it saves
    connection.execute(f"PREPARE judged AS {compiled.text}")
    _engines.ready[compiled.text] = connection, connection.sql("SELECT * FROM given").to_arrow_table().schema
    return _engines.ready[compiled.text]


def warm() -> None:
    """Have every chapter's rules ready before somebody types."""
    for each in chapters():
        if each.rules:
            _compiled(each.id)
    for form_id, form in forms().items():
        if form.of == "resident" and demanding(form_id):
            _demands(form_id)


@cache
def _compiled(chapter_id: str) -> Compiled:
    kinds = columns_of(chapter_id)
    made = compiled(f"rules.{chapter_id}", lambda: _statement(chapter_id, parameter_history, kinds), chapter_id)
    return _readied(made, kinds)


def _compile(chapter_id: str, history: History) -> Compiled:
    kinds = columns_of(chapter_id)
    return _readied(_statement(chapter_id, history, kinds), kinds)


@cache
def _demands(form_id: str) -> Compiled:
    kinds = dict(tables().source(form_id).columns) | PERSON
    return _readied(compiled(f"demands.{form_id}", lambda: _demanded(form_id, kinds)), kinds)


def _demanded(form_id: str, kinds: dict[str, str]) -> Statement:
    """What each step requires of the form's record, as one row of yes and no."""

    def outcomes(given: ir.Table) -> dict[str, ir.Value]:
        return {
            f"{programme}.{step.id}": step.requires(given, Parameters(programme, parameter_history, given.served_on))
            for programme, step in demanding(form_id)
            if step.requires is not None
        }

    return _of_given(kinds, outcomes)


def _statement(chapter_id: str, history: History, kinds: dict[str, str]) -> Statement:
    def outcomes(given: ir.Table) -> dict[str, ir.Value]:
        p = Parameters(chapter_id, history, given.served_on)
        return {rule.__name__: rule(given, p) for rule in chapter(chapter_id).rules}

    return _of_given(kinds, outcomes)


def _of_given(kinds: dict[str, str], outcomes: Callable[[ir.Table], dict[str, ir.Value]]) -> Statement:
    """Some outcomes over the table ``given``, one row a place."""
    source = Source("given", {"place": "int32", **kinds}, person=None)
    given = Tables([source]).given
    given = given.mutate(age=age_years(given.birth_date, given.served_on))
    judged = given.select("place", **outcomes(given)).order_by("place").drop("place")
    return compile_expression(judged, Tables([source]), DUCKDB, narrowed=False)


def _readied(made: Statement, kinds: dict[str, str]) -> Compiled:
    """``read`` are the columns whose names stand quoted in the text: at least all that the rules read."""
    return Compiled(made.text, kinds, tuple(name for name in kinds if f'"{name}"' in made.text))


def _sql_type(kind: str) -> str:
    names = {
        "int16": "SMALLINT",
        "int32": "INTEGER",
        "int64": "BIGINT",
        "string": "VARCHAR",
        "float64": "DOUBLE",
    }
    if kind.startswith("array<"):
        return _sql_type(kind[6:-1]) + "[]"
    return names.get(kind, kind.upper())
