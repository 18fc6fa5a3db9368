"""A list of numbered items that the project office words, each institution ticks with evidence, the office scores."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from gongwei.people.models import Institution, Staff
from gongwei.records.models import Kept


class ChecklistItem(Kept):
    """One numbered item in the office's words; every former wording is kept."""

    id = models.UUIDField(primary_key=True)
    checklist = models.TextField("清单")
    number = models.PositiveSmallIntegerField("序号")
    words = models.CharField("内容", max_length=200)
    points = models.DecimalField("分值", max_digits=5, decimal_places=1)
    edited_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="编写人")
    edited_on = models.DateField("编写日期")

    class Meta(Kept.Meta):
        verbose_name = "务实应用项"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["checklist", "number"], name="appraisal_checklist_number"),
            models.CheckConstraint(condition=~Q(words="") & Q(points__gte=0), name="appraisal_checklist_worded"),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.words}"


class Tick(Kept):
    """One item of one institution in one year: done with its evidence, then scored by another body."""

    id = models.UUIDField(primary_key=True)
    item = models.ForeignKey(ChecklistItem, models.PROTECT, related_name="ticks", verbose_name="项")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+", verbose_name="机构")
    year = models.PositiveSmallIntegerField("年度")
    done = models.BooleanField("已完成")
    evidence = models.CharField("佐证", max_length=300, blank=True)
    ticked_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="填写人")
    ticked_on = models.DateField("填写日期")
    score = models.DecimalField("得分", max_digits=5, decimal_places=1, null=True)
    remark = models.CharField("评语", max_length=200, blank=True)
    scored_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name="评分人")
    scored_on = models.DateField("评分日期", null=True)

    class Meta(Kept.Meta):
        verbose_name = "务实应用完成情况"
        constraints = [
            models.UniqueConstraint(fields=["item", "institution", "year"], name="appraisal_tick_once"),
            models.CheckConstraint(condition=Q(done=False) | ~Q(evidence=""), name="appraisal_tick_evidence"),
            models.CheckConstraint(
                condition=Q(score=None, scored_by=None, scored_on=None)
                | Q(done=True, score__gte=0, scored_by__isnull=False, scored_on__gte=F("ticked_on")),
                name="appraisal_tick_scored",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.year}"
