"""血脂 of patients of high pressure or glucose beside their other two: at target, above, or not measured (NCD-14).

环翠2024 六（一） names 三高共管 and no limit; each chapter's limits are parameters of its guideline, 待核.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from gongwei.engine.parameters import Parameters


def _hundredths(value: ir.Value) -> ir.IntegerValue:
    """A value of two decimal places as a whole number, so that limits are compared exactly in every engine."""
    return (value * 100).cast("int64")


def control(t: ir.Table, p: Parameters) -> ir.StringValue:
    """missing | above | at_target: one value at its limit decides for above; at target needs 总胆固醇 and 低密度."""
    reaches = [_hundredths(t[name]) >= _hundredths(getattr(p, f"lipid_{name}")) for name in ("tc", "tg", "ldl_c")]
    low = _hundredths(t.hdl_c) < _hundredths(p.lipid_hdl_c)
    above = ibis.or_(*(each.fill_null(False) for each in (*reaches, low)))
    return ibis.cases((above, "above"), (t.tc.isnull() | t.ldl_c.isnull(), "missing"), else_="at_target")
