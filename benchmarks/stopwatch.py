"""Measuring: repeat a piece of work, keep every duration, print one table."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from statistics import median
from time import perf_counter

from rich.console import Console
from rich.table import Table

HEADINGS = ("work", "runs", "min", "median", "p95", "max", "ratio", "to reach")


@dataclass(frozen=True)
class Row:
    """One piece of work: its durations in milliseconds, the row it is compared with, what to reach."""

    work: str
    milliseconds: tuple[float, ...]
    against: str | None
    aim: str

    @property
    def median(self) -> float:
        return median(self.milliseconds)

    @property
    def p95(self) -> float:
        ordered = sorted(self.milliseconds)
        return ordered[max(0, -(-len(ordered) * 95 // 100) - 1)]


@dataclass
class Report:
    """What one benchmark measured."""

    title: str
    rows: list[Row] = field(default_factory=list)

    def time(
        self,
        work: str,
        run: Callable[[], object],
        *,
        runs: int = 20,
        against: str | None = None,
        aim: str = "",
    ) -> None:
        """Warm up once, then run `runs` times; `against` names an earlier row: the ratio of the medians."""
        run()
        gc.collect()
        self.rows.append(Row(work, tuple(_milliseconds(run) for _ in range(runs)), against, aim))

    def by_turns(self, works: Mapping[str, Callable[[], object]], *, runs: int, aim: str = "") -> None:
        """Works that are compared with the first of them: run by turns, so that a busy moment meets all of them."""
        for run in works.values():
            run()
        gc.collect()
        turns = [[_milliseconds(run) for run in works.values()] for _ in range(runs)]
        first = next(iter(works))
        for work, taken in zip(works, zip(*turns, strict=True), strict=True):
            against, wanted = (None, "") if work == first else (first, aim)
            self.rows.append(Row(work, taken, against, wanted))

    def taken(self, work: str, milliseconds: Iterable[float], *, aim: str = "") -> None:
        """Durations that somebody else measured: the database itself."""
        self.rows.append(Row(work, tuple(milliseconds), None, aim))

    def once(self, work: str, run: Callable[[], object], *, aim: str = "") -> None:
        """For work that takes minutes or cannot be repeated: one run, no warming up."""
        self.rows.append(Row(work, (_milliseconds(run),), None, aim))

    def print(self, console: Console) -> None:
        """The table."""
        table = Table(*HEADINGS, title=self.title, title_justify="left")
        for heading in HEADINGS[1:-1]:
            next(column for column in table.columns if column.header == heading).justify = "right"
        for row in self.rows:
            times = (min(row.milliseconds), row.median, row.p95, max(row.milliseconds))
            table.add_row(
                row.work, str(len(row.milliseconds)), *map(_shown, times), self._ratio(row), row.aim
            )
        console.print(table)

    def _ratio(self, row: Row) -> str:
        if row.against is None:
            return ""
        other = next(earlier for earlier in self.rows if earlier.work == row.against)
        return f"{row.median / other.median:.2f} × {other.work}"


def _milliseconds(run: Callable[[], object]) -> float:
    start = perf_counter()
    run()
    return (perf_counter() - start) * 1000


def _shown(milliseconds: float) -> str:
    return f"{milliseconds / 1000:.2f} s" if milliseconds >= 1000 else f"{milliseconds:.2f} ms"
