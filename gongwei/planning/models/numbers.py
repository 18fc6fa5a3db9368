"""Task numbers handed down town by town, where the plan prints no table."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from gongwei.people.models import Institution, Staff
from gongwei.records.models import Kept


class TownNumber(Kept):
    """One town's number of one indicator, with the paper that says it; the last one counts."""

    id = models.UUIDField(primary_key=True)
    plan = models.TextField("方案")
    indicator = models.TextField("指标")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+", verbose_name="机构")
    value = models.PositiveIntegerField("任务数")
    source = models.CharField("依据", max_length=120)
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="下达人")
    at = models.DateTimeField("下达时间")

    class Meta(Kept.Meta):
        verbose_name = "下达的任务数"
        constraints = [models.CheckConstraint(condition=~Q(source=""), name="planning_number_source")]

    def __str__(self) -> str:
        return f"{self.institution} {self.value}"
