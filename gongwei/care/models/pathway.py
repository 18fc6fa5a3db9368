"""A patient on a clinic pathway: where he stands since when, and every move with who decided what."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from gongwei.records.models import Kept


class PathwayRun(Kept):
    """One resident on one pathway; ``step`` is where he stands since ``entered_on``, empty once it has ended."""

    id = models.UUIDField(primary_key=True)
    pathway = models.TextField("路径")
    resident = models.ForeignKey("people.Resident", models.PROTECT, related_name="+", verbose_name="居民")
    started_on = models.DateField("入径日期")
    started_by = models.ForeignKey("people.Staff", models.PROTECT, related_name="+", verbose_name="入径人")
    step = models.TextField("当前步骤", blank=True)
    entered_on = models.DateField("进入当前步骤")
    ended_on = models.DateField("结束日期", null=True, blank=True)

    class Meta(Kept.Meta):
        db_table = "pathway_run"
        verbose_name = "路径管理"
        indexes = [models.Index(fields=["pathway", "step"], name="pathway_run_step", condition=Q(ended_on=None))]
        constraints = [
            models.UniqueConstraint(
                fields=["pathway", "resident"], name="pathway_run_one_open", condition=Q(ended_on=None)
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) & ~Q(step="") | Q(ended_on__isnull=False, step=""), name="pathway_run_stands"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.resident} {self.pathway} {self.step}"


class PathwayMove(Kept):
    """One decision: from which step by which answer to which, by whom, on what day."""

    id = models.UUIDField(primary_key=True)
    run = models.ForeignKey(PathwayRun, models.PROTECT, related_name="moves", verbose_name="路径管理")
    step = models.TextField("步骤")
    choice = models.TextField("决定")
    to = models.TextField("去向")
    on = models.DateField("日期")
    at = models.DateTimeField("录入时间")
    by = models.ForeignKey("people.Staff", models.PROTECT, related_name="+", verbose_name="决定人")
    note = models.CharField("说明", max_length=300, blank=True)

    class Meta(Kept.Meta):
        db_table = "pathway_move"
        verbose_name = "路径决定"
        indexes = [models.Index(fields=["run", "at"], name="pathway_move_run")]

    def __str__(self) -> str:
        return f"{self.step} → {self.to}"
