"""What part of the district a page shows: an institution or a village within the reach of the account.

The choice stands in the session, so that every page of one sitting speaks of the same people; it can only narrow what
``visible_to`` already allows, never widen it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from gongwei.catalogue.chapters import chapters
from gongwei.kernel import clock
from gongwei.people.grants import may
from gongwei.people.models import Institution, Region, Resident, Staff
from gongwei.people.queries import ResidentQuery

KEY = "scope"


@dataclass(frozen=True)
class Scope:
    """The narrowing in force: at most one institution and one village of it."""

    user: Any
    staff: Staff
    institution: Institution | None = None
    village: Region | None = None

    def residents(self) -> ResidentQuery:
        """The residents in scope that this account may see."""
        found = Resident.objects.visible_to(self.user)
        if self.village is not None:
            return found.filter(village=self.village)
        if self.institution is not None:
            return found.filter(institution__path__startswith=self.institution.path)
        return found

    @property
    def hidden(self) -> tuple[str, ...]:
        """The chapters that this account may not read: it sees neither their members nor their work (SMI-13)."""
        return tuple(each.id for each in chapters() if not may(self.user, "read", each.id))

    @property
    def writes(self) -> bool:
        """Whether this account records services at all."""
        return may(self.user, "write")

    @property
    def year(self) -> int:
        """The plan's year that pages speak of: this year."""
        return clock.today().year

    @property
    def words(self) -> str:
        """The narrowest place in one word."""
        if self.village is not None:
            return self.village.name
        return (self.institution or self.staff.institution).short_name or self.staff.institution.name


def scope_of(request: HttpRequest, staff: Staff) -> Scope:
    """The scope kept in the session, dropped when the account no longer reaches it."""
    kept = request.session.get(KEY, {})
    institution = village = None
    if kept.get("institution"):
        institution = Institution.objects.visible_to(request.user).filter(pk=kept["institution"]).first()
    if kept.get("village"):
        village = Region.objects.filter(pk=kept["village"], level="village").first()
    return Scope(request.user, staff, institution, village)


def keep_scope(request: HttpRequest, institution: int | None, village: str | None) -> None:
    """Remember a choice; what the account cannot reach is refused by the next ``scope_of``."""
    request.session[KEY] = {"institution": institution, "village": village}
