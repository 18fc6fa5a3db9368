"""Values that a compiled statement is given when it runs: dates of the period, the residents in question.

An expression is compiled once with a stand-in date per slot; the stand-in is then replaced by the dialect's own
parameter, so that the cached text never has to be compiled again.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

NAMES = ("as_of", "period_start", "period_end", "since", "horizon")
_YEAR = 9001
_NUMBER = r"(?:CAST\()?{}(?: AS INT\))?"
_STAND_IN = re.compile(
    r"MAKE_DATE\(" + ", ".join(_NUMBER.format(part) for part in (_YEAR, 1, r"(\d+)")) + r"\)", re.IGNORECASE
)


def slot(name: str) -> ir.DateValue:
    """The expression that stands for a date given at run time."""
    return ibis.date(_YEAR, 1, NAMES.index(name) + 1)


def as_parameters(text: str, dialect: str) -> str:
    """Replace the stand-ins by the dialect's named parameters (psycopg: %(as_of)s, DuckDB: $as_of, Spark: :as_of)."""
    if dialect == "postgres":
        text = text.replace("%", "%%")
    shape = {
        "postgres": "CAST(%({})s AS DATE)",
        "duckdb": "CAST(${} AS DATE)",
        "pyspark": "CAST(:{} AS DATE)",
    }[dialect]
    return _STAND_IN.sub(lambda found: shape.format(NAMES[int(found[1]) - 1]), text)


def used(text: str) -> tuple[str, ...]:
    """The slots that a text (before replacement) uses."""
    return tuple(sorted({NAMES[int(number) - 1] for number in _STAND_IN.findall(text)}))


@dataclass(frozen=True)
class Period:
    """A period and the day from which it is seen, as expressions for cohorts."""

    start: ir.DateValue
    end: ir.DateValue
    as_of: ir.DateValue

    @classmethod
    def slots(cls) -> Period:
        """The period whose dates are given when the statement runs."""
        return cls(slot("period_start"), slot("period_end"), slot("as_of"))


@dataclass(frozen=True)
class PeriodDates:
    """The dates that fill the slots; ``as_of`` lies in the period, and nothing after it is seen."""

    start: dt.date
    end: dt.date
    as_of: dt.date

    @classmethod
    def year_to(cls, as_of: dt.date) -> PeriodDates:
        """The calendar year of the day, seen from that day."""
        return cls(dt.date(as_of.year, 1, 1), dt.date(as_of.year, 12, 31), as_of)

    def values(self) -> dict[str, dt.date]:
        """Slot name → date."""
        return {"period_start": self.start, "period_end": self.end, "as_of": self.as_of}
