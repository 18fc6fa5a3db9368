"""Exact comparison of decimals in every engine, and the one meaning of an unknown answer: not yes."""

from __future__ import annotations

import ibis.expr.types as ir


def tenths(value: ir.Value) -> ir.IntegerValue:
    """A value of one decimal place as a whole number, so that limits are compared exactly in every engine."""
    return (value * 10).cast("int64")


def hundredths(value: ir.Value) -> ir.IntegerValue:
    """The same for two decimal places (litres)."""
    return (value * 100).cast("int64")


def holds(condition: ir.BooleanValue) -> ir.BooleanValue:
    """Unknown is not yes."""
    return condition.fill_null(False)


def bmi_reaches(weight: ir.Value, height: ir.Value, limit: ir.Value) -> ir.BooleanValue:
    """weight / height² ≥ limit without dividing: the raw value is classified, never the rounded one."""
    return tenths(weight) * 1_000_000 >= tenths(limit) * tenths(height) * tenths(height)
