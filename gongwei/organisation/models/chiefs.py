"""基层首席公共卫生医师: whom he guides since when, what he advised, and the difficult cases sent to him (NCD-26)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from gongwei.people.models import Institution, Resident, Staff
from gongwei.records.models import Kept


class ChiefPost(Kept):
    """One institution whose teams a chief guides from a day on; an institution has one chief at a time."""

    staff = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="首席公共卫生医师")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+", verbose_name="指导机构")
    from_on = models.DateField("起")
    to_on = models.DateField("止", null=True)

    class Meta(Kept.Meta):
        verbose_name = "首席公共卫生医师"
        ordering = ["institution__position", "institution_id", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["institution"], condition=Q(to_on=None), name="organisation_one_chief"),
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")), name="organisation_chief_dates"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.institution} {self.staff}"


class Guidance(Kept):
    """What the chief saw at an institution and advised; the institution answers once."""

    id = models.UUIDField(primary_key=True)
    post = models.ForeignKey(ChiefPost, models.PROTECT, related_name="guidance", verbose_name="首席公共卫生医师")
    on = models.DateField("日期")
    topic = models.TextField("指导内容")
    advice = models.TextField("意见")
    answer = models.TextField("答复", blank=True, default="")
    answered_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name="答复人")
    answered_on = models.DateField("答复日期", null=True)

    class Meta(Kept.Meta):
        verbose_name = "首席指导"
        ordering = ["-on", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(topic="") & ~Q(advice=""), name="organisation_guidance_said"),
            models.CheckConstraint(
                condition=Q(answer="", answered_by=None, answered_on=None)
                | (~Q(answer="") & Q(answered_by__isnull=False, answered_on__isnull=False)),
                name="organisation_guidance_answer",
            ),
        ]

    def __str__(self) -> str:
        return self.topic


class DifficultCase(Kept):
    """A resident's case with a doctor's question; the chief approves, advises or refers up, once."""

    DECISIONS = [("approve", "同意方案"), ("advise", "提出意见"), ("refer_up", "建议上转")]

    id = models.UUIDField(primary_key=True)
    post = models.ForeignKey(ChiefPost, models.PROTECT, related_name="cases", verbose_name="首席公共卫生医师")
    resident = models.ForeignKey(Resident, models.PROTECT, related_name="+", verbose_name="居民")
    chapter = models.CharField("项目", max_length=40)
    question = models.TextField("问题")
    asked_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="提交医生")
    asked_on = models.DateField("提交日期")
    decision = models.CharField("意见", max_length=10, choices=DECISIONS, blank=True, default="")
    words = models.TextField("意见说明", blank=True, default="")
    decided_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name="审定人")
    decided_on = models.DateField("审定日期", null=True)

    class Meta(Kept.Meta):
        verbose_name = "疑难病例"
        ordering = ["-asked_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(question=""), name="organisation_case_asked"),
            models.UniqueConstraint(
                fields=["resident", "chapter"], condition=Q(decision=""), name="organisation_case_one_open"
            ),
            models.CheckConstraint(
                condition=Q(decision="", decided_by=None, decided_on=None)
                | (~Q(words="") & Q(decision__in=["approve", "advise", "refer_up"], decided_by__isnull=False,
                                    decided_on__isnull=False)),
                name="organisation_case_decided",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.question
