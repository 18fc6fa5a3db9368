"""Where a member of staff may act: the institutions responsible for residents, and the villages they serve."""

from __future__ import annotations

from django.db.models import QuerySet

from gongwei.people.grants import ACTIONS, grants_of
from gongwei.people.models import Institution, InstitutionVillage, Staff


def institutions_of(staff: Staff, action: str) -> list[Institution]:
    """The institutions at which the roles of today allow it."""
    grants = [grant for grant in grants_of(staff) if action in ACTIONS[grant.role]]
    found = Institution.objects.responsible()
    return [each for each in found if any(grant.covers(each) for grant in grants)]


def villages_of(staff: Staff, action: str) -> QuerySet[InstitutionVillage]:
    """The villages for whose people the roles of today allow it; whoever is a village doctor only has their own."""
    rows = InstitutionVillage.objects.filter(institution__in=institutions_of(staff, action), to_on=None)
    grants = [grant for grant in grants_of(staff) if action in ACTIONS[grant.role]]
    if grants and all(grant.role == "village_doctor" for grant in grants):
        rows = rows.filter(village__in={code for grant in grants for code in grant.villages})
    return rows.select_related("village").order_by("village")
