"""Scores and findings from the village through the township to the county, whole and by dimension (APR-22, PLAN-30).

Everything is a sum over accepted inspections; a score is points kept ÷ points judged of such a sum, never a mean of
scores, so that each level opens into the one below it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from gongwei.appraisal.methods import State
from gongwei.appraisal.models import Inspection, Rectification
from gongwei.appraisal.places import CLINICS
from gongwei.appraisal.scheme_file import DIMENSIONS, Dimension
from gongwei.appraisal.schemes import schemes
from gongwei.appraisal.tally import Line
from gongwei.appraisal.tallying import lines_of
from gongwei.catalogue.plans import plan
from gongwei.kernel.money import ZERO
from gongwei.people.models import Institution


@dataclass
class Part:
    """Points kept of points judged."""

    gained: Decimal = ZERO
    points: Decimal = ZERO

    @property
    def score(self) -> Decimal | None:
        """Out of 100 to one decimal; None where nothing is judged."""
        return round(self.gained * 100 / self.points, 1) if self.points else None

    def add(self, gained: Decimal, points: Decimal) -> None:
        """Count something more."""
        self.gained += gained
        self.points += points


@dataclass
class Sums:
    """What inspections found together: points, points by dimension, findings, and orders not mended yet."""

    inspections: int = 0
    findings: int = 0
    unmended: int = 0
    whole: Part = field(default_factory=Part)
    dimensions: dict[Dimension, Part] = field(default_factory=lambda: {name: Part() for name in DIMENSIONS})

    def take(self, lines: Iterable[Line], tags: Mapping[str, Sequence[Dimension]]) -> None:
        """Count one inspection; an item that is not judged adds nothing."""
        self.inspections += 1
        for line in lines:
            self.findings += len(line.deductions)
            if line.state is State.JUDGED:
                gained = line.points - line.lost
                self.whole.add(gained, line.points)
                for name in tags.get(line.item, ()):
                    self.dimensions[name].add(gained, line.points)

    def merge(self, other: Sums) -> None:
        """Count what another level holds."""
        self.inspections += other.inspections
        self.findings += other.findings
        self.unmended += other.unmended
        self.whole.add(other.whole.gained, other.whole.points)
        for name, part in other.dimensions.items():
            self.dimensions[name].add(part.gained, part.points)

    @property
    def by_dimension(self) -> list[Decimal | None]:
        """A score for each dimension in their order."""
        return [self.dimensions[name].score for name in DIMENSIONS]


@dataclass
class Township:
    """An institution: what was found at it, and at the clinics below it, one by one."""

    place: Institution
    own: Sums = field(default_factory=Sums)
    clinics: dict[Institution, Sums] = field(default_factory=dict)

    @property
    def village(self) -> Sums:
        """The clinics together."""
        return together(self.clinics.values())


def together(parts: Iterable[Sums]) -> Sums:
    """Several sums as one."""
    made = Sums()
    for part in parts:
        made.merge(part)
    return made


def townships(user: Any) -> list[Township]:
    """The year's accepted inspections that an account may see, by institution and the clinics below it."""
    held = Inspection.objects.visible_to(user).filter(round__plan=plan().id, state="accepted")
    rows = list(held.select_related("round", "institution__parent"))
    open_orders = Rectification.objects.filter(inspection__in=rows).exclude(state="closed")
    unmended = list(open_orders.values_list("inspection", flat=True))
    tags = {
        name: {item.id: item.dimensions for item in scheme.file.items} for name, scheme in schemes().items()
    }
    found: dict[int, Township] = {}
    for row, lines in lines_of(rows).items():
        village = row.institution.kind in CLINICS
        place = row.institution.parent if village and row.institution.parent else row.institution
        township = found.setdefault(place.pk, Township(place))
        sums = township.clinics.setdefault(row.institution, Sums()) if village else township.own
        sums.take(lines, tags.get(row.round.scheme, {}))
        sums.unmended += unmended.count(row.pk)
    return sorted(found.values(), key=lambda each: (each.place.position, each.place.pk))
