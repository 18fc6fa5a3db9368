"""Columns into tables by COPY: indexes and foreign keys go, rows come in, everything is built and verified again."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv
from django.apps import apps
from django.db import connection, models

from gongwei.records.synthetic import Columns

ROWS_AT_ONCE = 20_000
_CSV = pyarrow.csv.WriteOptions(include_header=False)


def model_of(table: str) -> type[models.Model]:
    """The model of a table."""
    return next(model for model in apps.get_models() if model._meta.db_table == table)


def load(table: str, columns: Columns) -> int:
    """Copy the columns into their table; what is not given gets the field's own default. Returns the rows."""
    complete = _with_defaults(model_of(table), columns)
    arrow = pa.table(complete)
    names = ", ".join(f'"{name}"' for name in arrow.column_names)
    with (
        connection.cursor() as cursor,
        cursor.copy(f'COPY "{table}" ({names}) FROM STDIN (FORMAT csv)') as copy,
    ):
        for batch in arrow.to_batches(max_chunksize=ROWS_AT_ONCE):
            text = io.BytesIO()
            pyarrow.csv.write_csv(batch, text, _CSV)
            copy.write(text.getbuffer())
    return int(arrow.num_rows)


def _with_defaults(model: type[models.Model], columns: Columns) -> dict[str, pa.Array]:
    """Every column as an array of one length, in the order of the table."""
    count = next(
        len(values)
        for values in columns.values()
        if hasattr(values, "__len__") and not isinstance(values, str)
    )
    fields = {str(field.column): field for field in model._meta.concrete_fields}
    if unknown := sorted(set(columns) - set(fields)):
        raise ValueError(f"{model._meta.db_table} has no column {', '.join(unknown)}")
    found = {}
    for name, field in fields.items():
        if isinstance(field, models.GeneratedField) or (field.primary_key and name not in columns):
            continue
        value = columns[name] if name in columns else _default(field)
        if value is not None:
            found[name] = _array(value, count)
    return found


def _default(field: models.Field[Any, Any]) -> Any:
    if not field.has_default():
        return "" if field.empty_strings_allowed and not field.null else None
    value = field.get_default()
    return "{}" if value in ([], {}) else value


def _array(value: Any, count: int) -> pa.Array:
    if isinstance(value, (pa.Array, pa.ChunkedArray)):
        return value
    if isinstance(value, np.ndarray):
        return pa.array(value)
    return pa.repeat(pa.scalar(value), count)


@contextmanager
def bare(tables: Sequence[str], told: Callable[[str], None]) -> Iterator[None]:
    """Inside, the tables have no foreign keys, unique or exclusion constraints, indexes or triggers of ours.

    Afterwards each is made again, which verifies every row; a row that breaks one ends the whole load.
    """
    constraints, indexes = _constraints(tables), _indexes(tables)
    _run(f'ALTER TABLE "{table}" DISABLE TRIGGER USER' for table in tables)
    _run(f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"' for table, name, _ in constraints)
    _run(f'DROP INDEX "{name}"' for name, _ in indexes)
    yield
    for name, definition in indexes:
        told(name)
        _run([definition])
    for table, name, definition in constraints:
        told(name)
        _run([f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" {definition}'])
    _run(f'ALTER TABLE "{table}" ENABLE TRIGGER USER' for table in tables)


def _constraints(tables: Sequence[str]) -> list[tuple[str, str, str]]:
    """Unique and exclusion constraints first, then foreign keys: (table, name, definition)."""
    return _rows(
        """SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
           WHERE conrelid = ANY(%s::text[]::regclass[]) AND contype IN ('u', 'x', 'f')
           ORDER BY contype = 'f', conrelid::regclass::text, conname""",
        tables,
    )


def _indexes(tables: Sequence[str]) -> list[tuple[str, str]]:
    """Indexes that no constraint owns: (name, definition)."""
    return _rows(
        """SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index i
           WHERE indrelid = ANY(%s::text[]::regclass[])
             AND NOT EXISTS (SELECT 1 FROM pg_constraint c
                             WHERE c.conindid = i.indexrelid AND c.contype IN ('p', 'u', 'x'))
           ORDER BY 1""",
        tables,
    )


def _rows(query: str, tables: Sequence[str]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(query, [list(tables)])
        return list(cursor.fetchall())


def _run(statements: Any) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def set_sequences(tables: Sequence[str]) -> None:
    """Let the next number of each table follow the highest one loaded."""
    with connection.cursor() as cursor:
        for table in tables:
            model = model_of(table)
            if isinstance(model._meta.pk, models.AutoField):
                highest = f'greatest(1, (SELECT max(id) FROM "{table}"))'
                cursor.execute(f"SELECT setval(pg_get_serial_sequence(%s, 'id'), {highest})", [table])
