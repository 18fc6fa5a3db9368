"""生长发育监测图 as data: WHO's percentile lines and the child's own points (spec 04 b6)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from gongwei.programmes.child.growth import DAYS_PER_MONTH, PERCENTILES, curve
from gongwei.records.advice import Picture, PictureLine

Points = Sequence[tuple[dt.date, Mapping[str, Any]]]
SPANS = (6, 12, 24, 36, 60, 84)
PARTS = 16
MEASURES = (("weight", "体重 kg", "weight"), ("height", "身长（高） cm", "length"))
HEAD = ("head", "头围 cm", "head_circumference")


def pictures(sex: int | None, birth: dt.date, points: Points, head: bool = False) -> tuple[Picture, ...]:
    """Weight and length (and the head, once measured) by age in months; none while the sex is unknown."""
    if sex not in (1, 2):
        return ()
    oldest = max([(day - birth).days / DAYS_PER_MONTH for day, _ in points], default=0.0)
    span = next((each for each in SPANS if oldest <= each), SPANS[-1])
    found = []
    head = head and any(values.get(HEAD[2]) is not None for _, values in points)
    for measure, label, field in (*MEASURES, *((HEAD,) if head else ())):
        reach = min(span, 60) if measure == "head" else span
        own = [
            ((day - birth).days / DAYS_PER_MONTH, float(values[field]))
            for day, values in points
            if values.get(field) is not None and (day - birth).days >= 0
        ]
        found.append(Picture(label, "月龄", _lines(measure, sex, reach), tuple(own)))
    return tuple(found)


def _lines(measure: str, sex: int, span: int) -> tuple[PictureLine, ...]:
    ages = [span * part / PARTS for part in range(PARTS + 1)]
    lines = []
    for rank, z in PERCENTILES:
        values = curve(measure, sex, z, [age * DAYS_PER_MONTH for age in ages])
        along = tuple((age, value) for age, value in zip(ages, values, strict=True) if value is not None)
        lines.append(PictureLine(f"P{rank}", along, rank == 50))
    return tuple(lines)
