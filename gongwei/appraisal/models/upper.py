"""What a higher level gave the whole county in a year: its score and rank, kept by year (APR-21)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from gongwei.people.models import Staff
from gongwei.records.models import Kept

APPRAISERS = {"nation": "国家", "province": "省级", "city": "市级"}


class UpperScore(Kept):
    """One appraisal of the county by a higher level: one result for each year, corrected in place with its history."""

    appraiser = models.CharField("评价层级", max_length=8, choices=list(APPRAISERS.items()))
    year = models.PositiveSmallIntegerField("年度")
    score = models.DecimalField("得分", max_digits=6, decimal_places=2)
    full = models.DecimalField("满分", max_digits=6, decimal_places=2)
    rank = models.PositiveSmallIntegerField("名次", null=True)
    ranked = models.PositiveSmallIntegerField("参评单位数", null=True)
    document = models.TextField("文件")
    entered_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="登记人")
    entered_on = models.DateField("登记日期")

    class Meta(Kept.Meta):
        verbose_name = "上级评价得分"
        ordering = ["appraiser", "-year"]
        constraints = [
            models.UniqueConstraint(fields=["appraiser", "year"], name="appraisal_upper_once"),
            models.CheckConstraint(
                condition=Q(score__gte=0, full__gt=0, score__lte=F("full")), name="appraisal_upper_score"
            ),
            models.CheckConstraint(
                condition=Q(rank__isnull=True, ranked__isnull=True)
                | Q(rank__isnull=False, ranked__isnull=False, rank__gte=1, rank__lte=F("ranked")),
                name="appraisal_upper_rank",
            ),
            models.CheckConstraint(condition=~Q(document=""), name="appraisal_upper_document"),
        ]

    def __str__(self) -> str:
        return f"{self.get_appraiser_display()} {self.year}年"
