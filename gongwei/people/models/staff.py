"""Staff, their roles and the villages they serve, all by date."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from gongwei.people.models.places import Institution, Region
from gongwei.people.queries import StaffQuery
from gongwei.records.models import Kept


class Staff(Kept):
    """A person who works for an institution; the account is optional (a leaver keeps the name, not the log-in)."""

    id = models.BigAutoField(primary_key=True)
    name = models.CharField("姓名", max_length=50)
    account = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="staff",
        verbose_name="账号",
    )
    institution = models.ForeignKey(
        Institution, models.PROTECT, related_name="staff", verbose_name="所在机构"
    )
    title = models.CharField("职称", max_length=50, blank=True)
    phone = models.CharField("联系电话", max_length=20, blank=True)
    active_from = models.DateField("到岗日期")
    active_to = models.DateField("离岗日期", null=True, blank=True)

    objects = StaffQuery.as_manager()

    class Meta(Kept.Meta):
        db_table = "staff"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(active_to__isnull=True) | Q(active_to__gt=F("active_from")), name="staff_dates"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class StaffRole(Kept):
    """A role over an institution's subtree and some programmes (none named = all that the role covers)."""

    ROLES = [
        ("village_doctor", "村医"),
        ("doctor", "责任医生"),
        ("public_health", "公卫科"),
        ("line", "条线"),
        ("project_office", "项目办"),
        ("finance", "财政"),
        ("disabled_federation", "残联"),
        ("admin", "管理员"),
    ]

    staff = models.ForeignKey(Staff, models.PROTECT, related_name="roles")
    role = models.CharField("角色", max_length=20, choices=ROLES)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+", verbose_name="管辖机构")
    programmes = ArrayField(models.CharField(max_length=40), verbose_name="项目", default=list, blank=True)
    from_on = models.DateField("起")
    to_on = models.DateField("止", null=True, blank=True)

    class Meta(Kept.Meta):
        db_table = "staff_role"
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gt=F("from_on")), name="staff_role_dates"
            ),
        ]


class StaffVillage(Kept):
    """A village that a doctor serves, by date."""

    staff = models.ForeignKey(Staff, models.PROTECT, related_name="villages")
    village = models.ForeignKey(Region, models.PROTECT, related_name="+")
    from_on = models.DateField("起")
    to_on = models.DateField("止", null=True, blank=True)

    class Meta(Kept.Meta):
        db_table = "staff_village"
        indexes = [models.Index(fields=["staff", "village"], name="staff_village_pair")]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gt=F("from_on")), name="staff_village_dates"
            ),
        ]
