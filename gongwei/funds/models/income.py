"""机构收入: what an institution took in during a plan's year, as its finance staff wrote it down."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from gongwei.people.models import Institution, Staff
from gongwei.records.models import Kept


class Income(Kept):
    """One institution's whole income of the year; corrected later, the former figure is kept."""

    plan = models.TextField("方案")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+", verbose_name="机构")
    amount = models.DecimalField("总收入", max_digits=16, decimal_places=2)
    source = models.CharField("出处", max_length=100)
    entered_on = models.DateField("登记日期")
    entered_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="登记人")

    class Meta(Kept.Meta):
        verbose_name = "机构收入"
        constraints = [
            models.UniqueConstraint(fields=["plan", "institution"], name="funds_income_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="funds_income_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.institution} {self.amount}"
