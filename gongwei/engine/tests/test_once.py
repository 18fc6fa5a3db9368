"""A named step stands once in the text, however often it is read."""

from __future__ import annotations

import duckdb
import ibis

from gongwei.engine.compile import DUCKDB, POSTGRES, compile_expression
from gongwei.engine.once import once
from gongwei.engine.tables import Source, Tables

TABLES = Tables([Source("visit", {"resident_id": "int64", "value": "int32"})])


def ladder(height: int, named: bool) -> ibis.Table:
    """Steps that each read the one before twice."""
    step = TABLES.visit.mutate(value=TABLES.visit.value + 1)
    for rung in range(height):
        step = once(step, f"rung_{rung}") if named else step
        other = step.select(owner="resident_id", more="value")
        step = step.join(other, step.resident_id == other.owner).select(
            "resident_id", value=step.value + other.more
        )
    return step


def test_a_named_step_is_written_once_and_says_the_same() -> None:
    text = compile_expression(ladder(4, True), TABLES, DUCKDB, narrowed=False).text
    assert [text.count(f'"once_rung_{rung}" AS (') for rung in range(4)] == [1, 1, 1, 1]
    plain = compile_expression(ladder(4, False), TABLES, DUCKDB, narrowed=False).text
    connection = duckdb.connect()
    connection.execute("CREATE TABLE visit AS SELECT 1::BIGINT AS resident_id, 2::INTEGER AS value")
    assert connection.sql(text).fetchall() == connection.sql(plain).fetchall() == [(1, 48)]


def test_the_base_table_is_narrowed_inside_the_named_step() -> None:
    text = compile_expression(ladder(2, True), TABLES, POSTGRES, narrowed=True).text
    assert text.count("ANY(%(residents)s)") == 1
