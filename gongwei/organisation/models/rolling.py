"""A line's roll-up of its reports for a month, a quarter or a year, signed by the body that owns the item (DATA-10)."""

from __future__ import annotations

import pgtrigger
from django.db import models

from gongwei.organisation.models.bodies import Body
from gongwei.people.models import Staff


class RollUp(models.Model):
    """What was signed: the sums of each institution as they stood; a correction is another roll-up."""

    id = models.UUIDField(primary_key=True)
    body = models.ForeignKey(Body, models.PROTECT, related_name="roll_ups", verbose_name="汇总单位")
    chapter = models.TextField("项目")
    first = models.DateField("起")
    last = models.DateField("止")
    sums = models.JSONField("各机构的数")
    signed_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="签批人")
    signed_at = models.DateTimeField("签批时间")

    class Meta:
        verbose_name = "条线汇总"
        ordering = ["-signed_at"]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]
        constraints = [
            models.CheckConstraint(condition=models.Q(last__gte=models.F("first")), name="organisation_roll_up_dates")
        ]

    def __str__(self) -> str:
        return f"{self.body} {self.first:%Y-%m-%d} 至 {self.last:%Y-%m-%d}"
