"""绩效分配: what a clinic earned in a period, shared among those who did the work; approved once, then kept."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from gongwei.funds.models.settlement import SettlementLine
from gongwei.people.models import Staff
from gongwei.records.models import Kept


class Wage(Kept):
    """One person's part of a settlement line; without a person it is what nobody's work earned (机构统筹)."""

    id = models.UUIDField(primary_key=True)
    line = models.ForeignKey(SettlementLine, models.PROTECT, related_name="wages", verbose_name="结算行")
    staff = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name="人员")
    valid = models.PositiveIntegerField("有效")
    questioned = models.PositiveIntegerField("待核")
    work = models.DecimalField("当量", max_digits=12, decimal_places=2)
    quality = models.DecimalField("质量系数", max_digits=7, decimal_places=6)
    formula = models.TextField("算式")
    amount = models.DecimalField("金额", max_digits=16, decimal_places=2)
    approved_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="批准人")
    approved_at = models.DateTimeField("批准时间")

    class Meta(Kept.Meta):
        verbose_name = "绩效分配"
        ordering = ["line_id", "staff_id"]
        constraints = [
            models.UniqueConstraint(fields=["line", "staff"], name="funds_wage_once", nulls_distinct=False),
            models.CheckConstraint(condition=Q(quality__range=(0, 1)), name="funds_wage_quality"),
        ]

    def __str__(self) -> str:
        return f"{self.staff or '机构统筹'} {self.amount}"
