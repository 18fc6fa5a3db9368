"""The six focus areas of the city's notice (沪卫 四): what each institution kept of the points of each area."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from gongwei.appraisal.methods import State
from gongwei.appraisal.models import Inspection
from gongwei.appraisal.places import townships
from gongwei.appraisal.scheme_file import FOCUS
from gongwei.appraisal.schemes import of_level
from gongwei.appraisal.sheets import Sheet, sheet
from gongwei.catalogue.plans import plan
from gongwei.kernel.money import ZERO
from gongwei.people.models import Institution


@dataclass(frozen=True)
class Cell:
    """Points kept of those judged in an area, and the items without a judgement; nothing judged is no number."""

    gained: Decimal
    points: Decimal
    lacking: tuple[str, ...]

    @property
    def share(self) -> Decimal | None:
        """Kept ÷ judged in percent."""
        return round(self.gained * 100 / self.points, 1) if self.points else None


@dataclass(frozen=True)
class FocusRow:
    """One institution's latest result by area."""

    place: Institution
    inspection: Inspection | None
    cells: tuple[Cell, ...]


def focus_rows() -> tuple[list[str], list[FocusRow]]:
    """Every institution of the plan by the six areas, from its latest county round that is accepted, else open."""
    rows = Inspection.objects.filter(round__plan=plan().id, round__kind__in=("half_year", "year_end"))
    latest: dict[int, Inspection] = {}
    for row in rows.select_related("round", "institution").order_by("round__ends_on"):
        if row.state == "accepted" or row.institution_id not in latest:
            latest[row.institution_id] = row
    found = []
    for place in townships():
        inspection = latest.get(place.pk)
        found.append(FocusRow(place, inspection, cells_of(sheet(inspection) if inspection else None)))
    return list(FOCUS.values()), found


def cells_of(made: Sheet | None) -> tuple[Cell, ...]:
    """One cell for each area."""
    labels = {item.id: item for item in of_level("institution").file.items}
    judged = {row.item.id: row for row in made.rows} if made else {}
    cells = []
    for area in FOCUS:
        mine = [item for item in labels.values() if area in item.focus]
        rows = [judged[item.id] for item in mine if item.id in judged]
        known = [row for row in rows if row.judged.state is State.JUDGED]
        lacking = tuple(item.label for item in mine if item.id not in {row.item.id for row in known})
        gained = sum((row.line.gained or ZERO for row in known), ZERO)
        cells.append(Cell(gained, sum((row.item.points for row in known), ZERO), lacking))
    return tuple(cells)
