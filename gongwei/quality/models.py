"""Campaigns of the project office: which records are to be put right, and by the institution that created each."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from gongwei.people.models import Institution, Resident, Staff
from gongwei.records.models import Kept


class Cleanup(Kept):
    """One round of 清理规范: the defects that it is about, as judged in one build, and its last day (EHR-04)."""

    id = models.UUIDField(primary_key=True)
    title = models.CharField("名称", max_length=60)
    chapter = models.CharField("项目", max_length=40)
    criteria = ArrayField(models.TextField(), verbose_name="要清理的问题")
    as_of = models.DateField("质控日期")
    build = models.PositiveIntegerField("数据集")
    opened_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="发起人")
    opened_on = models.DateField("发起日期")
    due_on = models.DateField("期限")
    closed_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name="结束人")
    closed_on = models.DateField("结束日期", null=True)

    class Meta(Kept.Meta):
        verbose_name = "清理行动"
        ordering = ["-opened_on", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(due_on__gte=F("opened_on")), name="quality_cleanup_due"),
            models.UniqueConstraint(fields=["chapter"], condition=Q(closed_on=None), name="quality_cleanup_one_open"),
            models.CheckConstraint(
                condition=Q(closed_on=None, closed_by=None) | Q(closed_on__isnull=False, closed_by__isnull=False),
                name="quality_cleanup_closed",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class CleanupCase(Kept):
    """One defective record of a round, given to the institution that created it; ``left`` is what the end found."""

    id = models.UUIDField(primary_key=True)
    cleanup = models.ForeignKey(Cleanup, models.PROTECT, related_name="cases", verbose_name="清理行动")
    resident = models.ForeignKey(Resident, models.PROTECT, related_name="+", verbose_name="居民")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+", verbose_name="责任机构（建档单位）")
    criteria = ArrayField(models.TextField(), verbose_name="发起时的问题")
    score = models.PositiveSmallIntegerField("发起时的得分")
    left = ArrayField(models.TextField(), verbose_name="结束时仍有的问题", null=True)

    class Meta(Kept.Meta):
        verbose_name = "待清理档案"
        constraints = [models.UniqueConstraint(fields=["cleanup", "resident"], name="quality_case_once")]
        indexes = [models.Index(fields=["cleanup", "institution"], name="quality_case_whose")]

    def __str__(self) -> str:
        return f"{self.resident} {self.score}"
