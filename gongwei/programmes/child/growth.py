"""Growth by the LMS tables of WHO (data/who_growth.csv): z-scores, percentiles, curves, and what they are called.

The standard of WS/T 423—2022 is used as soon as its tables stand beside (gongwei-conventions#临床.生长标准); until then
every evaluation says that it is WHO's.
"""

from __future__ import annotations

import csv
import datetime as dt
import math
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data" / "who_growth.csv"
DAYS_PER_MONTH = 30.4375
LYING_DAYS = 731
"""From this age on height is measured standing; before it, length lying."""
BOYS, GIRLS = 1, 2
SKEWED = ("weight", "bmi", "weight_for_length", "weight_for_height")
"""Measures whose tails beyond 3 SD WHO reads along the distance between the second and the third."""
STANDARD = 1
"""Code of 评价所用标准: WHO 2006/2007."""
PERCENTILES = ((3, -1.880794), (15, -1.036433), (50, 0.0), (85, 1.036433), (97, 1.880794))


@dataclass(frozen=True)
class Lms:
    """One row of a table: skewness, median, coefficient of variation."""

    l: float  # noqa: E741  (the letter of the method)
    m: float
    s: float

    def value(self, z: float) -> float:
        """The measurement at z standard deviations, without the correction of the tails."""
        if abs(self.l) < 1e-9:
            return self.m * math.exp(self.s * z)
        return float(self.m * (1 + self.l * self.s * z) ** (1 / self.l))

    def z(self, value: float) -> float:
        """Standard deviations of a measurement, without the correction of the tails."""
        if abs(self.l) < 1e-9:
            return math.log(value / self.m) / self.s
        return float(((value / self.m) ** self.l - 1) / (self.l * self.s))


@cache
def _tables() -> dict[tuple[str, int], tuple[list[float], list[Lms]]]:
    found: dict[tuple[str, int], tuple[list[float], list[Lms]]] = {}
    with DATA.open(encoding="utf8") as lines:
        for row in csv.reader(line for line in lines if not line.startswith("#")):
            places, values = found.setdefault((row[0], int(row[1])), ([], []))
            places.append(float(row[2]))
            values.append(Lms(*map(float, row[3:6])))
    return found


def lms(measure: str, sex: int, at: float) -> Lms | None:
    """The parameters at an age in days (or a length in cm), read linearly between two rows; None outside the table."""
    table = _tables().get((measure, sex))
    if table is None:
        return None
    places, values = table
    if not places[0] <= at <= places[-1]:
        return None
    after = bisect_right(places, at)
    if after == len(places) or places[after - 1] == at:
        return values[after - 1]
    low, high = values[after - 1], values[after]
    share = (at - places[after - 1]) / (places[after] - places[after - 1])
    return Lms(*(a + (b - a) * share for a, b in ((low.l, high.l), (low.m, high.m), (low.s, high.s))))


def z_score(measure: str, sex: int, at: float, value: float | None) -> float | None:
    """Standard deviations from the median; None where value, sex or table is missing."""
    found = lms(measure, sex, at) if value is not None and value > 0 else None
    if found is None or value is None:
        return None
    z = found.z(value)
    if measure not in SKEWED or -3 <= z <= 3:
        return z
    end = 3.0 if z > 0 else -3.0
    edge, inner = found.value(end), found.value(end - math.copysign(1, end))
    return end + (value - edge) / abs(edge - inner)


def percentile(z: float) -> float:
    """Percentile of a z-score."""
    return 50 * (1 + math.erf(z / math.sqrt(2)))


def curve(measure: str, sex: int, z: float, days: list[float]) -> list[float | None]:
    """The line of one percentile over ages."""
    return [round(found.value(z), 2) if (found := lms(measure, sex, day)) else None for day in days]


def age_days(
    birth: dt.date, on: dt.date, gestational_weeks: int | None = None, until_months: int = 24
) -> int:
    """Age in days; of a preterm child corrected for the weeks that it came early, up to ``until_months``."""
    days = (on - birth).days
    if gestational_weeks is None or gestational_weeks >= 37 or days > until_months * DAYS_PER_MONTH:
        return days
    return max(0, days - (40 - gestational_weeks) * 7)


@dataclass(frozen=True)
class Growth:
    """One measurement judged: z of weight, length, proportion and head; None where not measured."""

    weight: float | None
    length: float | None
    proportion: float | None
    head: float | None
    bmi: float | None

    def grade(self, measure: str, limits: Mapping[str, Any]) -> int | None:
        """上 1, 中 2, 下 3 by the cut at ±2 SD (child-service-norm#生长标准)."""
        z, cut = getattr(self, measure), float(limits["grade_sd"])
        if z is None:
            return None
        return 1 if z > cut else 3 if z < -cut else 2

    def evaluation(self, limits: Mapping[str, Any]) -> list[int]:
        """体格发育评价: 2 低体重, 3 消瘦, 4 生长迟缓, 5 超重, 6 肥胖, else 1 正常; empty while nothing is known."""
        low = float(limits["growth_low"])
        found = [
            code for code, z in ((2, self.weight), (3, self.proportion), (4, self.length)) if _below(z, low)
        ]
        if self.proportion is not None:
            if self.proportion >= float(limits["obese_sd"]):
                found.append(6)
            elif self.proportion >= float(limits["overweight_sd"]):
                found.append(5)
        if self.weight is None and self.length is None:
            return []
        return sorted(found) or [1]


def _below(z: float | None, limit: float) -> bool:
    return z is not None and z < limit


def growth(
    sex: int,
    days: int,
    weight: float | None = None,
    length: float | None = None,
    head: float | None = None,
    *,
    standing: bool | None = None,
    posture_cm: float = 0.7,
) -> Growth:
    """Judge one measurement at an age in days; a posture that is not that of the age is corrected by ``posture_cm``."""
    lying_age = days < LYING_DAYS
    if length is not None and standing is not None:
        length += (
            posture_cm if lying_age and standing else -posture_cm if not lying_age and not standing else 0
        )
    body = weight / (length / 100) ** 2 if weight and length else None
    return Growth(
        weight=z_score("weight", sex, days, weight),
        length=z_score("height", sex, days, length),
        proportion=_proportion(sex, days, weight, length, body),
        head=z_score("head", sex, days, head),
        bmi=z_score("bmi", sex, days, body),
    )


def _proportion(
    sex: int, days: int, weight: float | None, length: float | None, body: float | None
) -> float | None:
    """Weight for length up to 2 years, for height up to 5, BMI for age after."""
    if weight is None or length is None:
        return None
    table = "weight_for_length" if days < LYING_DAYS else "weight_for_height"
    judged = z_score(table, sex, length, weight) if days < 1857 else None
    return judged if judged is not None else z_score("bmi", sex, days, body)
