"""A birth as the midwifery institution reports it, before the mother's own health centre has taken it in."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from gongwei.people.codes import SEX
from gongwei.people.models import Institution, Resident, Staff
from gongwei.programmes.maternal import codes
from gongwei.records.models import Kept


class BirthReport(Kept):
    """One live child reported; ``delivery`` is the record that the home health centre made of it."""

    id = models.UUIDField(primary_key=True)
    mother = models.ForeignKey(Resident, models.PROTECT, related_name="+", verbose_name="母亲")
    born_on = models.DateField("出生日期")
    weeks = models.PositiveSmallIntegerField("孕周")
    days = models.PositiveSmallIntegerField("孕周（天）")
    delivery_mode = models.SmallIntegerField("分娩方式", choices=codes.DELIVERY_MODE.choices())
    mother_state = models.SmallIntegerField("产妇结局", choices=codes.MOTHER.choices())
    sex = models.SmallIntegerField("性别", choices=SEX.choices())
    weight_g = models.PositiveSmallIntegerField("出生体重")
    child_name = models.CharField("新生儿姓名", max_length=50, blank=True)
    certificate_no = models.CharField("出生医学证明号", max_length=10, blank=True)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+", verbose_name="报告机构")
    reported_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="报告人")
    reported_at = models.DateTimeField("报告时间")
    delivery = models.ForeignKey(
        "maternal.Delivery", models.PROTECT, null=True, related_name="reports", verbose_name="分娩记录"
    )
    child = models.ForeignKey(Resident, models.PROTECT, null=True, related_name="+", verbose_name="新生儿档案")
    received_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name="接收人")
    received_on = models.DateField("接收日期", null=True)

    class Meta(Kept.Meta):
        verbose_name = "出生报告"
        ordering = ["-born_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(received_on=None, received_by=None, delivery=None, child=None)
                | Q(received_on__isnull=False, received_by__isnull=False, delivery__isnull=False, child__isnull=False),
                name="maternal_birth_report_received",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.born_on} {self.get_sex_display()} {self.weight_g}g"
