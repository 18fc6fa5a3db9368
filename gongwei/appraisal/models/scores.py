"""What a score is made of: each item's judgement and its deductions with clause and evidence; objections to them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from gongwei.appraisal.methods import State
from gongwei.appraisal.models.rounds import Inspection
from gongwei.appraisal.models.samples import Sampled
from gongwei.people.models import Staff
from gongwei.records.models import Kept

SOURCES = {"hand": "现场", "review": "抽样记录", "computed": "系统计算"}
DEDUCTION_STATES = {"standing": "有效", "withdrawn": "已撤销", "replaced": "已重算"}
DECISIONS = {"": "待复议", "upheld": "采纳", "kept": "维持"}


class Mark(Kept):
    """A member has looked at an item, and at what: before that it is 未评, never full marks by silence."""

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="marks")
    item = models.TextField("条目")
    basis = models.TextField("查阅内容")
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="评价人")
    at = models.DateTimeField("评价时间")

    class Meta(Kept.Meta):
        verbose_name = "查阅"
        constraints = [
            models.UniqueConstraint(fields=["inspection", "item"], name="appraisal_mark_once"),
            models.CheckConstraint(condition=~Q(basis=""), name="appraisal_mark_basis"),
        ]


class Judgement(Kept):
    """An item as judged at submission: points, state and the arithmetic in words."""

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="judgements")
    item = models.TextField("条目")
    points = models.DecimalField("分值", max_digits=6, decimal_places=2)
    state = models.CharField("状态", max_length=10, choices=[(each.value, each.value) for each in State])
    words = models.TextField("算式")

    class Meta(Kept.Meta):
        verbose_name = "条目评价"
        constraints = [
            models.UniqueConstraint(fields=["inspection", "item"], name="appraisal_judgement_once"),
            models.CheckConstraint(condition=Q(points__gt=0), name="appraisal_judgement_points"),
        ]


class Deduction(Kept):
    """Points lost by one item: the clause, what was found, its evidence, and whose service it was."""

    id = models.UUIDField(primary_key=True)
    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="deductions")
    item = models.TextField("条目")
    points = models.DecimalField("扣分", max_digits=6, decimal_places=2)
    ref = models.TextField("条款")
    words = models.TextField("问题")
    evidence = models.TextField("证据")
    source = models.CharField("来源", max_length=10, choices=list(SOURCES.items()))
    sampled = models.ForeignKey(Sampled, models.PROTECT, null=True, related_name="deductions")
    staff = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name="责任人")
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="评价人")
    at = models.DateTimeField("时间")
    state = models.CharField(
        "状态", max_length=10, choices=list(DEDUCTION_STATES.items()), default="standing"
    )

    class Meta(Kept.Meta):
        verbose_name = "扣分"
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(points__gt=0), name="appraisal_deduction_points"),
            models.CheckConstraint(
                condition=~Q(ref="") & ~Q(words="") & ~Q(evidence=""), name="appraisal_deduction_evidence"
            ),
        ]

    def __str__(self) -> str:
        return f"−{self.points} {self.words}"


class Objection(Kept):
    """The appraised do not agree with a deduction; somebody other than who deducted reviews it."""

    id = models.UUIDField(primary_key=True)
    deduction = models.OneToOneField(Deduction, models.PROTECT, related_name="objection")
    reason = models.TextField("异议")
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="提出人")
    on = models.DateField("提出日期")
    due_on = models.DateField("截止日期")
    decision = models.CharField("复议", max_length=8, choices=list(DECISIONS.items()), blank=True, default="")
    answer = models.TextField("答复", blank=True)
    decided_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name="复议人")
    decided_on = models.DateField("复议日期", null=True)

    class Meta(Kept.Meta):
        verbose_name = "异议"
        ordering = ["on", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="appraisal_objection_reason"),
            models.CheckConstraint(condition=Q(on__lte=F("due_on")), name="appraisal_objection_in_time"),
            models.CheckConstraint(
                condition=Q(decision="") | (~Q(answer="") & Q(decided_by__isnull=False)),
                name="appraisal_objection_answer",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("by")),
                name="appraisal_objection_two_persons",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deduction} {self.get_decision_display()}"
