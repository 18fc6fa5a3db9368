"""What a screening of the invented chapter means."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from gongwei.engine.parameters import Parameters


def sight(t: ir.Table, p: Parameters) -> ir.StringValue:
    """The worse eye against the limit: missing | poor | good."""
    return ibis.cases(
        (t.left.isnull() | t.right.isnull(), "missing"),
        ((t.left < p.poor_below) | (t.right < p.poor_below), "poor"),
        else_="good",
    )


RULES = (sight,)
OUTCOMES = {"sight": {"missing": "未测", "poor": "视力差", "good": "正常"}}
