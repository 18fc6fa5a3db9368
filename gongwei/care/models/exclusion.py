"""Exclusion (核查未通过): from which day to which day a patient's file does not count as managed."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from gongwei.records.models import Kept

CLAUSE = "gongwei-conventions#人群.核查"


class Exclusion(Kept):
    """One file that failed a check; ``to_on`` is the day on which it was found right, NULL while it is not.

    The patient is still owed care: only the count of managed people follows.
    """

    id = models.UUIDField(primary_key=True)
    resident = models.ForeignKey("people.Resident", models.PROTECT, related_name="exclusions", verbose_name="居民")
    programme = models.TextField("项目")
    from_on = models.DateField("核查日期")
    to_on = models.DateField("恢复日期", null=True, blank=True)
    reason = models.TextField("核查发现")
    corrected = models.TextField("更正情况", blank=True)

    class Meta(Kept.Meta):
        db_table = "exclusion"
        verbose_name = "核查未通过"
        constraints = [
            models.UniqueConstraint(
                fields=["resident", "programme"], condition=Q(to_on=None), name="exclusion_one_open"
            ),
            models.CheckConstraint(condition=Q(to_on=None) | Q(to_on__gte=F("from_on")), name="exclusion_ends_after"),
            models.CheckConstraint(condition=~Q(reason=""), name="exclusion_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.programme} {self.from_on}"
