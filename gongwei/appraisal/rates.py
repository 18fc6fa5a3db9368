"""An institution's or a clinic's indicators as of a day, from the mart: numerator, denominator and target of each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from gongwei.appraisal.places import CLINICS, villages_of
from gongwei.facts import reader
from gongwei.indicators.evaluation import evaluate
from gongwei.indicators.figures import Figure
from gongwei.people.models import Institution

PER = {"%": 100, "‰": 1000}


@dataclass(frozen=True)
class Rate:
    """One indicator of one place; nothing is known where ``denominator`` is None or 0."""

    indicator: str
    label: str
    numerator: int | None
    denominator: int | None
    target: Fraction | None
    reason: str = ""

    @property
    def value(self) -> Fraction | None:
        """The exact ratio."""
        if self.numerator is None or not self.denominator:
            return None
        return Fraction(self.numerator, self.denominator)


def newest_build() -> int | None:
    """The build that is read; None before any was made."""
    fresh = reader.freshness()
    return fresh.number if fresh else None


def rates(
    place: Institution, indicators: Collection[str], as_of: dt.date, build: int | None
) -> dict[str, Rate]:
    """The place's rate of every indicator asked for; without a build or a row each says why there is none."""
    wanted = tuple(sorted(indicators))
    if build is None or not wanted:
        return {name: Rate(name, name, None, None, None, "还没有统计用的数据集") for name in wanted}
    if place.kind in CLINICS:
        return _of_clinic(_figures(as_of, "village", wanted, build), villages_of(place), wanted)
    found = {
        row.indicator: row
        for row in _figures(as_of, "institution", wanted, build)
        if row.group_id == str(place.pk)
    }
    return {name: _rate(found[name]) if name in found else _none(name) for name in wanted}


@lru_cache(maxsize=16)
def _figures(as_of: dt.date, by: str, indicators: tuple[str, ...], build: int) -> tuple[Figure, ...]:
    """A build never changes, so its figures of a day are read once."""
    return tuple(evaluate(as_of, by, indicators=indicators, build=build))  # type: ignore[arg-type]


def _rate(figure: Figure) -> Rate:
    return Rate(
        figure.indicator, figure.label, figure.numerator, figure.denominator, _target(figure), figure.reason
    )


def _target(figure: Figure) -> Fraction | None:
    """The printed count where it decides, else the rate."""
    held = figure.target
    if held.decides == "count" and held.task is not None and figure.denominator:
        return Fraction(held.task, figure.denominator)
    if held.value is None or held.unit not in PER:
        return None
    return Fraction(held.value) / PER[held.unit]


def _of_clinic(
    figures: Collection[Figure], villages: frozenset[str], wanted: tuple[str, ...]
) -> dict[str, Rate]:
    """The clinic's villages together: sums of numerators and denominators, the rate's target."""
    made: dict[str, Rate] = {}
    for name in wanted:
        mine = [row for row in figures if row.indicator == name and row.group_id in villages]
        known = [row for row in mine if row.numerator is not None and row.denominator]
        if not known:
            reason = next((row.reason for row in mine if row.reason), "")
            made[name] = Rate(
                name, mine[0].label if mine else name, None, None, None, reason or "本村没有应计入的人"
            )
            continue
        top, bottom = sum(row.numerator or 0 for row in known), sum(row.denominator or 0 for row in known)
        made[name] = Rate(name, known[0].label, top, bottom, _target(known[0]))
    return made


def _none(name: str) -> Rate:
    return Rate(name, name, None, None, None, "没有这个机构的数据")


def by_institution(
    indicators: Collection[str], as_of: dt.date, build: int | None
) -> Mapping[tuple[str, int], Figure]:
    """(indicator, institution) → figure of everybody: what boards compare."""
    if build is None:
        return {}
    rows = _figures(as_of, "institution", tuple(sorted(indicators)), build)
    return {(row.indicator, int(row.group_id)): row for row in rows if row.group_id.isdigit()}
