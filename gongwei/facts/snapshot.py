"""Reading PostgreSQL: Arrow batches of any table, all from one moment of the database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import adbc_driver_postgresql.dbapi as adbc
import pyarrow as pa
from django.db import connection
from psycopg.conninfo import make_conninfo

from gongwei.engine.tables import Source

BATCH_BYTES = 8 * 1024 * 1024
SORT_MEMORY = "128MB"


class Snapshot:
    """One read-only transaction: every table that it streams shows the same moment."""

    def __init__(self, cursor: Any) -> None:
        self._cursor = cursor
        cursor.adbc_statement.set_options(**{"adbc.postgresql.batch_size_hint_bytes": str(BATCH_BYTES)})
        cursor.execute("SELECT to_char(now() AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD\"T\"HH24:MI:SS')")
        self.taken_at = dt.datetime.fromisoformat(cursor.fetchone()[0])

    def batches(self, source: Source, noted: bool = False) -> Iterator[pa.RecordBatch]:
        """The rows of a table that count, sorted by group, day and key, in the types of the mart.

        ``noted``: only those that the change feed names.
        """
        schema = schema_of(source)
        self._cursor.execute(query_of(source, noted))
        for batch in self._cursor.fetch_record_batch():
            yield _typed(batch, schema)

    def fetch(self, query: str) -> list[tuple[Any, ...]]:
        """All rows of a small query, from the same moment."""
        self._cursor.execute(query)
        return list(self._cursor.fetchall())


@contextmanager
def snapshot() -> Iterator[Snapshot]:
    """A snapshot of the database that Django is connected to."""
    with adbc.connect(_address()) as reading, reading.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute(f"SET LOCAL work_mem = '{SORT_MEMORY}'")
        yield Snapshot(cursor)
        reading.rollback()


def schema_of(source: Source) -> pa.Schema:
    """The Arrow schema of a table in the mart."""
    return pa.schema([(name, arrow_type(kind)) for name, kind in source.columns.items()])


def arrow_type(kind: str) -> pa.DataType:
    """The Arrow type of a column declared as int16, string, decimal(8, 1), array<int16> …"""
    if kind.startswith("array<"):
        return pa.list_(arrow_type(kind[len("array<") : -1]))
    if kind.startswith("decimal("):
        digits, places = kind[len("decimal(") : -1].split(",")
        return pa.decimal128(int(digits), int(places))
    return {
        "int16": pa.int16(), "int32": pa.int32(), "int64": pa.int64(), "string": pa.string(), "boolean": pa.bool_(),
        "date": pa.date32(), "timestamp": pa.timestamp("us"),
    }[kind]  # fmt: skip


def query_of(source: Source, noted: bool = False) -> str:
    """The SQL that reads a table; uuid as text, moments as China's wall clock, decimals as exact text."""
    columns = ", ".join(f'{_expression(source, name)} AS "{name}"' for name in source.columns)
    conditions = [source.valid] if source.valid else []
    if noted:
        kind = "uuid" if "id" in source.as_text else "bigint"
        conditions.append(
            f"id IN (SELECT row_id::{kind} FROM mart_change WHERE table_name = '{source.name}' AND row_id IS NOT NULL)"
        )
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    order = ", ".join(
        f'"{name}"' for name in (source.group, source.day, "id") if name and name in source.columns
    )
    by = f" ORDER BY {order}" if order else ""
    return f'SELECT {columns} FROM "{source.name}"{where}{by}'


def _expression(source: Source, name: str) -> str:
    if name in source.as_text or source.columns[name].startswith("decimal"):
        return f'"{name}"::text'
    if source.columns[name] == "timestamp":
        return f"""("{name}" AT TIME ZONE 'Asia/Shanghai')"""
    return f'"{name}"'


def _typed(batch: pa.RecordBatch, schema: pa.Schema) -> pa.RecordBatch:
    return pa.RecordBatch.from_arrays(
        [column.cast(field.type) for column, field in zip(batch.columns, schema, strict=True)], schema=schema
    )


def _address() -> str:
    """The database of Django's connection as libpq writes it."""
    given = connection.get_connection_params()
    names = {"dbname", "user", "password", "host", "port", "sslmode", "sslrootcert", "options"}
    return make_conninfo(**{name: str(value) for name, value in given.items() if name in names and value})
