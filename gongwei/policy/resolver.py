"""Which value holds on which day: plan › county › city › province › nation, one winner a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, NamedTuple

from gongwei.kernel.region import RegionLevel
from gongwei.policy.documents import Certainty, Library
from gongwei.policy.parameters import DatedValue, Parameter, Value

Level = RegionLevel | Literal["product", "plan"]

PRECEDENCE: tuple[Level, ...] = ("product", "nation", "province", "city", "county", "plan")
"""Later wins. ``product`` is a default of our own conventions, which any government overrides."""


class Winner(NamedTuple):
    """The value that holds from a day on, until the next one; ``value`` None: none is in force."""

    from_on: dt.date
    value: Value | None
    ref: str
    sure: Certainty
    level: Level
    checked_still_valid_on: dt.date | None = None


@dataclass(frozen=True)
class Layer:
    """The values of one source (a chapter's defaults, an edition, a plan) at one level of precedence.

    ``until`` ends the layer (exclusive): a county's plan of 2024 overrides until its plan of 2025 begins.
    """

    level: Level
    values: Mapping[str, tuple[DatedValue, ...]]
    until: dt.date | None = None

    def entry(self, name: str, on: dt.date) -> DatedValue | None:
        """The latest entry of this layer at or before a day; announced (``expected``) ones do not bind."""
        if self.until is not None and on >= self.until:
            return None
        entries = [dated for dated in self.values.get(name, ()) if dated.from_on <= on and not dated.expected]
        return entries[-1] if entries else None

    def breaks(self, name: str) -> Iterator[dt.date]:
        """The days on which this layer may change the winner."""
        yield from (dated.from_on for dated in self.values.get(name, ()) if not dated.expected)
        if self.until is not None and name in self.values:
            yield self.until


@dataclass(frozen=True)
class ResolvedParameter:
    """One parameter with its merged history."""

    name: str
    declared: Parameter
    history: tuple[Winner, ...]
    announced: tuple[DatedValue, ...]

    def on(self, day: dt.date) -> Value | None:
        """The value in force on a day; None before the first value and after an end."""
        winner = self.winner(day)
        return winner.value if winner else None

    def winner(self, day: dt.date) -> Winner | None:
        """The entry in force on a day, with its ref, certainty and level."""
        held = [winner for winner in self.history if winner.from_on <= day]
        return held[-1] if held else None


class ResolvedParameters(Mapping[str, ResolvedParameter]):
    """All parameters of one scope, by dotted id."""

    def __init__(self, parameters: Iterable[ResolvedParameter]) -> None:
        self._parameters = {parameter.name: parameter for parameter in parameters}

    def __getitem__(self, name: str) -> ResolvedParameter:
        return self._parameters[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._parameters)

    def __len__(self) -> int:
        return len(self._parameters)

    def history(self, name: str) -> tuple[Winner, ...]:
        """``(from_on, value, ref, sure, level, …)`` in date order, for an engine's CASE over dates."""
        return self._parameters[name].history

    def on(self, name: str, day: dt.date) -> Value | None:
        """The value of a parameter on a day."""
        return self._parameters[name].on(day)

    def of(self, chapter: str) -> dict[str, ResolvedParameter]:
        """The parameters of one chapter, by their short names."""
        prefix = chapter + "."
        held = {name: found for name, found in self._parameters.items() if name.startswith(prefix)}
        return {name.removeprefix(prefix): found for name, found in held.items()}


def resolve(
    declared: Mapping[str, Parameter], layers: Iterable[Layer], library: Library
) -> ResolvedParameters:
    """Merge the chapters' own values with the layers above them, day by day."""
    ordered = sorted(layers, key=lambda layer: PRECEDENCE.index(layer.level), reverse=True)
    return ResolvedParameters(
        _resolve_one(name, parameter, ordered, library) for name, parameter in declared.items()
    )


def _resolve_one(name: str, parameter: Parameter, layers: list[Layer], library: Library) -> ResolvedParameter:
    base = Layer("nation", {name: parameter.values})
    days = sorted({day for layer in (*layers, base) for day in layer.breaks(name)})
    winners = [_winner(name, parameter, layers, base, day, library) for day in days]
    history = tuple(winners[:1]) + tuple(b for a, b in pairwise(winners) if a[1:] != b[1:])
    announced = tuple(
        dated for layer in (*layers, base) for dated in layer.values.get(name, ()) if dated.expected
    )
    return ResolvedParameter(name, parameter, history, announced)


def _winner(
    name: str, parameter: Parameter, layers: list[Layer], base: Layer, day: dt.date, library: Library
) -> Winner:
    """The highest layer with a value; a null above ends the override, a null in the chapter the value."""
    for layer in layers:
        entry = layer.entry(name, day)
        if entry is not None and entry.value is not None:
            return _winning(parameter, entry, day, layer.level)
    entry = base.entry(name, day)
    if entry is None:
        return Winner(day, None, "", "K", "nation")
    return _winning(parameter, entry, day, library[entry.ref.partition("#")[0]].level)


def _winning(parameter: Parameter, entry: DatedValue, day: dt.date, level: Level) -> Winner:
    value = parameter.accept(entry.value)
    return Winner(day, value, entry.ref, entry.sure, level, entry.checked_still_valid_on)
