"""A small chart drawn as SVG on the server: reference lines, a person's points, the last one ringed."""

from __future__ import annotations

import math
from dataclasses import dataclass

from gongwei.records.advice import Picture

WIDTH, HEIGHT = 236, 190
LEFT, RIGHT, TOP, BOTTOM = 28, 26, 20, 20
TICKS = 6


@dataclass(frozen=True)
class Tick:
    """A mark of an axis: where, and its words."""

    at: float
    label: str


@dataclass(frozen=True)
class DrawnLine:
    """A polyline ready for SVG; ``end`` is where its words stand."""

    points: str
    middle: bool
    label: str
    end: float


@dataclass(frozen=True)
class Drawing:
    """Everything ``ui/picture.html`` needs; coordinates are of the SVG."""

    label: str
    x_label: str
    width: int
    height: int
    lines: tuple[DrawnLine, ...]
    path: str
    dots: tuple[tuple[float, float], ...]
    last: tuple[float, float] | None
    last_label: str
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    said: str
    left: int = LEFT
    right: int = WIDTH - RIGHT
    bottom: int = HEIGHT - BOTTOM


def step_of(span: float) -> float:
    """A round distance between marks: 1, 2, 3, 5, 6, 10, 12, 20 …"""
    for step in (0.5, 1, 2, 3, 5, 6, 10, 12, 20, 24, 50):
        if span / step <= TICKS:
            return float(step)
    return float(10 ** math.ceil(math.log10(span / TICKS)))


def draw(picture: Picture, width: int = WIDTH, height: int = HEIGHT) -> Drawing:
    """Lay a picture out."""
    every = [point for line in picture.lines for point in line.points] + list(picture.points)
    xs, ys = [x for x, _ in every] or [0.0, 1.0], [y for _, y in every] or [0.0, 1.0]
    low_x, high_x = min(xs), max(max(xs), min(xs) + 1)
    rise = step_of(max(ys) - min(ys) or 1)
    low_y, high_y = math.floor(min(ys) / rise) * rise, math.ceil(max(ys) / rise) * rise
    bottom, right = height - BOTTOM, width - RIGHT

    def place(point: tuple[float, float]) -> tuple[float, float]:
        x = LEFT + (point[0] - low_x) / (high_x - low_x) * (right - LEFT)
        y = bottom - (point[1] - low_y) / ((high_y - low_y) or 1) * (bottom - TOP)
        return round(x, 1), round(y, 1)

    own = [place(point) for point in picture.points]
    across = step_of(high_x - low_x)
    marks = [low_x + across * n for n in range(int((high_x - low_x) / across) + 1)]
    heights = [low_y + rise * n for n in range(round((high_y - low_y) / rise) + 1)]
    said = "，".join(f"{x:.0f}{picture.x_label} {y:g}" for x, y in picture.points)
    return Drawing(
        picture.label, picture.x_label, width, height,
        tuple(_line(line.label, line.middle, [place(point) for point in line.points]) for line in picture.lines),
        _path(own), tuple(own[:-1]), own[-1] if own else None, f"{picture.points[-1][1]:g}" if picture.points else "",
        tuple(Tick(place((mark, low_y))[0], f"{mark:g}") for mark in marks),
        tuple(Tick(place((low_x, mark))[1], f"{mark:g}") for mark in heights),
        said, LEFT, right, bottom,
    )  # fmt: skip


def _line(label: str, middle: bool, points: list[tuple[float, float]]) -> DrawnLine:
    return DrawnLine(_path(points), middle, label, points[-1][1] if points else 0)


def _path(points: list[tuple[float, float]]) -> str:
    return " ".join(f"{x:g},{y:g}" for x, y in points)
