"""The six focus areas of the city's notice (沪卫 四): what each institution has of the points of each area today."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from decimal import Decimal

from gongwei.appraisal.methods import State
from gongwei.appraisal.models import Inspection, Round
from gongwei.appraisal.places import townships
from gongwei.appraisal.scheme_file import FOCUS, Item, Manual
from gongwei.appraisal.schemes import of_level
from gongwei.appraisal.sheets import Row, frozen, standing
from gongwei.catalogue.plans import plan
from gongwei.kernel.money import ZERO
from gongwei.people.models import Institution


@dataclass(frozen=True)
class Found:
    """One item of an area: as data give it today, or as the latest accepted inspection found it."""

    row: Row
    inspection: Inspection | None = None


@dataclass(frozen=True)
class Cell:
    """Points kept of those judged in an area; nothing judged is no number."""

    area: str
    found: tuple[Found, ...]

    @property
    def judged(self) -> list[Row]:
        """The items with a judgement."""
        return [each.row for each in self.found if each.row.judged.state is State.JUDGED]

    @property
    def lacking(self) -> list[str]:
        """The items without one."""
        return [each.row.item.label for each in self.found if each.row.judged.state is not State.JUDGED]

    @property
    def gained(self) -> Decimal:
        """Points kept."""
        return sum((row.line.gained or ZERO for row in self.judged), ZERO)

    @property
    def points(self) -> Decimal:
        """Points judged."""
        return sum((row.item.points for row in self.judged), ZERO)

    @property
    def share(self) -> Decimal | None:
        """Kept ÷ judged in percent."""
        return round(self.gained * 100 / self.points, 1) if self.points else None


@dataclass(frozen=True)
class FocusRow:
    """One institution by area."""

    place: Institution
    cells: tuple[Cell, ...]


def focus_rows() -> list[FocusRow]:
    """Every institution of the plan by the six areas; what people look at comes from the latest accepted inspection."""
    items = [item for item in of_level("institution").file.items if item.focus]
    by_hand = _by_hand()
    found = []
    for place in townships():
        today = {row.item.id: Found(row) for row in standing(_year_so_far(place), items)}
        held = today | {name: each for (pk, name), each in by_hand.items() if pk == place.pk}
        cells = (
            Cell(label, tuple(held[i.id] for i in items if area in i.focus)) for area, label in FOCUS.items()
        )
        found.append(FocusRow(place, tuple(cells)))
    return found


def _year_so_far(place: Institution) -> Inspection:
    """An inspection of the plan's whole year that nobody opened and that is never stored."""
    year = plan().year
    held = of_level("institution")
    rule = next(rule for rule in held.file.rounds if not rule.items)
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    made = Round(id=uuid.uuid4(), plan=plan().id, scheme=held.id, rule=rule.id, kind=rule.kind, starts_on=first,
                 ends_on=last, due_on=last)  # fmt: skip
    return Inspection(id=uuid.uuid4(), round=made, institution=place)


def _by_hand() -> dict[tuple[int, str], Found]:
    """(institution, item) → the latest accepted look at an item that data alone do not judge."""
    items: dict[str, Item] = of_level("institution").items
    rows = Inspection.objects.filter(
        round__plan=plan().id, state="accepted", round__scheme=of_level("institution").id
    )
    found = {}
    for row in rows.select_related("round", "institution").order_by("round__ends_on"):
        for each in frozen(row).rows:
            if isinstance(items[each.item.id].method, Manual):
                found[row.institution_id, each.item.id] = Found(each, row)
    return found
