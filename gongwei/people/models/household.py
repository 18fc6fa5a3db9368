"""Households and their members by date."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from gongwei.people import relations
from gongwei.people.models.places import Region
from gongwei.people.models.resident import Resident
from gongwei.records.fields import Code
from gongwei.records.models import Kept


class Household(Kept):
    """People who live together; the head is the member with relation 02 户主."""

    id = models.UUIDField(primary_key=True)
    household_no = models.CharField("户号", max_length=30, blank=True, default="")
    village = models.ForeignKey(Region, models.PROTECT, related_name="+")
    address = models.CharField("住址", max_length=200, blank=True, default="")

    class Meta(Kept.Meta):
        db_table = "household"


class HouseholdMember(Kept):
    """Membership of a household from a day on, with the relation to its head (GB/T 4761)."""

    household = models.ForeignKey(Household, models.PROTECT, related_name="members")
    resident = models.ForeignKey(Resident, models.PROTECT, related_name="memberships")
    relation = Code("与户主关系", relations.RELATION, null=False, required=True)
    from_on = models.DateField("起")
    to_on = models.DateField("止", null=True, blank=True)

    class Meta(Kept.Meta):
        db_table = "household_member"
        indexes = [models.Index(fields=["household", "from_on"], name="household_member_of")]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gt=F("from_on")), name="household_member_dates"
            ),
            models.UniqueConstraint(
                fields=["household"],
                condition=Q(relation=relations.HEAD, to_on__isnull=True),
                name="household_one_head",
            ),
        ]
