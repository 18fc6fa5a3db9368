"""额度调整: the advised amount per person spread differently over the groups, with a reason (FD-09)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from gongwei.records.models import Kept


class QuotaPlan(Kept):
    """One institution's adjustment of a year: neutral ones hold at once, others once the project office approves."""

    STATES = [
        ("neutral", "总额不变"),
        ("asked", "待批准"),
        ("approved", "已批准"),
        ("declined", "未批准"),
        ("replaced", "已被替代"),
    ]
    HOLDING = ("neutral", "approved")

    id = models.UUIDField(primary_key=True)
    institution = models.ForeignKey(
        "people.Institution", models.PROTECT, related_name="+", verbose_name="机构"
    )
    year = models.SmallIntegerField("年度")
    advised = models.DecimalField("建议额度", max_digits=8, decimal_places=2)
    state = models.CharField("状态", max_length=10, choices=STATES)
    reason = models.CharField("调整原因", max_length=200)
    made_on = models.DateField("调整日期")
    made_by = models.ForeignKey("people.Staff", models.PROTECT, related_name="+", verbose_name="调整人")
    decided_on = models.DateField("批复日期", null=True, blank=True)
    decided_by = models.ForeignKey(
        "people.Staff", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="批复人"
    )
    decision = models.CharField("批复意见", max_length=200, blank=True, default="")

    class Meta(Kept.Meta):
        db_table = "family_doctor_quota_plan"
        verbose_name = "签约额度调整"
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "year"],
                condition=Q(state__in=("neutral", "approved")),
                name="family_doctor_quota_holds_once",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("approved", "declined")) | Q(decided_by__isnull=False),
                name="family_doctor_quota_decided",
            ),
        ]


class QuotaLine(Kept):
    """The amount per signed person of one group; each person counts in one group only."""

    plan = models.ForeignKey(QuotaPlan, models.PROTECT, related_name="lines")
    group = models.CharField("人群", max_length=30)
    people = models.PositiveIntegerField("签约人数")
    amount = models.DecimalField("每人额度", max_digits=8, decimal_places=2)

    class Meta(Kept.Meta):
        db_table = "family_doctor_quota_line"
        verbose_name = "签约额度调整明细"
        constraints = [
            models.UniqueConstraint(fields=["plan", "group"], name="family_doctor_quota_group_once"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="family_doctor_quota_amount"),
        ]
