"""医防融合信息补充表 in rules and cohorts of the chapters that fill it: what is complete, whose sheet is (NCD-15)."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from gongwei.care.cohorts import joined, last_record, managed_in
from gongwei.engine.parameters import Parameters
from gongwei.engine.slots import Period
from gongwei.engine.tables import Tables

ITEMS = (
    "benefit", "tier", "six_diseases", "family_cvd", "lipids_on", "tc", "tg", "ldl_c", "hdl_c", "lipid_drug",
    "self_measuring",
)  # fmt: skip
"""Items of the sheet that ``supplement_items`` may ask for."""


def complete(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """No item that the county asks for is missing. 环翠2024 六（一）."""
    done: ir.BooleanValue = ibis.literal(True)
    for name in ITEMS:
        done = done & (_answered(t[name]) | ~p.includes("supplement_items", name))
    return done


def _answered(column: ir.Value) -> ir.BooleanValue:
    """Given; several ticks without one tick are an empty list."""
    if isinstance(column, ir.ArrayValue):
        return column.notnull() & (column.length() > 0).fill_null(False)
    return column.notnull()


def managed_with(t: Tables, p: Parameters, period: Period, programme: str, sheets: ir.Table) -> ir.Table:
    """Everybody under management in the period; whether the last sheet up to its as-of day is complete."""
    last = last_record(sheets.filter(sheets.served_on <= period.as_of))
    filled = last.filter(complete(last, p.at(last.served_on))).select("resident_id").mutate(filled=True)
    people = joined(managed_in(t, programme, period), filled)
    return people.select("resident_id", supplement_complete=people.filled.fill_null(False))
