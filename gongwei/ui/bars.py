"""Drawn figures without a script: progress against the year, windows on a year, criteria, heat cells, small lines."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from gongwei.ui.figures import MISSING, day, rate, share, thousands
from gongwei.ui.status import TINTS, Due, State

Pace = Literal["met", "ok", "lag", "far"]


@dataclass(frozen=True)
class Progress:
    """Done of total against the year gone by and the target; all three are shares of ``total``.

    ``elapsed`` and ``target`` are percentages; ``gap`` and ``note`` are the sentences below the bar.
    """

    label: str
    done: int
    total: int
    elapsed: float | None = None
    target: float | None = None
    pace: Pace = "ok"
    gap: str = ""
    note: str = ""
    url: str = ""
    large: bool = False

    @property
    def width(self) -> float:
        """The bar's length in percent."""
        return share(self.done, self.total)

    @property
    def tint(self) -> str:
        """Class of the bar."""
        return {"met": "ok", "ok": "", "lag": "behind", "far": "bad"}[self.pace]

    @property
    def rate(self) -> str:
        """The share in words."""
        return rate(self.done, self.total)


@dataclass(frozen=True)
class Window:
    """One obligation on the year strip: when its window opens and ends, and when it was met."""

    opens_on: dt.date
    due_on: dt.date
    state: State
    met_on: tuple[dt.date, ...] = ()

    @classmethod
    def of(cls, opens_on: dt.date, due: Due, due_on: dt.date) -> Window:
        """The window of an obligation whose status is known."""
        return cls(opens_on, due_on, due.state, (due.on,) if due.state in ("done", "late") else ())


@dataclass(frozen=True)
class YearStrip:
    """A year as twelve months with windows, dots (hollow = late) and today's line."""

    year: int
    windows: tuple[Window, ...]
    today: dt.date | None = None
    label: str = ""

    def at(self, on: dt.date) -> float:
        """Percent of the year gone at the start of a day, kept inside the strip."""
        if on.year != self.year:
            return 0.0 if on.year < self.year else 100.0
        length = 366 if calendar.isleap(self.year) else 365
        return round((on.timetuple().tm_yday - 1) * 100 / length, 1)

    @property
    def bars(self) -> list[dict[str, object]]:
        """Left and width of each window with its class."""
        found: list[dict[str, object]] = []
        for window in self.windows:
            left, right = self.at(window.opens_on), self.at(window.due_on + dt.timedelta(days=1))
            found.append(
                {"left": left, "width": round(max(right - left, 0.8), 1), "tint": TINTS[window.state]}
            )
        return found

    @property
    def dots(self) -> list[dict[str, object]]:
        """Where it was met."""
        return [
            {"left": self.at(on), "late": on > window.due_on}
            for window in self.windows
            for on in window.met_on
            if on.year == self.year
        ]

    @property
    def line(self) -> float | None:
        """Today's place, if today is in this year."""
        return self.at(self.today) if self.today and self.today.year == self.year else None

    @property
    def months(self) -> list[float]:
        """Where months begin, from February."""
        return [self.at(dt.date(self.year, month, 1)) for month in range(2, 13)]

    @property
    def words(self) -> str:
        """What the strip shows, for those who cannot see it."""
        said = [
            f"{day(window.opens_on, self.year)} 至 {day(window.due_on, self.year)}" for window in self.windows
        ]
        met = [f"{day(on, self.year)} 已做" for window in self.windows for on in window.met_on]
        return f"{self.label} {'；'.join([*said, *met])}".strip()


@dataclass(frozen=True)
class WhyBar:
    """A failed criterion: its number, words and clause, how many fail it, and the list of them."""

    mark: str
    label: str
    count: int
    most: int
    clause: str = ""
    url: str = ""
    chosen: bool = False

    @property
    def width(self) -> float:
        """Length against the commonest reason."""
        return share(self.count, self.most)


@dataclass(frozen=True)
class HeatCell:
    """One institution × indicator: rate, gap in people, numerator and denominator, tint by pace.

    What is the same along a line stands once: its ``data-dock`` (what explains a cell, after ``data-indicator`` of the
    column's heading) and the words a cell is read out with, both put together by keys.js.
    """

    numerator: int
    denominator: int
    pace: Pace = "ok"
    gap: int = 0
    url: str = ""
    selected: bool = False
    override: str = ""
    reason: str = ""
    group_start: bool = False
    number: str = ""

    @property
    def figure(self) -> str:
        """The number of the one row that there is, or the rate without its sign; — where nobody is counted."""
        if self.number:
            return self.number
        return rate(self.numerator, self.denominator).removesuffix("%")

    @property
    def short(self) -> str:
        """差 215, ✓, nothing where there is no target, or the reason why there is no rate."""
        if self.figure == MISSING:
            return self.reason or "无应管对象"
        if self.pace == "met":
            return "✓"
        return f"差 {thousands(self.gap)}" if self.gap else ""


@dataclass(frozen=True)
class Spark:
    """Twelve small figures in one line, with the target dashed."""

    values: tuple[float | None, ...]
    target: float | None = None
    label: str = ""
    width: int = 96
    height: int = 18

    @property
    def points(self) -> list[tuple[float, float]]:
        """Drawn points; missing months break nothing, they are left out."""
        known = [value for value in self.values if value is not None]
        if not known:
            return []
        lowest, highest = self._limits(known)
        step = (self.width - 6) / max(len(self.values) - 1, 1)
        return [
            (round(2 + step * index, 1), self._y(value, lowest, highest))
            for index, value in enumerate(self.values)
            if value is not None
        ]

    @property
    def path(self) -> str:
        """The line as an SVG path."""
        return "M" + " L".join(f"{x} {y}" for x, y in self.points) if self.points else ""

    @property
    def end(self) -> tuple[float, float] | None:
        """The last point, marked by a dot."""
        return self.points[-1] if self.points else None

    @property
    def target_y(self) -> float | None:
        """The height of the target."""
        known = [value for value in self.values if value is not None]
        if self.target is None or not known:
            return None
        return self._y(self.target, *self._limits(known))

    def _limits(self, known: Sequence[float]) -> tuple[float, float]:
        both = [*known, *([self.target] if self.target is not None else [])]
        return min(both), max(both)

    def _y(self, value: float, lowest: float, highest: float) -> float:
        if highest == lowest:
            return self.height / 2
        return round(self.height - 3 - (value - lowest) * (self.height - 6) / (highest - lowest), 1)


@dataclass(frozen=True)
class Figure:
    """A figure with its words: 还差 215 人; ``note`` stands below."""

    label: str
    value: str | int | Decimal
    unit: str = ""
    note: str = ""
    url: str = ""
    tint: str = ""


@dataclass(frozen=True)
class Dock:
    """What explains the focused cell: whose and which figure, numerator, target, definition with clause, the list.

    ``figures`` are cells of label, value and note; ``definition`` stands with its clause; ``open`` leads to the names.
    """

    title: str
    scope: str
    figures: tuple[Figure, ...]
    definition: str
    clause: str = ""
    clause_url: str = ""
    open_label: str = ""
    open_url: str = ""
    rule_version: str = ""
