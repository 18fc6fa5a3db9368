"""How far the tasks are: done, left, share of the year, forecast to its end, who lags (PLAN-26)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from gongwei.indicators.evaluation import Sum
from gongwei.indicators.figures import Figure
from gongwei.planning.models import Share

LAGS = Fraction(9, 10)
"""Below this share of what the elapsed year asks for somebody lags behind."""


@dataclass(frozen=True)
class Pace:
    """A number to reach, what is reached, and where it leads at the pace of the year so far."""

    task: int
    done: int
    elapsed: Fraction

    @property
    def left(self) -> int:
        """What is still to be done; never below zero."""
        return max(0, self.task - self.done)

    @property
    def forecast(self) -> int:
        """Done ÷ elapsed share of the year, rounded down: what the year ends with at this pace."""
        return int(self.done / self.elapsed) if self.elapsed else self.done

    @property
    def reaches(self) -> bool:
        """Whether this pace meets the task by the end of the year."""
        return self.done >= self.task or self.forecast >= self.task

    @property
    def lags(self) -> bool:
        """Clearly behind the task × elapsed share."""
        return self.left != 0 and self.done < self.task * self.elapsed * LAGS


def elapsed(day: dt.date) -> Fraction:
    """The share of the year gone by at the end of the day."""
    first, last = dt.date(day.year, 1, 1), dt.date(day.year, 12, 31)
    return Fraction((day - first).days + 1, (last - first).days + 1)


def pace_of(figure: Figure, day: dt.date) -> Pace | None:
    """A figure's pace; None where nothing is required of it or nothing is counted."""
    if figure.required is None or figure.numerator is None:
        return None
    return Pace(figure.required, figure.numerator, elapsed(day))


def done(shares: Iterable[Share], indicator: str, counted: Iterable[Sum]) -> dict[int, int]:
    """Share id → people of that village (and doctor, where one is named) who meet the indicator."""
    reached: dict[tuple[str, str], int] = {}
    for row in counted:
        if row.measure == indicator:
            reached[row.village, row.doctor] = reached.get((row.village, row.doctor), 0) + row.numerator
    return {
        share.pk: reached.get(
            (share.village_id, str(share.doctor_id) if share.doctor_id else "unassigned"), 0
        )
        for share in shares
    }
