"""The vaccination card as a grid: one row per protection, one cell per dose, what is next and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from gongwei.catalogue.plans import values_on
from gongwei.people.models import Resident
from gongwei.programmes.immunization.codes import VACCINE
from gongwei.programmes.immunization.forecaster import Line
from gongwei.programmes.immunization.histories import History, histories, settings_of
from gongwei.programmes.immunization.models import Card, Dose

COLUMNS = 5
STATES = {
    "finished": ("完成", "done"),
    "overdue": ("逾期", "overdue"),
    "due": ("应种", "due"),
    "later": ("未到", ""),
    "deferred": ("暂缓", ""),
    "contraindicated": ("禁忌", ""),
    "too_old": ("超龄", ""),
}


@dataclass(frozen=True)
class Cell:
    """One dose: given (day, lot, its page), next (day from which), or not needed."""

    number: int
    day: dt.date | None = None
    lot: str = ""
    vaccine: str = ""
    key: str = ""
    state: str = ""
    note: str = ""


@dataclass(frozen=True)
class GridRow:
    """One protection."""

    label: str
    cells: tuple[Cell, ...]
    state: str
    words: str
    tint: str
    line: Line | None = None
    uncounted: tuple[Cell, ...] = ()

    @property
    def blank(self) -> int:
        """Columns of the card that this protection has no dose for."""
        return COLUMNS - len(self.cells)


@dataclass(frozen=True)
class Picture:
    """Everything the card's page and panel show of a child."""

    rows: tuple[GridRow, ...]
    others: tuple[Cell, ...]
    lines: tuple[Line, ...]
    card: Card | None
    doses: int

    @property
    def due(self) -> list[Line]:
        """What may be given today, overdue first."""
        return [each for state in ("overdue", "due") for each in self.lines if each.state == state]

    @property
    def next_on(self) -> dt.date | None:
        """The next day on which something falls due."""
        days = [each.earliest for each in self.lines if each.state in ("later", "deferred") and each.earliest]
        return min(days, default=None)


def picture_of(person: Resident, today: dt.date) -> Picture:
    """The child's card as of a day."""
    history: History = histories([person.pk])[person.pk]
    lines = history.forecast(today, settings_of(values_on("immunization", today)))
    stored = {
        str(each.pk): each
        for each in Dose.objects.filter(resident=person, voided_at=None).order_by("served_on")
    }
    rows = tuple(_row(line, stored) for line in lines)
    counted = {each.given.key for line in lines for each in line.judged}
    others = tuple(_cell(each, each.dose_no or 0) for key, each in stored.items() if key not in counted)
    card = Card.objects.filter(resident=person, voided_at=None).first()
    return Picture(rows, others, lines, card, len(stored))


def _row(line: Line, stored: dict[str, Any]) -> GridRow:
    given = {each.number: each for each in line.judged if each.number}
    cells = []
    for number in range(1, line.needed + 1):
        if number in given:
            cells.append(_cell(stored[given[number].given.key], number))
        elif number == line.dose:
            cells.append(Cell(number, line.earliest, state=line.state, note="；".join(line.reasons)))
        else:
            cells.append(Cell(number, state="after"))
    words, tint = STATES[line.state]
    wrong = tuple(_cell(stored[each.given.key], 0, each.why) for each in line.judged if each.number is None)
    return GridRow(line.series.label, tuple(cells), line.state, words, tint, line, wrong)


def _cell(dose: Any, number: int, why: str = "") -> Cell:
    label = dose.vaccine_other if dose.vaccine == 99 and dose.vaccine_other else VACCINE.label(dose.vaccine)
    return Cell(number, dose.served_on, dose.lot_no or "", label, str(dose.pk), "given", why)


def reasons(lines: Sequence[Line]) -> list[tuple[Line, str]]:
    """Series with something to come, and why then."""
    return [(each, "；".join(each.reasons)) for each in lines if each.state not in ("finished", "later")]
