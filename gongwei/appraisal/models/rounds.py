"""Rounds, who judges in them, and one inspection for each institution that is judged."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Q

from gongwei.appraisal.queries import InspectionQuery
from gongwei.appraisal.scheme_file import KINDS
from gongwei.people.models import Institution, Staff
from gongwei.records.models import Kept

APPEND_ONLY = pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
STATES = {"open": "评价中", "submitted": "已提交", "returned": "已退回", "accepted": "已采纳"}


class Round(Kept):
    """One appraisal of one period by one body: its scheme, rule, dates, and the seed of every sample drawn in it."""

    id = models.UUIDField(primary_key=True)
    plan = models.TextField("方案")
    scheme = models.TextField("评价细则")
    rule = models.TextField("评价种类")
    kind = models.CharField("类别", max_length=10, choices=list(KINDS.items()))
    label = models.TextField("名称")
    period = models.PositiveSmallIntegerField("期次")
    starts_on = models.DateField("起")
    ends_on = models.DateField("止")
    due_on = models.DateField("应完成")
    organiser = models.ForeignKey(Institution, models.PROTECT, related_name="+", verbose_name="组织单位")
    seed = models.PositiveIntegerField("种子")
    opened_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="发起人")
    opened_at = models.DateTimeField("发起时间")

    class Meta(Kept.Meta):
        verbose_name = "评价"
        ordering = ["-ends_on", "rule", "organiser_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "rule", "period", "organiser"], name="appraisal_round_once"
            ),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="appraisal_round_dates"),
        ]

    def __str__(self) -> str:
        return self.label


class Member(Kept):
    """Somebody who judges in a round; one from another section or body only until a day (ORG-20)."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="members")
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="评价员")
    until = models.DateField("截止", null=True)

    class Meta(Kept.Meta):
        verbose_name = "评价员"
        constraints = [models.UniqueConstraint(fields=["round", "staff"], name="appraisal_member_once")]


class Inspection(Kept):
    """One institution in a round: open → submitted → accepted, or returned with a reason."""

    id = models.UUIDField(primary_key=True)
    round = models.ForeignKey(Round, models.PROTECT, related_name="inspections")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+", verbose_name="被评价单位")
    state = models.CharField("状态", max_length=10, choices=list(STATES.items()), default="open")
    as_of = models.DateField("数据截至", null=True)
    build = models.PositiveIntegerField("数据构建", null=True)
    scheme_sha256 = models.TextField("细则指纹", blank=True)
    submitted_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, related_name="+", verbose_name="提交人"
    )
    submitted_at = models.DateTimeField("提交时间", null=True)
    decided_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name="采纳人")
    decided_at = models.DateTimeField("采纳时间", null=True)
    accepted_on = models.DateField("采纳日期", null=True)
    reason = models.TextField("退回原因", blank=True)

    objects = InspectionQuery.as_manager()

    class Meta(Kept.Meta):
        verbose_name = "单位评价"
        ordering = ["institution_id"]
        constraints = [
            models.UniqueConstraint(fields=["round", "institution"], name="appraisal_inspection_once"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("submitted_by")),
                name="appraisal_inspection_two_persons",
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(reason=""), name="appraisal_inspection_reason"
            ),
            models.CheckConstraint(
                condition=~Q(state="accepted") | Q(accepted_on__isnull=False),
                name="appraisal_inspection_accepted",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round} {self.institution}"

    @property
    def editable(self) -> bool:
        """Members may still change it."""
        return self.state in ("open", "returned")
