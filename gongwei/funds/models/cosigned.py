"""共同制定的考核办法: what a payer outside the health side and the project office wrote together and both signed."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from gongwei.people.models import Staff
from gongwei.records.models import Kept


class JointScheme(Kept):
    """One version of the appraisal and payment rules of a purpose; a new version asks both for their names anew."""

    id = models.UUIDField(primary_key=True)
    plan = models.TextField("方案")
    purpose = models.TextField("专项")
    version = models.PositiveSmallIntegerField("版次")
    content = models.TextField("考核内容")
    how = models.TextField("考核方式")
    pay = models.TextField("支付办法")
    written_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="拟稿人")
    written_on = models.DateField("拟稿日期")
    office_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name="卫健局签字")
    office_on = models.DateField("卫健局签字日期", null=True)
    payer_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name="残联签字")
    payer_on = models.DateField("残联签字日期", null=True)

    class Meta(Kept.Meta):
        verbose_name = "共同考核办法"
        ordering = ["purpose", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "purpose", "version"], name="funds_joint_once"),
            models.CheckConstraint(
                condition=Q(office_by=None) | Q(payer_by=None) | ~Q(office_by=F("payer_by")), name="funds_joint_two"
            ),
            models.CheckConstraint(
                condition=Q(office_by__isnull=True, office_on__isnull=True)
                | Q(office_by__isnull=False, office_on__isnull=False),
                name="funds_joint_office",
            ),
            models.CheckConstraint(
                condition=Q(payer_by__isnull=True, payer_on__isnull=True)
                | Q(payer_by__isnull=False, payer_on__isnull=False),
                name="funds_joint_payer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} 第{self.version}版"

    @property
    def whole(self) -> bool:
        """Signed by both."""
        return self.office_by_id is not None and self.payer_by_id is not None
