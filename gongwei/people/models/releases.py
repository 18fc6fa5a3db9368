"""Lists of people that leave the system: who asked for which, what for, and who else let it go (DATA-16)."""

from __future__ import annotations

from django.db import models

from gongwei.people.models.places import Institution
from gongwei.people.models.staff import Staff
from gongwei.records.models import Kept

STATES = (("waiting", "待审批"), ("released", "已批准"), ("refused", "未批准"))


class ListRelease(Kept):
    """One list (address, filters and scope), asked for with a purpose; a second person decides."""

    id = models.UUIDField(primary_key=True)
    label = models.CharField("名单", max_length=100)
    address = models.CharField("地址", max_length=200)
    filters = models.TextField("条件", blank=True, default="")
    place = models.CharField("范围", max_length=200)
    programme = models.CharField("项目", max_length=40, blank=True, default="")
    people = models.IntegerField("人数")
    purpose = models.CharField("用途", max_length=80)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+", verbose_name="申请机构")
    asked_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="申请人")
    asked_at = models.DateTimeField("申请时间")
    state = models.CharField("状态", max_length=10, choices=STATES, default="waiting")
    decided_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="审批人"
    )
    decided_at = models.DateTimeField("审批时间", null=True, blank=True)
    refusal = models.CharField("未批准的原因", max_length=200, blank=True, default="")
    until = models.DateField("有效至", null=True, blank=True)

    class Meta(Kept.Meta):
        db_table = "list_release"
        indexes = [
            models.Index(fields=["state", "-asked_at"], name="list_release_state"),
            models.Index(fields=["asked_by", "-asked_at"], name="list_release_asked"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=True) | ~models.Q(decided_by=models.F("asked_by")),
                name="list_release_two_persons",
            ),
            models.CheckConstraint(
                condition=models.Q(state="waiting", decided_by__isnull=True)
                | ~models.Q(state="waiting") & models.Q(decided_by__isnull=False, decided_at__isnull=False),
                name="list_release_decided",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.asked_at:%Y-%m-%d}"
