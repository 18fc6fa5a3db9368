"""Who is appraised: the institutions of the plan's table, and the clinics that answer for each township's villages."""

from __future__ import annotations

from gongwei.catalogue.plans import plan
from gongwei.people.models import Institution, StaffVillage

CLINICS = ("village_clinic", "community_health_station")


def townships() -> list[Institution]:
    """The institutions of the plan's table, in its order."""
    found = {held.name: held for held in Institution.objects.filter(kind__in=(*Institution.PRIMARY, "other"))}
    named = (Institution.objects.named(row.name).first() for row in plan().file.institutions)
    return [each for each in named if each is not None and each.name in found]


def clinic_of_village(township: Institution) -> dict[str, int]:
    """Village → the clinic that answers for it: the one that stands there, else where its village doctor works."""
    stands = Institution.objects.filter(parent=township, kind__in=CLINICS, active_to=None)
    own = {clinic.region_id: clinic.pk for clinic in stands}
    serving = StaffVillage.objects.filter(to_on=None, staff__institution__in=stands).order_by("staff_id")
    for row in serving.select_related("staff"):
        own.setdefault(row.village_id, row.staff.institution_id)
    return own


def clinics_of(township: Institution) -> list[Institution]:
    """The clinics with tasks: those that answer for a village."""
    return list(Institution.objects.filter(pk__in=set(clinic_of_village(township).values())))


def villages_of(clinic: Institution) -> frozenset[str]:
    """The villages that a clinic answers for."""
    if clinic.parent is None:
        return frozenset()
    return frozenset(
        village for village, held in clinic_of_village(clinic.parent).items() if held == clinic.pk
    )
