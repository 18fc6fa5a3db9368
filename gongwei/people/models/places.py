"""Regions, institutions and which institution serves which village."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from gongwei.people.queries import InstitutionQuery
from gongwei.records.models import Kept


class Region(models.Model):
    """An administrative division by its 12-digit code: GB/T 2260 county, GB/T 10114 township, village."""

    LEVELS = [
        ("province", "省"),
        ("city", "市"),
        ("county", "县"),
        ("township", "乡镇（街道）"),
        ("village", "村（居）"),
    ]

    code = models.CharField("区划代码", max_length=12, primary_key=True)
    name = models.CharField("名称", max_length=60)
    level = models.CharField("级别", max_length=10, choices=LEVELS)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")

    class Meta:
        db_table = "region"
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=Q(code__regex=r"^[1-9][0-9]{11}$"), name="region_code_format"),
            models.CheckConstraint(
                condition=Q(level="province") | Q(parent__isnull=False), name="region_parent"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Institution(Kept):
    """A body with duties in the programme; ``path`` holds the ids from the root (``/1/7/52/``) for subtrees."""

    KINDS = [
        ("county_health_commission", "卫生健康局"),
        ("finance", "财政"),
        ("disabled_federation", "残联"),
        ("professional", "专业机构"),
        ("lead_hospital", "牵头医院"),
        ("township_health_centre", "乡镇卫生院"),
        ("community_health_centre", "社区卫生服务中心"),
        ("community_health_station", "社区卫生服务站"),
        ("village_clinic", "村卫生室"),
        ("other", "其他"),
    ]
    PRIMARY = ("township_health_centre", "community_health_centre")
    """The kinds that are responsible for residents: the rows of annex 2."""

    id = models.BigAutoField(primary_key=True)
    code = models.CharField("机构代码", max_length=30, unique=True)
    name = models.CharField("机构名称", max_length=100)
    short_name = models.CharField("简称", max_length=40, blank=True)
    aliases = ArrayField(models.CharField(max_length=100), verbose_name="别名", default=list, blank=True)
    kind = models.CharField("类型", max_length=30, choices=KINDS)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    region = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="所在区划")
    path = models.CharField(max_length=100, blank=True)
    phone = models.CharField("联系电话", max_length=20, blank=True)
    position = models.PositiveIntegerField("顺序", default=0)
    sure = models.CharField("把握", max_length=1, default="V")
    active_from = models.DateField("启用日期")
    active_to = models.DateField("停用日期", null=True, blank=True)

    objects = InstitutionQuery.as_manager()

    class Meta(Kept.Meta):
        db_table = "institution"
        ordering = ["position", "id"]
        indexes = [
            models.Index(fields=["path"], name="institution_path", opclasses=["varchar_pattern_ops"]),
            GinIndex(fields=["aliases"], name="institution_aliases"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(active_to__isnull=True) | Q(active_to__gt=F("active_from")),
                name="institution_dates",
            ),
            models.CheckConstraint(
                condition=Q(path="") | Q(path__regex=r"^(/[0-9]+)+/$"), name="institution_path_format"
            ),
        ]

    def __str__(self) -> str:
        return self.short_name or self.name


class InstitutionVillage(Kept):
    """Which primary institution serves a village, by date (``to_on`` is exclusive)."""

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="served_villages")
    village = models.ForeignKey(Region, models.PROTECT, related_name="serving")
    from_on = models.DateField("起")
    to_on = models.DateField("止", null=True, blank=True)
    sure = models.CharField("把握", max_length=1, default="V")

    class Meta(Kept.Meta):
        db_table = "institution_village"
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gt=F("from_on")), name="institution_village_dates"
            ),
        ]
