"""Papers that institutions file: what the office asked for and until when, each version, and how it was judged."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from gongwei.people.models import Institution, Staff
from gongwei.records.attachments.models import Attachment
from gongwei.records.models import Kept

PAPERS = {
    "implementation": "实施方案",
    "task_list": "任务清单",
    "appraisal": "绩效考核方案",
    "rules": "管理制度",
    "work_plan": "专项工作方案",
    "distribution": "经费分配方案",
}


class Demand(Kept):
    """A paper that every institution of the plan owes, once a year (PLAN-22, -23); ``topic``: of which special task."""

    id = models.UUIDField(primary_key=True)
    plan = models.TextField("方案")
    kind = models.CharField("材料", max_length=20, choices=list(PAPERS.items()))
    topic = models.TextField("专项任务", blank=True)
    due_on = models.DateField("期限")
    asked_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="要求人")
    asked_at = models.DateTimeField("要求时间")

    class Meta(Kept.Meta):
        verbose_name = "报送要求"
        ordering = ["due_on", "kind", "topic"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "kind", "topic"], name="planning_demand_once"),
            models.CheckConstraint(
                condition=Q(kind="work_plan") & ~Q(topic="") | ~Q(kind="work_plan") & Q(topic=""),
                name="planning_demand_topic",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{self.topic}" if self.topic else self.get_kind_display()


class Filing(Kept):
    """One version of an institution's paper: written here or sent as a file, approved or returned with the reason."""

    STATES = [("filed", "待审"), ("approved", "已批准"), ("returned", "退回")]

    id = models.UUIDField(primary_key=True)
    demand = models.ForeignKey(Demand, models.PROTECT, related_name="filings")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+", verbose_name="机构")
    version = models.PositiveSmallIntegerField("版本")
    words = models.TextField("正文", blank=True)
    attachment = models.ForeignKey(
        Attachment, models.PROTECT, null=True, related_name="+", verbose_name="附件"
    )
    village_share = models.DecimalField("村级比例（%）", max_digits=5, decimal_places=2, null=True)
    state = models.CharField("状态", max_length=10, choices=STATES, default="filed")
    filed_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="报送人")
    filed_at = models.DateTimeField("报送时间")
    judged_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name="审核人")
    judged_at = models.DateTimeField("审核时间", null=True)
    reason = models.TextField("退回原因", blank=True)

    class Meta(Kept.Meta):
        verbose_name = "报送材料"
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["demand", "institution", "version"], name="planning_filing_version"),
            models.UniqueConstraint(
                fields=["demand", "institution"], condition=~Q(state="returned"), name="planning_filing_one_open"
            ),
            models.CheckConstraint(
                condition=~Q(words="") | Q(attachment__isnull=False), name="planning_filing_says_something"
            ),
            models.CheckConstraint(
                condition=Q(state="filed", judged_by__isnull=True) | ~Q(state="filed") & Q(judged_by__isnull=False),
                name="planning_filing_judged",
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(reason=""), name="planning_filing_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.institution} {self.demand}"
