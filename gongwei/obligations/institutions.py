"""What institutions owe now and in a year: the same table read for a page, status from the dates and the day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from gongwei.kernel.status import Status, Window
from gongwei.obligations.models import InstitutionObligation


@dataclass(frozen=True)
class OwedWork:
    """One piece of work that an institution owes or owed, and what met it."""

    institution_id: int
    programme: str
    step: str
    seq: str
    window: Window
    met_by: Any = None
    met_form: str = ""

    def status(self, today: dt.date) -> Status:
        """Where it stands on the day."""
        return self.window.status(today)


def open_work(institutions: Collection[int], today: dt.date, programmes: Collection[str] = ()) -> list[OwedWork]:
    """Everything open today for these institutions, most urgent first."""
    found = InstitutionObligation.objects.filter(
        Q(closes_on=None) | Q(closes_on__gte=today),
        institution__in=institutions, met_on=None, ended_on=None, opens_on__lte=today,
    )  # fmt: skip
    if programmes:
        found = found.filter(programme__in=programmes)
    return _owed(found.order_by("due_on", "institution", "programme", "step"))


def work_of_year(institution_id: int, year: int, programme: str) -> list[OwedWork]:
    """All that an institution owes in a year in one chapter, met or not, in order."""
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    found = InstitutionObligation.objects.filter(
        institution=institution_id, programme=programme, due_on__range=(first, last)
    )
    return _owed(found.order_by("step", "due_on", "seq"))


def _owed(found: Iterable[InstitutionObligation]) -> list[OwedWork]:
    return [
        OwedWork(
            each.institution_id, each.programme, each.step, each.seq,
            Window(each.opens_on, each.due_on, each.closes_on, each.ended_on, each.met_on),
            each.met_by, each.met_form or "",
        )
        for each in found
    ]  # fmt: skip
