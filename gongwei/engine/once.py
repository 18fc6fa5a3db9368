"""A step of a long expression that is computed once and read by all that come after it (WITH name AS …).

Ibis melts a chain of filters and new columns into each of its readers, so a ladder of steps that each read the former
one twice doubles at every rung; a named step does not.
"""

from __future__ import annotations

import ibis.expr.operations as ops
import ibis.expr.types as ir


def once(table: ir.Table, name: str) -> ir.Table:
    """The table under a name of its own within the statement; every name of one expression is used once."""
    named: ir.Table = ops.AliasedRelation(name=f"once_{name}", parent=table).to_expr()
    return named
