"""What is meant to happen with money before it does: instalments, orders that wait for a second person, inputs."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from gongwei.funds.models.books import APPEND_ONLY, BOOKS, CATEGORIES, KINDS, LEVELS, POSTINGS, Posting
from gongwei.people.models import Institution, Staff
from gongwei.records.models import Kept


class Instalment(Kept):
    """Money notified and received from one level of finance (三、八（一）): its clock starts on the day of receipt."""

    id = models.UUIDField(primary_key=True)
    plan = models.TextField("方案")
    level = models.CharField("拨款级次", max_length=10, choices=list(LEVELS.items()))
    amount = models.DecimalField("金额", max_digits=16, decimal_places=2)
    notified_on = models.DateField("文件日期", null=True)
    received_on = models.DateField("到账日期")
    document = models.TextField("文号或批次")

    class Meta(Kept.Meta):
        verbose_name = "到账批次"
        ordering = ["received_on", "id"]
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="funds_instalment_positive")]

    def __str__(self) -> str:
        return f"{self.get_level_display()} {self.document}"


class Order(Kept):
    """A movement of money that one person prepared and another must approve; approved, it becomes a posting."""

    STATES = [("waiting", "待审核"), ("approved", "已通过"), ("refused", "已退回")]

    id = models.UUIDField(primary_key=True)
    plan = models.TextField("方案")
    kind = models.CharField("种类", max_length=12, choices=list(POSTINGS.items()))
    on = models.DateField("日期")
    reason = models.TextField("事由")
    ref = models.TextField("依据", blank=True)
    instalment = models.ForeignKey(Instalment, models.PROTECT, null=True, related_name="orders")
    township = models.ForeignKey(Institution, models.PROTECT, null=True, related_name="+", verbose_name="机构")
    settlement = models.ForeignKey("funds.Settlement", models.PROTECT, null=True, related_name="orders")
    prepared_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="经办人")
    prepared_at = models.DateTimeField("经办时间")
    state = models.CharField("状态", max_length=10, choices=STATES, default="waiting")
    decided_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name="审核人")
    decided_at = models.DateTimeField("审核时间", null=True)
    refusal = models.TextField("退回原因", blank=True)
    posting = models.OneToOneField(Posting, models.PROTECT, null=True, related_name="order")

    class Meta(Kept.Meta):
        verbose_name = "付款单"
        ordering = ["on", "prepared_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("prepared_by")), name="funds_order_two_persons"
            ),
            models.CheckConstraint(
                condition=Q(state="approved", posting__isnull=False)
                | (~Q(state="approved") & Q(posting__isnull=True)),
                name="funds_order_posted",
            ),
            models.UniqueConstraint(
                fields=["instalment", "kind"],
                condition=~Q(state="refused") & Q(township__isnull=True, instalment__isnull=False),
                name="funds_order_once",
            ),
            models.UniqueConstraint(
                fields=["instalment", "kind", "township"],
                condition=~Q(state="refused") & Q(township__isnull=False, instalment__isnull=False),
                name="funds_order_once_township",
            ),
            models.UniqueConstraint(
                fields=["settlement"], condition=~Q(state="refused") & Q(settlement__isnull=False),
                name="funds_order_one_payment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.reason}"


class OrderMove(models.Model):
    """One account's side of an order."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="moves")
    book = models.CharField(max_length=12, choices=list(BOOKS.items()))
    kind = models.CharField(max_length=12, choices=list(KINDS.items()))
    institution = models.ForeignKey(Institution, models.PROTECT, null=True, related_name="+")
    level = models.CharField(max_length=10, blank=True, choices=list(LEVELS.items()))
    category = models.CharField(max_length=12, blank=True, choices=list(CATEGORIES.items()))
    purpose = models.TextField(blank=True, default="")
    plan = models.TextField(blank=True, default="")
    """An earlier year's plan whose account moves; empty: the order's own."""
    amount = models.DecimalField(max_digits=16, decimal_places=2)
    line = models.UUIDField(null=True)

    class Meta:
        triggers = [APPEND_ONLY]
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amount}"


class Source(Kept):
    """What one level of finance should give in a plan's year, and what it has notified (八（一）足额安排)."""

    plan = models.TextField("方案")
    level = models.CharField("拨款级次", max_length=10, choices=list(LEVELS.items()))
    planned = models.DecimalField("应安排", max_digits=16, decimal_places=2)
    notified = models.DecimalField("已下文", max_digits=16, decimal_places=2, default=0)
    document = models.TextField("文号", blank=True)

    class Meta(Kept.Meta):
        verbose_name = "各级财政安排"
        constraints = [
            models.UniqueConstraint(fields=["plan", "level"], name="funds_source_once"),
            models.CheckConstraint(condition=Q(planned__gte=0, notified__gte=0), name="funds_source_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.get_level_display()} {self.planned}"


class Cycle(Kept):
    """按月或按季度 (九（二）, AMB-06): how often an institution settles with its clinics, chosen beforehand."""

    plan = models.TextField("方案")
    township = models.ForeignKey(Institution, models.PROTECT, related_name="+", verbose_name="管理机构")
    months = models.PositiveSmallIntegerField("几个月一次", choices=[(1, "按月"), (3, "按季")])
    chosen_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="选定人")

    class Meta(Kept.Meta):
        verbose_name = "结算周期"
        constraints = [
            models.UniqueConstraint(fields=["plan", "township"], name="funds_cycle_once"),
            models.CheckConstraint(condition=Q(months__in=(1, 3)), name="funds_cycle_months"),
        ]

    def __str__(self) -> str:
        return f"{self.township} {self.get_months_display()}"


class ServedPopulation(Kept):
    """核定的服务人口数 of a village clinic in a plan's year (三): what settlements multiply by, never a live count."""

    plan = models.TextField("方案")
    clinic = models.ForeignKey(Institution, models.PROTECT, related_name="+", verbose_name="村卫生室（站）")
    township = models.ForeignKey(Institution, models.PROTECT, related_name="+", verbose_name="管理机构")
    people = models.PositiveIntegerField("服务人口")
    approved_on = models.DateField("核定日期")
    approved_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="核定人")

    class Meta(Kept.Meta):
        verbose_name = "核定服务人口"
        constraints = [models.UniqueConstraint(fields=["plan", "clinic"], name="funds_population_once")]

    def __str__(self) -> str:
        return f"{self.clinic} {self.people}"


class Score(Kept):
    """The appraisal score of a village clinic for one quarter, as recorded by hand (九（二）按月或按季度绩效评价)."""

    plan = models.TextField("方案")
    clinic = models.ForeignKey(Institution, models.PROTECT, related_name="+", verbose_name="村卫生室（站）")
    quarter = models.PositiveSmallIntegerField("季度")
    points = models.DecimalField("得分", max_digits=6, decimal_places=2)
    evidence = models.TextField("依据")
    scored_on = models.DateField("评价日期")
    scored_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="评价人")

    class Meta(Kept.Meta):
        verbose_name = "评价得分"
        constraints = [
            models.UniqueConstraint(fields=["plan", "clinic", "quarter"], name="funds_score_once"),
            models.CheckConstraint(condition=Q(points__gte=0), name="funds_score_positive"),
            models.CheckConstraint(condition=~Q(evidence=""), name="funds_score_evidence"),
        ]

    def __str__(self) -> str:
        return f"{self.clinic} 第{self.quarter}季度 {self.points}"
