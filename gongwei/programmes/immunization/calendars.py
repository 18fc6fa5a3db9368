"""The schedule laid on the calendar of one birth date: every day that a series asks for, reckoned once.

Children of one day share it, so that a forecast only compares days; what hangs on no birth date is digested once for
all of them (nip-schedule-2021).
"""

from __future__ import annotations

import datetime as dt
from functools import cache, lru_cache
from typing import NamedTuple

from gongwei.programmes.immunization.nip import Counts, Dose, Schedule, Series, Span

IMMUNOGLOBULIN = "IG"
NEVER_OWN = 9_999_999
"""A vaccine without a minimum age of its own: later than any day."""


class Rung(NamedTuple):
    """One dose of a series: its intervals, and how its reasons are said."""

    interval: Span | None
    since_first: Span | None
    own_age: bool
    age_words: str
    wait_words: str
    again_words: str


class Bridged(NamedTuple):
    """How a series goes on after so many doses of another: interval from its last dose, doses needed, words."""

    interval: Span
    needed: int
    words: str


class Terms(NamedTuple):
    """A series as far as it hangs on no birth date."""

    series: Series
    id: str
    group: str
    rungs: tuple[Rung, ...]
    starter: int | None
    instead: int | None
    after_series: str | None
    bridge: tuple[Bridged, ...]
    in_force: int
    in_force_words: str
    live: bool
    serum: Span | None
    serum_words: str


class Ages(NamedTuple):
    """A series on the calendar of one birth date, days as ordinals: minimum, finishing and bridging ages, the upper."""

    terms: Terms
    ages: tuple[int, ...]
    finishes: tuple[int, ...]
    bridge: tuple[int, ...]
    upper: int


Place = tuple[str, int, int]
"""Where a vaccine counts: series, not before a day, the vaccine's own minimum day."""


class Calendar(NamedTuple):
    """The series that apply, and vaccine code → where it counts."""

    series: tuple[Ages, ...]
    places: dict[int, list[Place]]


@lru_cache(maxsize=20_000)
def calendar(birth: dt.date, sex: int, exposed: bool, rules: Schedule) -> Calendar:
    """The calendar of who was born on the day, by sex and risk."""
    born = _born(birth, rules)
    return Calendar(tuple(each for each in born.series if _meant(each.terms.series, sex, exposed)), born.places)


@lru_cache(maxsize=10_000)
def _born(birth: dt.date, rules: Schedule) -> Calendar:
    """Everything that hangs on the birth date alone."""
    day = birth.toordinal()
    places: dict[int, list[Place]] = {}
    for code, row in _counts(rules):
        if row.born_to is None or birth <= row.born_to:
            only = row.only_from.after(day) if row.only_from else 0
            own = row.from_age.after(day) if row.from_age is not None else NEVER_OWN
            places.setdefault(code, []).append((row.series, only, own))
    found = [each for each in rules.series if each.born_from <= birth <= each.born_to]
    return Calendar(tuple(_ages(_terms(each.id, rules), day) for each in found), places)


@cache
def _counts(rules: Schedule) -> tuple[tuple[int, Counts], ...]:
    return tuple((vaccine.code, each) for vaccine in rules.vaccines for each in vaccine.counts)


def _meant(series: Series, sex: int, exposed: bool) -> bool:
    holds = {"low_weight_exposed": exposed, "girl": sex == 2, None: True}
    return holds[series.when] and not (series.unless is not None and holds[series.unless])


@cache
def live_codes(rules: Schedule) -> frozenset[int]:
    """The injected live vaccines."""
    return frozenset(each.code for each in rules.vaccines if each.live)


def _ages(terms: Terms, day: int) -> Ages:
    doses, bridge = terms.series.doses, terms.series.bridge
    return Ages(
        terms,
        tuple([dose.age.after(day) for dose in doses]),
        tuple([dose.finish.after(day) for dose in doses]),
        tuple([row.age.after(day) for row in bridge.rows] if bridge else ()),
        terms.series.upper.after(day),
    )


@cache
def _terms(series_id: str, rules: Schedule) -> Terms:
    series = rules.of(series_id)
    bridge, serum = series.bridge, series.after_immunoglobulin
    return Terms(
        series,
        series.id,
        series.group,
        tuple(_rung(dose, number) for number, dose in enumerate(series.doses, start=1)),
        rules.vaccine(series.begun_with).code if series.begun_with else None,
        rules.vaccine(series.instead).code if series.instead else None,
        bridge.series if bridge else None,
        _bridge(series, rules),
        series.in_force.toordinal() if series.in_force.year > 1900 else 0,
        f"{series.in_force} 起实施",
        series.live,
        serum,
        f"用免疫球蛋白后{serum.length}" if serum else "",
    )


def _rung(dose: Dose, number: int) -> Rung:
    waits = f"与第{number - 1}剂间隔{dose.interval.length}" if dose.interval else ""
    if dose.since_first:
        waits += f"，与第1剂间隔{dose.since_first.length}"
    again = f"上一剂不计，距它间隔{dose.interval.length}" if dose.interval else ""
    return Rung(dose.interval, dose.since_first, dose.own_age, f"满{dose.age}", waits, again)


def _bridge(series: Series, rules: Schedule) -> tuple[Bridged, ...]:
    if series.bridge is None:
        return ()
    before = rules.of(series.bridge.series).label
    return tuple(
        Bridged(
            row.interval,
            row.needed,
            f"{before}已种{done}剂，满{row.age}" + (f"、间隔{row.interval.length}" if done else ""),
        )
        for done, row in enumerate(series.bridge.rows)
    )
