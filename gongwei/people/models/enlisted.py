"""实有人口库 as it was brought in: whom it holds in which village, and what was said of differences."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from gongwei.people.models.places import Region
from gongwei.people.models.resident import Resident
from gongwei.people.models.staff import Staff
from gongwei.records.models import Kept

HERE, DIED, MOVED = "here", "died", "moved"
LISTED = {HERE: "在住", DIED: "死亡", MOVED: "迁出"}
KINDS = {"theirs": "名单有、档案没有", "ours": "档案有、名单没有", "differs": "两边不一致"}


class Enlisted(models.Model):
    """One person of the list, by identity number: a copy of another system, replaced by the next list."""

    id_no = models.CharField("身份证号", max_length=18, unique=True)
    name = models.CharField("姓名", max_length=50)
    birth_date = models.DateField("出生日期")
    village = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="村（居）")
    state = models.CharField("状态", max_length=10, choices=list(LISTED.items()), default=HERE)
    since = models.DateField("变动日期", null=True)
    listed_on = models.DateField("名单日期")
    source = models.CharField("名单", max_length=120)
    came_by = models.UUIDField("导入")
    brought_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="导入人")

    class Meta:
        db_table = "enlisted"
        indexes = [models.Index(fields=["village", "birth_date"], name="enlisted_village")]
        constraints = [models.CheckConstraint(condition=Q(state__in=list(LISTED)), name="enlisted_state")]

    def __str__(self) -> str:
        return self.name


class EnlistedWord(Kept):
    """Why a difference is left as it is; it holds while what differs is still the same (``said``)."""

    id = models.UUIDField(primary_key=True)
    kind = models.CharField("差异", max_length=10, choices=list(KINDS.items()))
    number = models.CharField("身份证号", max_length=18, blank=True)
    resident = models.ForeignKey(Resident, models.PROTECT, null=True, related_name="+", verbose_name="居民")
    village = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="村（居）")
    said = models.CharField("差在哪里", max_length=300)
    reason = models.CharField("说明", max_length=300)
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="说明人")
    on = models.DateField("日期")

    class Meta(Kept.Meta):
        db_table = "enlisted_word"
        indexes = [models.Index(fields=["village", "-on"], name="enlisted_word_village")]
        constraints = [
            models.CheckConstraint(condition=~Q(number="") | Q(resident__isnull=False), name="enlisted_word_whom"),
            models.CheckConstraint(condition=~Q(reason=""), name="enlisted_word_reason"),
        ]

    def __str__(self) -> str:
        return self.reason
