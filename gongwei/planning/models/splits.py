"""An institution's number divided among its villages and doctors; the parts always add up to it (TASK-12, PLAN-06)."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q

from gongwei.people.models import Institution, Region, Staff
from gongwei.planning.models.sheets import SheetCell, TaskSheet
from gongwei.records.models import Kept

WEIGHTS = {"population": "常住人口", "eligible": "应服务人数"}
METHODS = {"largest_remainder": "最大余数", "to_largest": "舍去小数，余数归基数最大的村"}

ADDS_UP = pgtrigger.Trigger(
    name="adds_up",
    when=pgtrigger.After,
    operation=pgtrigger.Insert | pgtrigger.Update,
    timing=pgtrigger.Deferred,
    func="""
        IF (SELECT coalesce(sum(h.value), 0) FROM planning_share h WHERE h.split_id = NEW.split_id) <>
           (SELECT x.value FROM planning_split p JOIN planning_sheetcell x ON x.id = p.cell_id
            WHERE p.id = NEW.split_id) THEN
            RAISE EXCEPTION 'split %: the parts do not add up to the task', NEW.split_id
                USING ERRCODE = 'check_violation';
        END IF;
        RETURN NULL;
    """,
)
NOT_EMPTY = pgtrigger.Trigger(
    name="not_empty",
    when=pgtrigger.After,
    operation=pgtrigger.Insert,
    timing=pgtrigger.Deferred,
    func="""
        IF NOT EXISTS (SELECT 1 FROM planning_share WHERE split_id = NEW.id) THEN
            RAISE EXCEPTION 'split %: nobody has a part', NEW.id USING ERRCODE = 'check_violation';
        END IF;
        RETURN NULL;
    """,
)


class Split(Kept):
    """How one institution divided one of its numbers; a later one of the same number takes its place."""

    id = models.UUIDField(primary_key=True)
    cell = models.ForeignKey(SheetCell, models.PROTECT, related_name="splits")
    weights = models.CharField("按什么分", max_length=10, choices=list(WEIGHTS.items()))
    method = models.CharField("取整", max_length=20, choices=list(METHODS.items()))
    reason = models.TextField("原因", blank=True)
    live = models.BooleanField("现行", default=True)
    made_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="分解人")
    made_at = models.DateTimeField("分解时间")

    class Meta(Kept.Meta):
        verbose_name = "任务分解"
        triggers = [*Kept.Meta.triggers, NOT_EMPTY]
        constraints = [
            models.UniqueConstraint(fields=["cell"], condition=Q(live=True), name="planning_split_live"),
        ]

    def __str__(self) -> str:
        return str(self.cell)


class Share(Kept):
    """What falls to one village, and there to one doctor; ``made`` tells a rule's number from a changed one."""

    split = models.ForeignKey(Split, models.PROTECT, related_name="shares")
    village = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="村（居）")
    doctor = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name="医生")
    weight = models.BigIntegerField("基数")
    value = models.BigIntegerField("任务数")
    made = models.CharField("怎么来的", max_length=10, choices=[("rule", "按规则"), ("manual", "手工改动")])

    class Meta(Kept.Meta):
        verbose_name = "村级任务"
        ordering = ["village_id", "doctor_id"]
        triggers = [*Kept.Meta.triggers, ADDS_UP]
        constraints = [
            models.UniqueConstraint(
                fields=["split", "village", "doctor"], name="planning_share_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=Q(value__gte=0) & Q(weight__gte=0), name="planning_share_positive"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.village} {self.value}"


class Undertaking(Kept):
    """An institution's principal signs how a sheet's numbers are divided there; another division asks for another."""

    sheet = models.ForeignKey(TaskSheet, models.PROTECT, related_name="undertakings")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+", verbose_name="机构")
    division = models.CharField("分解指纹", max_length=64)
    signed_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="主要负责人")
    signed_at = models.DateTimeField("签署时间")

    class Meta(Kept.Meta):
        verbose_name = "任务分解签署"
        ordering = ["-signed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "institution", "division"], name="planning_undertaking_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.institution} {self.sheet}"
