"""Drawing a sample: stratified, weighted by risk, and decided by a seed alone.

Each unit holds as many lottery tickets as its weight; a ticket's number is a hash of seed, unit and ticket, and the
lowest numbers of a stratum are drawn. So the same seed and frame give the same names in the same order on every
machine, whatever the order of the frame, and nobody can choose whom to leave out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Unit:
    """One record of the frame: its id, its stratum, and how many tickets it holds (at least one)."""

    id: str
    stratum: str
    weight: int = 1


def draw(seed: int, frame: Iterable[Unit], size: int) -> list[Unit]:
    """``size`` units (all, if there are fewer), each stratum by its share and at least one; by stratum, then ticket."""
    strata: dict[str, list[Unit]] = {}
    for unit in frame:
        strata.setdefault(unit.stratum, []).append(unit)
    parts = allocate({name: len(units) for name, units in strata.items()}, size)
    return [
        unit
        for name in sorted(strata)
        for unit in sorted(strata[name], key=lambda unit: (ticket(seed, unit), unit.id))[: parts[name]]
    ]


def ticket(seed: int, unit: Unit) -> bytes:
    """The lowest of the unit's tickets."""
    if unit.weight < 1:
        raise ValueError(f"{unit.id} 的权重应不小于 1，写的是 {unit.weight}")
    return min(hashlib.sha256(f"{seed}|{unit.id}|{n}".encode()).digest() for n in range(unit.weight))


def allocate(sizes: Mapping[str, int], size: int) -> dict[str, int]:
    """How many of each stratum: one each while it lasts (larger strata first), the rest by size, never above it."""
    names = sorted(sizes, key=lambda name: (-sizes[name], name))
    parts = dict.fromkeys(sizes, 0)
    left = min(size, sum(sizes.values()))
    for name in names:
        if left and sizes[name]:
            parts[name], left = 1, left - 1
    while left:
        room = {name: sizes[name] - parts[name] for name in names if sizes[name] > parts[name]}
        for name, more in _shares(room, left).items():
            parts[name] += more
            left -= more
    return parts


def _shares(room: Mapping[str, int], left: int) -> dict[str, int]:
    """``left`` shared by room: whole parts first, then one each to the largest remainders."""
    total = sum(room.values())
    whole = {name: left * free // total for name, free in room.items()}
    if any(whole.values()):
        return whole
    order = sorted(room, key=lambda name: (-(left * room[name] % total), -room[name], name))
    return dict.fromkeys(order[:left], 1)


def digest(frame: Sequence[Unit]) -> str:
    """The fingerprint of a frame, the same for every order of it."""
    lines = sorted(f"{unit.id}|{unit.stratum}|{unit.weight}" for unit in frame)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
