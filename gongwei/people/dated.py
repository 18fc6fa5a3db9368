"""Rows with from_on and to_on (exclusive): which one holds on a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Protocol, TypeVar


class Dated(Protocol):
    """A row that holds for from_on ≤ day < to_on; an open end is None."""

    from_on: dt.date
    to_on: dt.date | None


Row = TypeVar("Row", bound=Dated)


def row_on(rows: Iterable[Row], on: dt.date) -> Row | None:
    """The row that holds on the day."""
    return next((row for row in rows if row.from_on <= on and (row.to_on is None or on < row.to_on)), None)
