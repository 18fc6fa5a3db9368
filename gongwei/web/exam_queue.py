"""Who is still owed this year's health examination: one list for all chapters that ask for it."""

from __future__ import annotations

import datetime as dt

from django.db.models import Exists, OuterRef, Q

from gongwei.catalogue.chapters import chapters
from gongwei.obligations.models import Obligation
from gongwei.people.models import Resident
from gongwei.people.queries import ResidentQuery

EXAM = "health_exam"


def owed_exam(residents: ResidentQuery, today: dt.date) -> list[Resident]:
    """The residents with an examination open today, in the order of their addresses, each once."""
    steps = Q(pk__in=[])
    for each in chapters():
        for step in each.schedule.steps if each.schedule else ():
            if EXAM in step.met_by:
                steps |= Q(programme=each.id, step=step.id)
    still = Q(closes_on__isnull=True) | Q(closes_on__gte=today)
    owed = Obligation.objects.filter(
        steps, still, resident=OuterRef("pk"), met_on__isnull=True, ended_on__isnull=True, opens_on__lte=today
    )
    return list(residents.filter(Exists(owed), living=True).select_related("village").order_by("current_address", "pk"))
