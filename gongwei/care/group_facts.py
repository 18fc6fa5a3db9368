"""Which key groups some residents belong to on a day, asked of the database (PLAN-21; the table is ``key_groups``)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db.models import Q

from gongwei.care.key_groups import KEY_GROUPS, named
from gongwei.care.models import Enrolment
from gongwei.kernel.dates import age_years
from gongwei.people.models import Resident, ResidentTag


def groups_of(
    residents: Collection[Resident], on: dt.date, *, elderly_age: int, child_until_age: int
) -> dict[int, tuple[str, ...]]:
    """resident id → ids of the key groups each belongs to on the day, in the order of ``KEY_GROUPS``."""
    ids = [each.pk for each in residents]
    open_then = Q(to_on=None) | Q(to_on__gt=on)
    found: dict[int, set[str]] = {pk: set() for pk in ids}
    spans = Enrolment.objects.filter(
        open_then, resident__in=ids, from_on__lte=on, programme__in=named("enrolment")
    )
    for pk, programme in spans.values_list("resident_id", "programme"):
        found[pk].add(programme)
    tags = ResidentTag.objects.filter(open_then, resident__in=ids, from_on__lte=on, tag__in=named("tag"))
    for pk, tag in tags.values_list("resident_id", "tag"):
        found[pk].add(tag)
    for each in residents:
        if age_years(each.birth_date, dt.date(on.year, 12, 31)) >= elderly_age:
            found[each.pk].add("elderly")
        if age_years(each.birth_date, on) < child_until_age:
            found[each.pk].add("child")
    return {pk: tuple(group.id for group in KEY_GROUPS if group.id in names) for pk, names in found.items()}
