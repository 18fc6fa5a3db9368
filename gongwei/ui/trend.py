"""Trends over time as ECharts options: no animation, direct end labels, the target as a pale band, bad points red.

Colours are names of CSS tokens (``--gw-…``); ``charts.js`` puts the values in, so one style sheet rules all charts.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from gongwei.ui.figures import MISSING, day

Point = tuple[dt.date, float | None]
INKS = ("--gw-data-1", "--gw-data-2", "--gw-data-3")


@dataclass(frozen=True)
class Series:
    """One line: its points in date order, the target below (``high``) or above (``low``) which all is well."""

    label: str
    points: tuple[Point, ...]
    high: float | None = None
    low: float | None = None
    target_label: str = ""

    def bad(self, value: float | None) -> bool:
        """Outside the target; the limit ``high`` itself is outside, ``low`` itself is inside."""
        return value is not None and (
            (self.high is not None and value >= self.high) or (self.low is not None and value < self.low)
        )


@dataclass(frozen=True)
class Mark:
    """A change marked ▼ on the day it was made: 调药：加氨氯地平."""

    on: dt.date
    label: str
    at: float


@dataclass(frozen=True)
class Trend:
    """A chart: series on one scale, their unit, changes of treatment, and the limits of the axis."""

    id: str
    label: str
    unit: str
    series: tuple[Series, ...]
    marks: tuple[Mark, ...] = ()
    lowest: float | None = None
    highest: float | None = None
    places: int = 0

    @property
    def table(self) -> list[tuple[str, list[tuple[str, bool]]]]:
        """The same as rows of a table: day, then each series with whether it is outside the target."""
        days = sorted({on for series in self.series for on, _ in series.points})
        found = []
        for on in days:
            values = [(dict(series.points).get(on), series) for series in self.series]
            found.append((day(on), [(self._said(value), series.bad(value)) for value, series in values]))
        return found

    def options(self) -> dict[str, Any]:
        """The ECharts option, ready for JSON."""
        return {
            "animation": False,
            "grid": {"left": 38, "right": 44, "top": 26, "bottom": 22},
            "tooltip": {"trigger": "axis", "confine": True},
            "xAxis": {**_axis(), "type": "time", "splitLine": {"show": False}},
            "yAxis": {
                **_axis(),
                "min": self.lowest,
                "max": self.highest,
                "scale": True,
                "name": f"{self.label} {self.unit}".strip(),
                "nameGap": 10,
                "nameTextStyle": {
                    "color": "--gw-ink-3",
                    "fontSize": 11,
                    "align": "left",
                    "padding": [0, 0, 0, -30],
                },
            },
            "series": [
                *(self._line(number, series) for number, series in enumerate(self.series)),
                *self._marks(),
            ],
        }

    def _line(self, number: int, series: Series) -> dict[str, Any]:
        ink = INKS[number % len(INKS)]
        known = [(on, value) for on, value in series.points if value is not None]
        line: dict[str, Any] = {
            "name": series.label,
            "type": "line",
            "symbol": "circle",
            "symbolSize": 6,
            "lineStyle": {"color": ink, "width": 1.6},
            "itemStyle": {"color": ink},
            "endLabel": {
                "show": True,
                "formatter": "{@[1]}",
                "color": "--gw-ink",
                "fontWeight": 600,
                "fontSize": 12,
            },
            "data": [
                {
                    "value": [on.isoformat(), value],
                    "itemStyle": {"color": "--gw-overdue-solid" if series.bad(value) else ink},
                }
                for on, value in known
            ],
        }
        return {**line, **self._target(series)}

    def _target(self, series: Series) -> dict[str, Any]:
        limits = [limit for limit in (series.low, series.high) if limit is not None]
        if not limits:
            return {}
        floor = series.low if series.low is not None else self.lowest
        band = [
            {"yAxis": floor} if floor is not None else {},
            {"yAxis": series.high} if series.high is not None else {},
        ]
        said = series.target_label or (f"<{series.high:g}" if series.high is not None else f"≥{limits[0]:g}")
        return {
            "markArea": {"silent": True, "itemStyle": {"color": "--gw-band"}, "data": [band]},
            "markLine": {
                "silent": True,
                "symbol": "none",
                "lineStyle": {"color": "--gw-done-solid", "type": "dashed", "width": 1},
                "label": {"fontSize": 11, "color": "--gw-ink-3", "position": "insideEndTop"},
                "data": [
                    {"yAxis": limit, "label": {"formatter": said if limit == limits[-1] else f"≥{limit:g}"}}
                    for limit in limits
                ],
            },
        }

    def _marks(self) -> list[dict[str, Any]]:
        if not self.marks:
            return []
        data = [
            {"value": [mark.on.isoformat(), mark.at], "label": {"formatter": mark.label}}
            for mark in self.marks
        ]
        return [
            {
                "type": "scatter",
                "symbol": "triangle",
                "symbolRotate": 180,
                "symbolSize": 8,
                "itemStyle": {"color": "--gw-ink-2"},
                "label": {"show": True, "position": "left", "fontSize": 11, "color": "--gw-ink-2"},
                "tooltip": {"show": False},
                "data": data,
            }
        ]

    def _said(self, value: float | None) -> str:
        return MISSING if value is None else f"{value:.{self.places}f}"


def _axis() -> dict[str, Any]:
    return {
        "axisLine": {"lineStyle": {"color": "--gw-line"}},
        "axisTick": {"show": False},
        "axisLabel": {"color": "--gw-ink-3", "fontSize": 11, "hideOverlap": True},
        "splitLine": {"lineStyle": {"color": "--gw-line"}},
    }
