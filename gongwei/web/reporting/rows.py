"""A handful of rows in the order of the paper, as a workbook reads them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Held:
    """Rows that are all in memory and keep their order."""

    rows: Sequence[Any]

    def count(self) -> int:
        """How many there are."""
        return len(self.rows)

    def ordered(self, fields: Sequence[str]) -> Held:
        """A report keeps the order of the paper."""
        return self

    def part(self, start: int, stop: int) -> Sequence[Any]:
        """A page of them."""
        return self.rows[start:stop]

    def all(self) -> Iterator[Any]:
        """All of them."""
        return iter(self.rows)
