"""What holds on a day: a body's duties, the desks at which somebody sits, what has nobody."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q

from gongwei.catalogue.chapters import chapters
from gongwei.catalogue.plans import plan
from gongwei.organisation.models import SLOTS, Body, Duty, Membership
from gongwei.people.models import Institution, Region, Staff

WORKING = ("owner", "technical", "clinical")
"""Slots whose members see the figures of the item; 具体服务 is the institutions' own work."""


@dataclass(frozen=True)
class Desk:
    """One body with the chapters it answers for and the districts in which it does."""

    body: Body
    chapters: tuple[str, ...]
    districts: tuple[str, ...]

    def reaches(self, institution: Institution) -> bool:
        """Whether an institution lies in a district for which the body has duties."""
        return any(institution.region_id.startswith(code[:6]) for code in self.districts)

    def institutions(self) -> list[Institution]:
        """The primary institutions of its districts."""
        return [each for each in Institution.objects.responsible().order_by("position", "pk") if self.reaches(each)]


@dataclass(frozen=True)
class Slot:
    """One item of the catalogue with who fills each role; ``empty`` names the roles that nobody fills (ORG-04)."""

    chapter: str
    label: str
    filled: dict[str, tuple[Duty, ...]]

    @property
    def empty(self) -> tuple[str, ...]:
        """Labels of the roles without anybody."""
        return tuple(label for slot, label in SLOTS.items() if not self.filled[slot])

    @property
    def ownerless(self) -> bool:
        """Nobody is responsible: an error (ORG-30)."""
        return not self.filled["owner"]

    @property
    def outside(self) -> bool:
        """Only bodies from outside the district guide it: no local body (ORG-25)."""
        held = [duty for slot in WORKING for duty in self.filled[slot]]
        return bool(held) and all(duty.body.institution.region.level == "city" for duty in held)


def holding(on: dt.date) -> Q:
    """Rows that hold on a day; ``to_on`` is exclusive."""
    return Q(from_on__lte=on) & (Q(to_on=None) | Q(to_on__gt=on))


def desk_of(body: Body, on: dt.date) -> Desk:
    """What a body works at on a day, by its duties alone."""
    held = body.duties.filter(holding(on), slot__in=WORKING).exclude(chapter="").order_by("pk")
    rows = list(held.values_list("chapter", "district_id"))
    named = {chapter for chapter, _ in rows}
    found = tuple(each.id for each in chapters() if each.id in named)
    return Desk(body, found, tuple(sorted({district for _, district in rows})))


def desks_of(staff: Staff, on: dt.date) -> list[Desk]:
    """The desks of the bodies that count somebody among their members on a day."""
    member = Membership.objects.filter(holding(on), staff=staff).values("body")
    rows = Body.objects.filter(holding(on), pk__in=member).select_related("institution__region")
    return [desk for desk in (desk_of(body, on) for body in rows) if desk.chapters]


def slots(district: Region, on: dt.date) -> list[Slot]:
    """Every item in force with its roles at district and city level, the empty ones seen (ORG-04, ORG-06, ORG-30)."""
    held: dict[tuple[str, str], list[Duty]] = {}
    rows = Duty.objects.filter(holding(on), district=district).select_related("body__institution__region")
    for duty in rows:
        held.setdefault((duty.chapter, duty.slot), []).append(duty)
    return [
        Slot(each.id, each.label, {slot: tuple(held.get((each.id, slot), ())) for slot in SLOTS})
        for each in chapters()
        if plan().in_force(each.id, on)
    ]
