"""规范台账资料: files that show what was done for an item in a quarter, by the institution that attached them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from gongwei.people.models import Institution, Staff
from gongwei.records.attachments.models import Attachment
from gongwei.records.models import Kept


class Evidence(Kept):
    """One file of one institution for an item and a quarter (PLAN-31); taken out it stays, with the reason."""

    id = models.UUIDField(primary_key=True)
    plan = models.TextField("方案")
    item = models.CharField("项目", max_length=40)
    year = models.PositiveSmallIntegerField("年")
    quarter = models.PositiveSmallIntegerField("季度")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+", verbose_name="机构")
    label = models.CharField("名称", max_length=80)
    attachment = models.ForeignKey(Attachment, models.PROTECT, related_name="+", verbose_name="文件")
    attached_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="上传人")
    attached_at = models.DateTimeField("上传时间")
    withdrawn_because = models.CharField("撤下原因", max_length=200, blank=True)

    class Meta(Kept.Meta):
        verbose_name = "台账资料"
        ordering = ["item", "attached_at"]
        indexes = [models.Index(fields=["plan", "year", "quarter", "institution"], name="planning_evidence_period")]
        constraints = [
            models.CheckConstraint(condition=~Q(label=""), name="planning_evidence_named"),
            models.CheckConstraint(condition=Q(quarter__gte=1, quarter__lte=4), name="planning_evidence_quarter"),
        ]

    def __str__(self) -> str:
        return self.label
