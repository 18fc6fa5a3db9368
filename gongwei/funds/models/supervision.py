"""Supervision of money: detail accounts, vouchers of institutions, inspections with their sample and findings."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from gongwei.funds.models.books import APPEND_ONLY, CATEGORIES
from gongwei.people.models import Institution, Staff
from gongwei.records.models import Kept

FINDINGS = {
    "outside": "用途超出范围",
    "diverted": "截留、挤占、挪用",
    "withheld": "滞拨、克扣",
    "papers": "凭证不全",
    "books": "没有专账核算",
    "charge": "向居民收费",
    "other": "其他",
}


class DetailAccount(Kept):
    """A detail account of the institutions' books and what it means here; ``category`` empty: outside the rule."""

    plan = models.TextField("方案")
    code = models.TextField("明细科目")
    name = models.TextField("名称")
    category = models.CharField("用途", max_length=12, blank=True, choices=list(CATEGORIES.items()))
    mapped_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="对应人")

    class Meta(Kept.Meta):
        verbose_name = "明细科目"
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "code"], name="funds_detail_once"),
            models.CheckConstraint(condition=~Q(code="") & ~Q(name=""), name="funds_detail_named"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Voucher(models.Model):
    """One line of a voucher as an institution booked it; imported once, never changed."""

    plan = models.TextField("方案")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+", verbose_name="机构")
    number = models.TextField("凭证号")
    line = models.PositiveSmallIntegerField("分录")
    on = models.DateField("日期")
    code = models.TextField("明细科目")
    summary = models.TextField("摘要")
    amount = models.DecimalField("金额", max_digits=16, decimal_places=2)
    imported_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="导入人")
    imported_at = models.DateTimeField("导入时间")

    class Meta:
        verbose_name = "凭证"
        ordering = ["institution_id", "on", "number", "line"]
        triggers = [APPEND_ONLY]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "institution", "number", "line"], name="funds_voucher_once"
            ),
            models.CheckConstraint(condition=~Q(amount=0), name="funds_voucher_amount"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.summary} {self.amount}"


class FundInspection(Kept):
    """An inspection of one institution's use of money: planned, its vouchers drawn by a seed, closed with findings."""

    id = models.UUIDField(primary_key=True)
    plan = models.TextField("方案")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+", verbose_name="机构")
    purpose = models.TextField("内容")
    planned_on = models.DateField("计划日期")
    seed = models.BigIntegerField("抽样种子")
    vouchers: models.ManyToManyField[Voucher, models.Model] = models.ManyToManyField(
        Voucher, related_name="+", verbose_name="抽中的凭证"
    )
    made_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="计划人")
    made_at = models.DateTimeField("计划时间")
    done_on = models.DateField("检查日期", null=True)
    opinion = models.TextField("结论", blank=True)

    class Meta(Kept.Meta):
        verbose_name = "资金检查"
        ordering = ["-planned_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_on__isnull=True) | ~Q(opinion=""), name="funds_inspection_opinion"
            )
        ]

    def __str__(self) -> str:
        return f"{self.institution} {self.planned_on}"


class FundFinding(Kept):
    """What an inspection found: kind, money, until when to mend; the institution answers, the inspector closes."""

    id = models.UUIDField(primary_key=True)
    inspection = models.ForeignKey(FundInspection, models.PROTECT, related_name="findings")
    voucher = models.ForeignKey(Voucher, models.PROTECT, null=True, related_name="+", verbose_name="凭证")
    kind = models.CharField("问题", max_length=10, choices=list(FINDINGS.items()))
    amount = models.DecimalField("涉及金额", max_digits=16, decimal_places=2, default=0)
    words = models.TextField("情况")
    due_on = models.DateField("整改期限")
    found_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="检查人")
    mended_on = models.DateField("整改日期", null=True)
    mended = models.TextField("整改情况", blank=True)
    mended_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name="整改人")
    closed_on = models.DateField("销号日期", null=True)
    closed_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name="销号人")

    class Meta(Kept.Meta):
        verbose_name = "资金问题"
        ordering = ["due_on"]
        constraints = [
            models.CheckConstraint(condition=~Q(words="") & Q(amount__gte=0), name="funds_finding_said"),
            models.CheckConstraint(
                condition=Q(mended_on__isnull=True) | ~Q(mended="") & Q(mended_by__isnull=False),
                name="funds_finding_mended",
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True)
                | Q(mended_on__isnull=False, closed_by__isnull=False) & ~Q(closed_by=F("mended_by")),
                name="funds_finding_closed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.words}"
