"""What follows: rectification orders with re-checks, residents' answers, and results of the nation to compare with."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from gongwei.appraisal.models.rounds import APPEND_ONLY, Inspection
from gongwei.appraisal.models.scores import Deduction
from gongwei.people.models import Institution, Staff
from gongwei.records.models import Kept

ORDER_STATES = {"open": "待整改", "reported": "待复核", "closed": "已复核"}
ASKED = {"phone": "电话", "visit": "现场", "online": "线上"}


class Rectification(Kept):
    """An order to mend something by a day; the institution reports with evidence, another person re-checks."""

    id = models.UUIDField(primary_key=True)
    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="orders")
    deduction = models.OneToOneField(Deduction, models.PROTECT, null=True, related_name="order")
    demand = models.TextField("整改要求")
    ref = models.TextField("条款")
    due_on = models.DateField("期限")
    responsible = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name="责任人")
    issued_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="通知人")
    issued_on = models.DateField("通知日期")
    state = models.CharField("状态", max_length=10, choices=list(ORDER_STATES.items()), default="open")
    report = models.TextField("整改情况", blank=True)
    evidence = models.TextField("整改证据", blank=True)
    reported_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name="报告人")
    reported_on = models.DateField("报告日期", null=True)
    closed_on = models.DateField("复核合格日期", null=True)

    class Meta(Kept.Meta):
        verbose_name = "整改通知"
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(demand="") & ~Q(ref=""), name="appraisal_order_demand"),
            models.CheckConstraint(condition=Q(due_on__gte=F("issued_on")), name="appraisal_order_due"),
            models.CheckConstraint(
                condition=Q(state="open") | (~Q(report="") & ~Q(evidence="")), name="appraisal_order_reported"
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_on__isnull=False)
                | (~Q(state="closed") & Q(closed_on__isnull=True)),
                name="appraisal_order_closed",
            ),
        ]

    def __str__(self) -> str:
        return self.demand


class Recheck(models.Model):
    """One look at what was mended, kept as it was."""

    id = models.UUIDField(primary_key=True)
    order = models.ForeignKey(Rectification, models.PROTECT, related_name="rechecks")
    passed = models.BooleanField("合格")
    words = models.TextField("复核情况")
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="复核人")
    on = models.DateField("复核日期")

    class Meta:
        verbose_name = "复核"
        ordering = ["on", "id"]
        triggers = [APPEND_ONLY]
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="appraisal_recheck_words")]

    def __str__(self) -> str:
        return f"{self.on} {'合格' if self.passed else '不合格'}"


class Reply(Kept):
    """One person asked one questionnaire about an institution's services."""

    id = models.UUIDField(primary_key=True)
    plan = models.TextField("方案")
    questionnaire = models.TextField("问卷")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+", verbose_name="服务机构")
    resident = models.ForeignKey(
        "people.Resident", models.PROTECT, null=True, related_name="+", verbose_name="居民"
    )
    mode = models.CharField("方式", max_length=8, choices=list(ASKED.items()))
    asked_on = models.DateField("日期")
    asked_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="调查人")
    good = models.BooleanField("计入")
    """Whether the answers count as satisfied or aware by the questionnaire of that day."""

    class Meta(Kept.Meta):
        verbose_name = "问卷"
        ordering = ["-asked_on", "id"]
        indexes = [
            models.Index(fields=["questionnaire", "institution", "asked_on"], name="appraisal_reply_about")
        ]


class Answer(models.Model):
    """The code answered to one question."""

    reply = models.ForeignKey(Reply, models.PROTECT, related_name="answers")
    question = models.TextField("问题")
    option = models.TextField("答案")

    class Meta:
        verbose_name = "答案"
        triggers = [APPEND_ONLY]
        constraints = [models.UniqueConstraint(fields=["reply", "question"], name="appraisal_answer_once")]

    def __str__(self) -> str:
        return f"{self.question}={self.option}"


class NationalResult(Kept):
    """A figure of the national (or provincial) appraisal, to be compared with our own; what differs is explained."""

    plan = models.TextField("方案")
    institution = models.ForeignKey(
        Institution, models.PROTECT, null=True, related_name="+", verbose_name="机构"
    )
    indicator = models.TextField("指标")
    numerator = models.PositiveIntegerField("分子")
    denominator = models.PositiveIntegerField("分母")
    source = models.TextField("来源")
    imported_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="导入人")
    imported_at = models.DateTimeField("导入时间")
    explanation = models.TextField("差异说明", blank=True)
    explained_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, related_name="+", verbose_name="说明人"
    )

    class Meta(Kept.Meta):
        verbose_name = "上级评价结果"
        ordering = ["indicator", "institution_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "institution", "indicator"],
                nulls_distinct=False,
                name="appraisal_national_once",
            ),
            models.CheckConstraint(
                condition=Q(denominator__gt=0, numerator__lte=F("denominator")),
                name="appraisal_national_share",
            ),
            models.CheckConstraint(condition=~Q(source=""), name="appraisal_national_source"),
        ]
