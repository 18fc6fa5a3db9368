"""A score as a sum: the points of the judged items minus the deductions that stand; nothing is a stored total."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from gongwei.appraisal.methods import State
from gongwei.kernel.money import ZERO, fen


@dataclass(frozen=True)
class Line:
    """One item's place in the sum: its points, whether it is judged, and the points of its deductions."""

    item: str
    points: Decimal
    state: State
    deductions: tuple[Decimal, ...] = ()

    @property
    def lost(self) -> Decimal:
        """Together at most the item's points; an item that is not judged loses nothing and gains nothing."""
        if self.state is not State.JUDGED:
            return ZERO
        return min(sum(self.deductions, ZERO), self.points)

    @property
    def gained(self) -> Decimal | None:
        """What is left; None where nothing is judged."""
        return self.points - self.lost if self.state is State.JUDGED else None


@dataclass(frozen=True)
class Total:
    """The sum of a sheet: points judged, points lost, and what is still missing."""

    points: Decimal
    lost: Decimal
    waiting: tuple[str, ...]
    no_data: tuple[str, ...]
    full: Decimal

    @property
    def gained(self) -> Decimal:
        """Points kept of those judged."""
        return self.points - self.lost

    @property
    def score(self) -> Decimal | None:
        """Out of 100: the judged points converted (折算) where an item has no data; None while any item waits."""
        if self.waiting or not self.points:
            return None
        return fen(Fraction(self.gained) * 100 / Fraction(self.points))

    @property
    def converted(self) -> bool:
        """Whether the score stands on fewer points than the sheet has."""
        return bool(self.no_data)


def total(lines: Iterable[Line]) -> Total:
    """Add a sheet up."""
    held = list(lines)
    judged = [line for line in held if line.state is State.JUDGED]
    return Total(
        sum((line.points for line in judged), ZERO), sum((line.lost for line in judged), ZERO),
        tuple(line.item for line in held if line.state is State.WAITING),
        tuple(line.item for line in held if line.state is State.NO_DATA),
        sum((line.points for line in held), ZERO),
    )  # fmt: skip


def spread(lost: Decimal, heads: Sequence[object]) -> list[Decimal]:
    """Points lost shared evenly among the findings that cost them, to 0.01 and without remainder."""
    cents, count = int(lost * 100), len(heads)
    return (
        [Decimal(cents // count + (place < cents % count)) / 100 for place in range(count)] if count else []
    )
