"""Task sheets as issued: versions of a plan's numbers with where each base is from, and who confirmed receipt."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q

from gongwei.people.models import Institution, Staff
from gongwei.records.models import KEEP_HISTORY, NO_DELETE, Kept

MADE = {
    "input": "录入",
    "rule": "按比例",
    "residual": "余数归此",
    "override": "印发例外",
    "manual": "手工改动",
}

SUMS_AGREE = pgtrigger.Trigger(
    name="sums_agree",
    when=pgtrigger.Before,
    operation=pgtrigger.Update | pgtrigger.Insert,
    condition=pgtrigger.Condition("NEW.state = 'published'"),
    func="""
        IF EXISTS (SELECT 1 FROM planning_sheetcolumn c WHERE c.sheet_id = NEW.id AND c.total <>
                   (SELECT coalesce(sum(x.value), 0) FROM planning_sheetcell x WHERE x.column_id = c.id)) THEN
            RAISE EXCEPTION 'sheet %: rows do not add up to the total', NEW.id USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """,
)
PUBLISHED_STANDS = pgtrigger.Trigger(
    name="published_stands",
    when=pgtrigger.Before,
    operation=pgtrigger.Update | pgtrigger.Insert,
    func="""
        IF EXISTS (SELECT 1 FROM planning_sheetcolumn c JOIN planning_tasksheet s ON s.id = c.sheet_id
                   WHERE c.id = NEW.column_id AND s.state = 'published') THEN
            RAISE EXCEPTION 'a published sheet is not changed' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """,
)


class TaskSheet(Kept):
    """One version of a plan's task numbers; published it never changes, a change is the next version (TASK-14)."""

    STATES = [("draft", "草稿"), ("published", "已下达"), ("dropped", "已放弃")]

    id = models.UUIDField(primary_key=True)
    plan = models.TextField("方案")
    version = models.PositiveSmallIntegerField("版本")
    reason = models.TextField("事由")
    from_on = models.DateField("自何日起", null=True)
    state = models.CharField("状态", max_length=10, choices=STATES, default="draft")
    made_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="编制人")
    made_at = models.DateTimeField("编制时间")
    published_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, related_name="+", verbose_name="下达人"
    )
    published_at = models.DateTimeField("下达时间", null=True)

    class Meta(Kept.Meta):
        verbose_name = "任务表"
        ordering = ["-version"]
        triggers = [*Kept.Meta.triggers, SUMS_AGREE]
        constraints = [
            models.UniqueConstraint(fields=["plan", "version"], name="planning_sheet_version"),
            models.UniqueConstraint(
                fields=["plan"], condition=Q(state="draft"), name="planning_sheet_one_draft"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="planning_sheet_reason"),
            models.CheckConstraint(
                condition=Q(state__in=("draft", "dropped"))
                | Q(published_by__isnull=False, published_at__isnull=False),
                name="planning_sheet_published",
            ),
        ]

    def __str__(self) -> str:
        return f"第 {self.version} 版"


class SheetColumn(models.Model):
    """One column of a version: its total, and for a base its source and year; ``derived`` ones stand in no annex."""

    sheet = models.ForeignKey(TaskSheet, models.PROTECT, related_name="columns")
    position = models.PositiveSmallIntegerField("次序")
    name = models.TextField("列")
    header = models.TextField("表头")
    table = models.TextField("表")
    kind = models.CharField("种类", max_length=6, choices=[("base", "基数"), ("target", "任务")])
    indicator = models.TextField("指标", blank=True)
    unit = models.TextField("单位")
    made = models.TextField("怎么来的")
    source = models.TextField("来源", blank=True)
    year = models.PositiveSmallIntegerField("来源年度", null=True)
    derived = models.BooleanField("派生", default=False)
    total = models.BigIntegerField("合计")

    class Meta:
        verbose_name = "任务列"
        ordering = ["position"]
        triggers = [NO_DELETE, KEEP_HISTORY]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "name"], name="planning_column_once"),
            models.CheckConstraint(condition=Q(kind="target") | ~Q(source=""), name="planning_base_source"),
        ]

    def __str__(self) -> str:
        return self.header


class SheetCell(Kept):
    """One institution's number in a column and how it came about; an exception has its reason."""

    column = models.ForeignKey(SheetColumn, models.PROTECT, related_name="cells")
    position = models.PositiveSmallIntegerField("次序")
    code = models.TextField("方案中的机构编号")
    name = models.TextField("机构名称")
    institution = models.ForeignKey(
        Institution, models.PROTECT, null=True, related_name="+", verbose_name="机构"
    )
    value = models.BigIntegerField("数")
    made = models.CharField("怎么来的", max_length=10, choices=list(MADE.items()))
    reason = models.TextField("原因", blank=True)

    class Meta(Kept.Meta):
        verbose_name = "任务数"
        ordering = ["position"]
        triggers = [*Kept.Meta.triggers, PUBLISHED_STANDS]
        constraints = [
            models.UniqueConstraint(fields=["column", "code"], name="planning_cell_once"),
            models.CheckConstraint(condition=Q(value__gte=0), name="planning_cell_positive"),
            models.CheckConstraint(
                condition=~Q(made__in=("override", "manual")) | ~Q(reason=""), name="planning_cell_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.value}"


class Notice(Kept):
    """A published version laid before an institution, which confirms that it received it (TASK-14)."""

    sheet = models.ForeignKey(TaskSheet, models.PROTECT, related_name="notices")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+", verbose_name="机构")
    told_at = models.DateTimeField("通知时间")
    confirmed_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, related_name="+", verbose_name="签收人"
    )
    confirmed_at = models.DateTimeField("签收时间", null=True)

    class Meta(Kept.Meta):
        verbose_name = "下达通知"
        ordering = ["institution__position", "institution_id"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "institution"], name="planning_notice_once"),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True, confirmed_at__isnull=True)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="planning_notice_signed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sheet} {self.institution}"
