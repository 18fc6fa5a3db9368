"""Calendar arithmetic on Ibis columns, equal in PostgreSQL, DuckDB and Spark and to gongwei.kernel.dates.

Months and years are added by the engines' own interval arithmetic, which clamps to the last day of the month in all
three; ages are compared by month and day, never by ``delta`` in months or years.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir


def _day(value: ir.Value) -> ir.DateValue:
    """A real date: DuckDB and PostgreSQL make a timestamp of date + interval, which Ibis takes for a date already."""
    return value.cast("timestamp").cast("date")


def add_days(day: ir.DateValue, days: int | ir.IntegerValue) -> ir.DateValue:
    """The day so many days later."""
    if isinstance(days, int):
        return _day(day + ibis.interval(days=days))
    return _day(day + days.as_interval("D"))


def add_months(day: ir.DateValue, months: int | ir.IntegerValue) -> ir.DateValue:
    """The day so many calendar months later, clamped to the month's last day."""
    if isinstance(months, int):
        return _day(day + ibis.interval(months=months))
    return _day(day + months.as_interval("M"))


def add_years(day: ir.DateValue, years: int | ir.IntegerValue) -> ir.DateValue:
    """The day so many years later; 29 February becomes 28 February."""
    if isinstance(years, int):
        return _day(day + ibis.interval(years=years))
    return _day(day + years.as_interval("Y"))


def _month_day(day: ir.DateValue) -> ir.IntegerValue:
    return day.month().cast("int32") * 100 + day.day().cast("int32")


def age_years(birth: ir.DateValue, on: ir.DateValue) -> ir.IntegerValue:
    """Completed years on a day; the birthday counts as reached, 29 February is reached on 28 February."""
    leap_eve = (_month_day(birth) == 229) & (_month_day(on) == 228)
    reached = (_month_day(on) >= _month_day(birth)) | leap_eve
    years = on.year().cast("int32") - birth.year().cast("int32")
    return ibis.ifelse(reached, years, years - 1)


def at_least(birth: ir.DateValue, years: int | ir.IntegerValue, on: ir.DateValue) -> ir.BooleanValue:
    """Whether so many years are completed on the day: birth + years ≤ day."""
    return add_years(birth, years) <= on
