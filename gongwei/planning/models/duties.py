"""Who answers for what in an institution: every item in every village a person; which items the village does."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from gongwei.people.models import Institution, Region, Staff
from gongwei.records.models import Kept


class Portion(Kept):
    """One item in one institution: whether a village clinic can do it, and what share of the work falls to it."""

    plan = models.TextField("方案")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+", verbose_name="机构")
    item = models.TextField("项目")
    village_suitable = models.BooleanField("适宜村级承担")
    village_share = models.PositiveSmallIntegerField("村级份额（%）")
    set_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="设定人")
    set_at = models.DateTimeField("设定时间")

    class Meta(Kept.Meta):
        verbose_name = "乡村分工"
        ordering = ["institution_id", "item"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "institution", "item"], name="planning_portion_once"),
            models.CheckConstraint(
                condition=Q(village_share__lte=100) & (Q(village_suitable=True) | Q(village_share=0)),
                name="planning_portion_share",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.institution} {self.item} {self.village_share}%"


class Owner(Kept):
    """The named person who answers for an item in a village (明确到具体岗位，责任到人)."""

    plan = models.TextField("方案")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+", verbose_name="机构")
    item = models.TextField("项目")
    village = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="村（居）")
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="责任人")
    named_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="指定人")
    named_at = models.DateTimeField("指定时间")

    class Meta(Kept.Meta):
        verbose_name = "责任人"
        ordering = ["institution_id", "village_id", "item"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "item", "village"], name="planning_owner_once"),
        ]

    def __str__(self) -> str:
        return f"{self.village} {self.item} {self.staff}"


class Start(Kept):
    """An institution began to carry the plan out: every item had its owner on that day."""

    plan = models.TextField("方案")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+", verbose_name="机构")
    started_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="启动人")
    started_at = models.DateTimeField("启动时间")

    class Meta(Kept.Meta):
        verbose_name = "启动实施"
        constraints = [models.UniqueConstraint(fields=["plan", "institution"], name="planning_start_once")]

    def __str__(self) -> str:
        return f"{self.institution} {self.plan}"
