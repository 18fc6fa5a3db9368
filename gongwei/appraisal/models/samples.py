"""Samples as drawn (frame, seed, names: never changed) and what checking each record showed."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from gongwei.appraisal.models.rounds import APPEND_ONLY, Inspection
from gongwei.kernel.verifying import MODES, OUTCOMES
from gongwei.people.models import Institution, Staff
from gongwei.records.models import Kept


class Sample(models.Model):
    """The frozen frame of an inspection and the seed: drawing again gives the same records in the same order."""

    id = models.UUIDField(primary_key=True)
    inspection = models.OneToOneField(Inspection, models.PROTECT, related_name="sample")
    seed = models.PositiveIntegerField("种子")
    size = models.PositiveSmallIntegerField("样本量")
    frame_records = ArrayField(models.UUIDField(), verbose_name="抽样框")
    frame_strata = ArrayField(models.TextField(), verbose_name="层")
    frame_weights = ArrayField(models.PositiveSmallIntegerField(), verbose_name="权重")
    frame_sha256 = models.TextField("抽样框指纹")
    drawn_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="抽样人")
    drawn_at = models.DateTimeField("抽样时间")

    class Meta:
        verbose_name = "样本"
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return f"{self.inspection} 种子 {self.seed}"


class Sampled(models.Model):
    """One record drawn: whose, by whom, in which stratum, and which marks of risk it carried."""

    id = models.UUIDField(primary_key=True)
    sample = models.ForeignKey(Sample, models.PROTECT, related_name="drawn")
    place = models.PositiveSmallIntegerField("序号")
    form = models.TextField("表单")
    record = models.UUIDField("记录")
    programme = models.TextField("项目")
    stratum = models.TextField("层")
    resident = models.ForeignKey("people.Resident", models.PROTECT, related_name="+", verbose_name="居民")
    clinic = models.ForeignKey(
        Institution, models.PROTECT, null=True, related_name="+", verbose_name="村卫生室（站）"
    )
    staff = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name="服务人员")
    served_on = models.DateField("服务日期")
    signals = ArrayField(models.TextField(), verbose_name="风险信号", default=list)

    class Meta:
        verbose_name = "样本记录"
        ordering = ["place"]
        triggers = [APPEND_ONLY]
        constraints = [models.UniqueConstraint(fields=["sample", "record"], name="appraisal_sampled_once")]
        indexes = [models.Index(fields=["record"], name="appraisal_sampled_record")]

    def __str__(self) -> str:
        return f"{self.programme} {self.served_on}"


class Check(Kept):
    """What one way of checking a sampled record showed; an untrue one says why, with its evidence."""

    id = models.UUIDField(primary_key=True)
    sampled = models.ForeignKey(Sampled, models.PROTECT, related_name="checks")
    mode = models.CharField("方式", max_length=10, choices=list(MODES.items()))
    outcome = models.CharField("结果", max_length=12, choices=list(OUTCOMES.items()))
    faults = ArrayField(models.TextField(), verbose_name="不合格项", default=list)
    words = models.TextField("情况", blank=True)
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="核实人")
    at = models.DateTimeField("核实时间")

    class Meta(Kept.Meta):
        verbose_name = "核实"
        constraints = [
            models.UniqueConstraint(fields=["sampled", "mode"], name="appraisal_check_once"),
            models.CheckConstraint(
                condition=~Q(outcome="untrue") | ~Q(words=""), name="appraisal_check_untrue"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_mode_display()} {self.get_outcome_display()}"
