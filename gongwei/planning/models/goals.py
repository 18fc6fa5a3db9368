"""绩效目标: what the notice of a budget asks for the year, each tied to an indicator of the plan."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from gongwei.people.models import Staff
from gongwei.records.models import Kept


class Goal(Kept):
    """One goal of one notice (PLAN-27, APR-20); another import of the notice replaces it, and it stays on record."""

    UNITS = [("%", "%"), ("人", "人")]

    id = models.UUIDField(primary_key=True)
    plan = models.TextField("方案")
    notice = models.CharField("通知文号", max_length=60)
    indicator = models.CharField("指标", max_length=80)
    value = models.DecimalField("目标值", max_digits=12, decimal_places=2)
    unit = models.CharField("单位", max_length=2, choices=UNITS)
    place = models.PositiveSmallIntegerField("次序")
    set_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="导入人")
    set_at = models.DateTimeField("导入时间")
    replaced = models.BooleanField("已被替换", default=False)

    class Meta(Kept.Meta):
        verbose_name = "绩效目标"
        ordering = ["notice", "place"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "notice", "indicator"], condition=Q(replaced=False), name="planning_goal_once"
            ),
            models.CheckConstraint(condition=Q(value__gt=0), name="planning_goal_positive"),
            models.CheckConstraint(condition=~Q(unit="%") | Q(value__lte=100), name="planning_goal_percent"),
        ]

    def __str__(self) -> str:
        return f"≥{self.value.normalize():f}{self.unit}"
