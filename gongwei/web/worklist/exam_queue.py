"""Who is still owed this year's health examination: one list for all chapters that ask for it."""

from __future__ import annotations

import datetime as dt

from django.db.models import Count, Exists, OuterRef, Q

from gongwei.catalogue.chapters import chapters
from gongwei.kernel.steps import PerYear
from gongwei.obligations.models import Obligation
from gongwei.people.models import Region, Resident
from gongwei.people.queries import ResidentQuery

EXAM = "health_exam"


def owed_exam(residents: ResidentQuery, today: dt.date) -> list[Resident]:
    """The residents with an examination open today, in the order of their addresses, each once."""
    return list(_owed(residents, today).select_related("village").order_by("current_address", "pk"))


def owed_by_village(residents: ResidentQuery, today: dt.date) -> list[tuple[Region, int]]:
    """The villages with people to examine and how many they are, in the order of their codes."""
    counts = dict(_owed(residents, today).order_by().values_list("village").annotate(Count("pk")))
    return [(place, counts[place.pk]) for place in Region.objects.filter(pk__in=counts).order_by("code")]


def _owed(residents: ResidentQuery, today: dt.date) -> ResidentQuery:
    steps = Q(pk__in=[])
    for each in chapters():
        for step in each.schedule.steps if each.schedule else ():
            if EXAM in step.met_by and isinstance(step.timing, PerYear):
                steps |= Q(programme=each.id, step=step.id)
    still = Q(closes_on__isnull=True) | Q(closes_on__gte=today)
    owed = Obligation.objects.filter(
        steps, still, resident=OuterRef("pk"), met_on__isnull=True, ended_on__isnull=True, opens_on__lte=today
    )
    return residents.filter(Exists(owed), living=True)
