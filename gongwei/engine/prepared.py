"""Runs a compiled text on PostgreSQL as a prepared statement: planned once per connection, then only executed.

Planning a narrowed text takes longer than running it for one resident. The plan is generic, because every value is a
date or a short list of residents. Nothing here survives the connection, so a new release prepares anew.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from weakref import WeakKeyDictionary

import psycopg

_PARAMETER = re.compile(r"%\((\w+)\)s|%%")
_TYPES = {"residents": "bigint[]", "institutions": "bigint[]", "programme": "text"}
_prepared: WeakKeyDictionary[psycopg.Connection[Any], dict[str, tuple[str, tuple[str, ...]]]] = (
    WeakKeyDictionary()
)


def run(
    connection: psycopg.Connection[Any], text: str, values: Mapping[str, Any]
) -> psycopg.ClientCursor[Any]:
    """Execute a text with named parameters; the cursor stands on its rows."""
    return next(run_each(connection, [(text, values)]))


def run_each(
    connection: psycopg.Connection[Any], asked: Iterable[tuple[str, Mapping[str, Any]]]
) -> Iterator[psycopg.ClientCursor[Any]]:
    """Execute several texts in one round trip; the cursor stands on the rows of each in turn, in their order."""
    cursor = psycopg.ClientCursor(connection)
    calls, given = ["SET plan_cache_mode = force_generic_plan"], []
    for text, values in asked:
        name, names = known(connection, text)
        calls.append(f"EXECUTE {name}({', '.join('%s' for _ in names)})" if names else f"EXECUTE {name}")
        given += [values[each] for each in names]
    cursor.execute("; ".join(calls), given)
    return (cursor for _ in iter(cursor.nextset, None))


def known(connection: psycopg.Connection[Any], text: str) -> tuple[str, tuple[str, ...]]:
    """The statement's name on this connection, prepared when first asked for, and its parameters in their order."""
    here = _prepared.setdefault(connection, {})
    if text not in here:
        numbered, names = _numbered(text)
        name = "gongwei_" + hashlib.sha256(text.encode()).hexdigest()[:24]
        types = ", ".join(_TYPES.get(each, "date") for each in names)
        psycopg.ClientCursor(connection).execute(
            f"PREPARE {name} {f'({types})' if names else ''} AS {numbered}"
        )
        here[text] = (name, names)
    return here[text]


def _numbered(text: str) -> tuple[str, tuple[str, ...]]:
    """%(name)s → $n; the names in order of their numbers."""
    names: list[str] = []

    def number(found: re.Match[str]) -> str:
        if found[1] is None:
            return "%"
        if found[1] not in names:
            names.append(found[1])
        return f"${names.index(found[1]) + 1}"

    return _PARAMETER.sub(number, text), tuple(names)
