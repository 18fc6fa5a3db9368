"""网格: an institution's villages and blocks in grids, each with the team that answers for it (PLAN-36)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from gongwei.people.models import Institution, Region, Staff
from gongwei.records.models import Kept

OPEN = Q(to_on=None)
IN_ORDER = Q(to_on__isnull=True) | Q(to_on__gte=F("from_on"))


class Grid(Kept):
    """A part of an institution's area with who leads it; it ends, it is never deleted."""

    id = models.UUIDField(primary_key=True)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+", verbose_name="机构")
    name = models.CharField("网格", max_length=40)
    leader = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="网格长")
    from_on = models.DateField("起")
    to_on = models.DateField("止", null=True)

    class Meta(Kept.Meta):
        verbose_name = "网格"
        ordering = ["institution_id", "name"]
        constraints = [
            models.UniqueConstraint(fields=["institution", "name"], condition=OPEN, name="organisation_grid_name"),
            models.CheckConstraint(condition=~Q(name=""), name="organisation_grid_named"),
            models.CheckConstraint(condition=IN_ORDER, name="organisation_grid_dates"),
        ]

    def __str__(self) -> str:
        return self.name


class GridMember(Kept):
    """Somebody in a grid's team from a day on (``to_on`` is exclusive)."""

    grid = models.ForeignKey(Grid, models.PROTECT, related_name="members")
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="人员")
    from_on = models.DateField("起")
    to_on = models.DateField("止", null=True)

    class Meta(Kept.Meta):
        verbose_name = "网格团队成员"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["grid", "staff"], condition=OPEN, name="organisation_grid_member_once"),
            models.CheckConstraint(condition=IN_ORDER, name="organisation_grid_member_dates"),
        ]

    def __str__(self) -> str:
        return f"{self.grid} {self.staff}"


class GridPart(Kept):
    """A village in a grid, or a block of it by what its addresses contain; each lies in one grid at a time."""

    grid = models.ForeignKey(Grid, models.PROTECT, related_name="parts")
    village = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="村（居）")
    block = models.CharField("街区", max_length=40, blank=True, default="")
    from_on = models.DateField("起")
    to_on = models.DateField("止", null=True)

    class Meta(Kept.Meta):
        verbose_name = "网格范围"
        ordering = ["village_id", "block"]
        constraints = [
            models.UniqueConstraint(fields=["village", "block"], condition=OPEN, name="organisation_part_one_grid"),
            models.CheckConstraint(condition=IN_ORDER, name="organisation_grid_part_dates"),
        ]

    def __str__(self) -> str:
        return f"{self.village.name}{f'（{self.block}）' if self.block else ''}"
