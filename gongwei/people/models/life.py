"""The dated facts that decide every denominator: where a resident belongs, and in which state."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from gongwei.people import codes
from gongwei.people.models.places import Institution, Region
from gongwei.people.models.resident import Resident
from gongwei.people.models.staff import Staff
from gongwei.records.models import Kept


class Residence(Kept):
    """Village, responsible institution and doctor from a day on; ``to_on`` is exclusive.

    Rows tile the time since filing without gap or overlap. After death or moving out the row stays open: the last
    managing institution keeps the record (spec 01 d); whether the person counts is said by ``standing``.
    """

    resident = models.ForeignKey(Resident, models.PROTECT, related_name="residences")
    village = models.ForeignKey(Region, models.PROTECT, related_name="+")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    doctor = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="+")
    permanent = models.BooleanField("常住", default=True)
    hukou = models.SmallIntegerField(
        "常住类型", null=True, blank=True, choices=codes.RESIDENCE_TYPE.choices()
    )
    from_on = models.DateField("起")
    to_on = models.DateField("止", null=True, blank=True)

    class Meta(Kept.Meta):
        db_table = "residence"
        indexes = [models.Index(fields=["institution", "from_on"], name="residence_institution")]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gt=F("from_on")), name="residence_dates"
            ),
        ]


class Standing(Kept):
    """State of life and record from a day on (spec 01 d); ``to_on`` is exclusive; each day has exactly one row."""

    resident = models.ForeignKey(Resident, models.PROTECT, related_name="standings")
    state = models.CharField("状态", max_length=10, choices=list(codes.STATES.items()))
    from_on = models.DateField("起")
    to_on = models.DateField("止", null=True, blank=True)
    reason = models.CharField("原因", max_length=200, blank=True, default="")
    evidence = models.CharField("依据", max_length=500, blank=True, default="")
    cause_of_death = models.CharField("死亡原因", max_length=200, blank=True, default="")
    destination = models.CharField("迁往地点基本情况", max_length=200, blank=True, default="")
    handover = models.CharField("档案交接记录", max_length=500, blank=True, default="")

    class Meta(Kept.Meta):
        db_table = "standing"
        indexes = [models.Index(fields=["state", "from_on"], name="standing_state")]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gt=F("from_on")), name="standing_dates"
            ),
            models.CheckConstraint(condition=Q(state__in=list(codes.STATES)), name="standing_state_known"),
            models.CheckConstraint(
                condition=~Q(state="died") | (~Q(cause_of_death="") & ~Q(evidence="")),
                name="standing_death_evidence",
            ),
            models.CheckConstraint(
                condition=~Q(state="moved_out") | (~Q(destination="") & ~Q(handover="")),
                name="standing_moved_handover",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["lost", "refused"]) | (~Q(reason="") & ~Q(evidence="")),
                name="standing_lost_evidence",
            ),
        ]
