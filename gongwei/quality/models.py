"""Campaigns of the project office: records put right by their creators, patients' files checked for truth."""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from gongwei.kernel.verifying import MODES, OUTCOMES
from gongwei.people.models import Institution, Resident, Staff
from gongwei.records.models import Kept

BY_TOWNSHIP = ("phone", "visit")
RESULTS = {
    "true": "真实规范", "untrue": OUTCOMES["untrue"], "irregular": "不规范", "not_reached": OUTCOMES["not_reached"],
}  # fmt: skip
STATES = {"waiting": "待核实", **RESULTS}
FAILING = ("untrue", "irregular")


class Cleanup(Kept):
    """One round of 清理规范: the defects that it is about, as judged in one build, and its last day (EHR-04)."""

    id = models.UUIDField(primary_key=True)
    title = models.CharField("名称", max_length=60)
    chapter = models.CharField("项目", max_length=40)
    criteria = ArrayField(models.TextField(), verbose_name="要清理的问题")
    as_of = models.DateField("质控日期")
    build = models.PositiveIntegerField("数据集")
    opened_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="发起人")
    opened_on = models.DateField("发起日期")
    due_on = models.DateField("期限")
    closed_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name="结束人")
    closed_on = models.DateField("结束日期", null=True)

    class Meta(Kept.Meta):
        verbose_name = "清理行动"
        ordering = ["-opened_on", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(due_on__gte=F("opened_on")), name="quality_cleanup_due"),
            models.UniqueConstraint(fields=["chapter"], condition=Q(closed_on=None), name="quality_cleanup_one_open"),
            models.CheckConstraint(
                condition=Q(closed_on=None, closed_by=None) | Q(closed_on__isnull=False, closed_by__isnull=False),
                name="quality_cleanup_closed",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class CleanupCase(Kept):
    """One defective record of a round, given to the institution that created it; ``left`` is what the end found."""

    id = models.UUIDField(primary_key=True)
    cleanup = models.ForeignKey(Cleanup, models.PROTECT, related_name="cases", verbose_name="清理行动")
    resident = models.ForeignKey(Resident, models.PROTECT, related_name="+", verbose_name="居民")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+", verbose_name="责任机构（建档单位）")
    criteria = ArrayField(models.TextField(), verbose_name="发起时的问题")
    score = models.PositiveSmallIntegerField("发起时的得分")
    left = ArrayField(models.TextField(), verbose_name="结束时仍有的问题", null=True)

    class Meta(Kept.Meta):
        verbose_name = "待清理档案"
        constraints = [models.UniqueConstraint(fields=["cleanup", "resident"], name="quality_case_once")]
        indexes = [models.Index(fields=["cleanup", "institution"], name="quality_case_whose")]

    def __str__(self) -> str:
        return f"{self.resident} {self.score}"


class Verification(Kept):
    """One round of 真实性、规范性核查 over patients under management: all of them, or a sample by its seed (EHR-20).

    The frame is frozen as it was drawn from, so that anybody can draw again and get the same files.
    """

    id = models.UUIDField(primary_key=True)
    title = models.CharField("名称", max_length=60)
    programmes = ArrayField(models.TextField(), verbose_name="病种")
    size = models.PositiveIntegerField("抽查份数", null=True)
    seed = models.PositiveIntegerField("种子")
    frame_files = ArrayField(models.TextField(), verbose_name="抽样框")
    frame_strata = ArrayField(models.TextField(), verbose_name="层")
    frame_sha256 = models.TextField("抽样框指纹")
    opened_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="发起人")
    opened_on = models.DateField("发起日期")
    due_on = models.DateField("期限")
    closed_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name="结束人")
    closed_on = models.DateField("结束日期", null=True)

    class Meta(Kept.Meta):
        verbose_name = "核查行动"
        ordering = ["-opened_on", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(due_on__gte=F("opened_on")), name="quality_verification_due"),
            models.CheckConstraint(
                condition=Q(closed_on=None, closed_by=None) | Q(closed_on__isnull=False, closed_by__isnull=False),
                name="quality_verification_closed",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class VerifiedFile(Kept):
    """One file to be checked by the institution that manages it; ``state`` is what the last check that knew said."""

    id = models.UUIDField(primary_key=True)
    verification = models.ForeignKey(Verification, models.PROTECT, related_name="files", verbose_name="核查行动")
    resident = models.ForeignKey(Resident, models.PROTECT, related_name="+", verbose_name="居民")
    programme = models.TextField("病种")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+", verbose_name="管理机构")
    state = models.CharField("核查结果", max_length=12, choices=list(STATES.items()), default="waiting")

    class Meta(Kept.Meta):
        verbose_name = "核查档案"
        constraints = [
            models.UniqueConstraint(fields=["verification", "resident", "programme"], name="quality_file_once")
        ]
        indexes = [models.Index(fields=["verification", "institution"], name="quality_file_whose")]

    def __str__(self) -> str:
        return f"{self.programme} {self.get_state_display()}"


class FileCheck(models.Model):
    """One look at a file, by telephone or at home, kept as it was; what failed, or was put right, has its words."""

    id = models.UUIDField(primary_key=True)
    file = models.ForeignKey(VerifiedFile, models.PROTECT, related_name="checks", verbose_name="核查档案")
    mode = models.CharField("方式", max_length=10, choices=[(key, MODES[key]) for key in BY_TOWNSHIP])
    outcome = models.CharField("结果", max_length=12, choices=list(RESULTS.items()))
    words = models.TextField("情况", blank=True)
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="核实人")
    at = models.DateTimeField("核实时间")

    class Meta:
        verbose_name = "核查记录"
        ordering = ["at"]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]
        constraints = [
            models.CheckConstraint(
                condition=~Q(outcome__in=FAILING) | ~Q(words=""), name="quality_check_failing_has_words"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_mode_display()} {self.get_outcome_display()}"


OUTCOMES_OF_DOUBT = {"told": "机构说明", "explained": "有合理解释", "corrected": "已更正", "untrue": "查实不实"}
SETTLING = ("explained", "corrected", "untrue")
"""What the project office decides; 机构说明 leaves the case open."""


class DoubtReview(models.Model):
    """What an institution said of a case of 数据疑点, or what the project office decided; kept as it was (DATA-03).

    ``case`` is the key that the detectors give it in every build, ``records`` how many it held when it was decided: a
    case that has grown since is open again.
    """

    id = models.UUIDField(primary_key=True)
    case = models.TextField("疑点")
    kind = models.CharField("类别", max_length=20)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+", verbose_name="服务机构")
    records = models.PositiveIntegerField("当时的记录数")
    outcome = models.CharField("结果", max_length=12, choices=list(OUTCOMES_OF_DOUBT.items()))
    words = models.TextField("说明")
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="登记人")
    at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "数据疑点复核"
        ordering = ["at"]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="quality_doubt_has_words")]
        indexes = [models.Index(fields=["case"], name="quality_doubt_case")]

    def __str__(self) -> str:
        return f"{self.kind} {self.get_outcome_display()}"
