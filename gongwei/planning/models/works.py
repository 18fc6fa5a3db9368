"""The year's key work (重点工作): who answers for it, its milestones with a day each, and what proves them done."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from gongwei.people.models import Staff
from gongwei.records.models import Kept


class Work(Kept):
    """A piece of key work with its owner; how far it is follows from its milestones (PLAN-32)."""

    id = models.UUIDField(primary_key=True)
    plan = models.TextField("方案")
    label = models.TextField("重点工作")
    ref = models.TextField("条款", blank=True)
    chapters = models.JSONField("项目", default=list)
    owner = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="负责人")
    made_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="登记人")
    made_at = models.DateTimeField("登记时间")

    class Meta(Kept.Meta):
        verbose_name = "重点工作"
        ordering = ["made_at", "label"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "label"], name="planning_work_once"),
            models.CheckConstraint(condition=~Q(label=""), name="planning_work_label"),
        ]

    def __str__(self) -> str:
        return self.label


class Milestone(Kept):
    """One step of a piece of key work: what, until when, and once done on which day with what evidence."""

    id = models.UUIDField(primary_key=True)
    work = models.ForeignKey(Work, models.PROTECT, related_name="milestones")
    label = models.TextField("节点")
    due_on = models.DateField("期限")
    done_on = models.DateField("完成日期", null=True)
    evidence = models.TextField("完成情况", blank=True)
    done_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name="办结人")

    class Meta(Kept.Meta):
        verbose_name = "节点"
        ordering = ["due_on", "label"]
        constraints = [
            models.CheckConstraint(condition=~Q(label=""), name="planning_milestone_label"),
            models.CheckConstraint(
                condition=Q(done_on__isnull=True) | Q(done_by__isnull=False) & ~Q(evidence=""),
                name="planning_milestone_done",
            ),
        ]

    def __str__(self) -> str:
        return self.label
