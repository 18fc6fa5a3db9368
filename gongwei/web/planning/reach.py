"""Who sees which task numbers: the county's offices all, 公卫科 its institution's, a village doctor his villages'."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from gongwei.people.grants import ACTIONS, grants_of, may, staff_of
from gongwei.people.models import Institution, Staff
from gongwei.planning.models import SheetCell


@dataclass(frozen=True)
class Reach:
    """The reader and what is theirs; ``institution`` is the one whose tasks they answer for."""

    staff: Staff
    office: bool
    everything: bool
    institution: Institution | None
    divides: bool
    villages: tuple[str, ...]

    @property
    def village_only(self) -> bool:
        """A village doctor: own tasks alone."""
        return bool(self.villages) and not (self.everything or self.divides)


def reach(request: HttpRequest) -> Reach:
    """From the roles that give figures; an account without any is refused."""
    staff = staff_of(request.user)
    if staff is None or not may(request.user, "figures"):
        raise PermissionDenied("任务表由项目办、各机构和村医使用；如工作需要，请向本机构管理员申请")
    grants = [grant for grant in grants_of(staff) if "figures" in ACTIONS[grant.role]]
    places = list(Institution.objects.responsible())
    own = [place for place in places if any(grant.covers(place) for grant in grants)]
    villages = tuple(village for grant in grants for village in grant.villages)
    everything = len(own) == len(places) and not all(grant.role == "village_doctor" for grant in grants)
    mine = own[0] if own and not everything else None
    divides = mine is not None and may(request.user, "split", institution=mine)
    return Reach(staff, may(request.user, "plan"), everything, mine, divides, villages)


def cell_within(held: Reach, cell_id: int) -> SheetCell:
    """One number, if it is the reader's to see; else as if there were none."""
    rows = SheetCell.objects.select_related("column__sheet", "institution")
    found = rows.filter(pk=cell_id, column__sheet__state="published", institution__isnull=False).first()
    if found is None or not (held.everything or found.institution == held.institution) or held.village_only:
        raise Http404("没有这项任务，或不在您的范围内")
    return found
