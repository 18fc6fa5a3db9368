"""A report of one institution for one period, and its lines; signed, neither can be changed any more (DATA-01)."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pgtrigger
from django.db import models
from django.db.models import Q

from gongwei.indicators.figures import half_up
from gongwei.people.models import Institution, Staff
from gongwei.records.models import Kept

STATES = {"draft": "填报中", "submitted": "待审核", "returned": "已退回", "reviewed": "已审核", "signed": "已签发"}

REPORT_STANDS = pgtrigger.Trigger(
    name="signed_stands",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    condition=pgtrigger.Condition("OLD.state = 'signed'"),
    func="RAISE EXCEPTION 'a signed report is not changed' USING ERRCODE = 'check_violation';",
)
LINES_STAND = pgtrigger.Trigger(
    name="lines_stand",
    when=pgtrigger.Before,
    operation=pgtrigger.Update | pgtrigger.Insert,
    func="""
        IF EXISTS (SELECT 1 FROM reporting_report WHERE id = NEW.report_id AND state = 'signed') THEN
            RAISE EXCEPTION 'a signed report is not changed' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """,
)
APPEND_ONLY = pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)


class Report(Kept):
    """One kind, institution and period; the mart's build, its moment and the plan tell what the figures stand on."""

    id = models.UUIDField(primary_key=True)
    kind = models.TextField("报表")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+", verbose_name="机构")
    through = models.DateField("截至")
    due_on = models.DateField("报送期限")
    state = models.CharField("状态", max_length=10, choices=list(STATES.items()), default="draft")
    build = models.PositiveIntegerField("数据集构建")
    snapshot_at = models.DateTimeField("数据时点")
    plan = models.TextField("方案")
    opened_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="编制人")
    opened_at = models.DateTimeField("编制时间")
    first_sent_on = models.DateField("首次报送日", null=True)
    submitted_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name="报送人")
    submitted_at = models.DateTimeField("报送时间", null=True)
    returned_because = models.TextField("退回原因", blank=True)
    reviewed_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name="审核人")
    reviewed_at = models.DateTimeField("审核时间", null=True)
    signed_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name="签发人")
    signed_at = models.DateTimeField("签发时间", null=True)

    class Meta(Kept.Meta):
        verbose_name = "报表"
        ordering = ["-through", "kind", "institution_id"]
        triggers = [*Kept.Meta.triggers, REPORT_STANDS]
        constraints = [
            models.UniqueConstraint(fields=["kind", "institution", "through"], name="reporting_report_once"),
            models.CheckConstraint(
                condition=~Q(state="signed") | Q(signed_by__isnull=False, reviewed_by__isnull=False),
                name="reporting_report_signed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.institution} {self.through:%Y-%m-%d}"

    def late(self, today: dt.date) -> int:
        """Days after the deadline on which it was first sent, or by now if it was not."""
        return max(0, ((self.first_sent_on or today) - self.due_on).days)


class Entry(Kept):
    """One line: counted from records with the mark of the very rows counted, or filled in; why it differs."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="entries")
    position = models.PositiveSmallIntegerField("次序")
    line = models.TextField("行")
    label = models.TextField("项目")
    unit = models.TextField("单位")
    indicator = models.TextField("指标", blank=True)
    fill = models.CharField("填报", max_length=5, blank=True)
    numerator = models.BigIntegerField("完成数", null=True)
    denominator = models.BigIntegerField("应完成数", null=True)
    rows = models.CharField("记录集指纹", max_length=32, blank=True)
    reason = models.TextField("不能计算的原因", blank=True)
    explanation = models.TextField("差异说明", blank=True)

    class Meta(Kept.Meta):
        verbose_name = "报表行"
        ordering = ["position"]
        triggers = [*Kept.Meta.triggers, LINES_STAND]
        constraints = [models.UniqueConstraint(fields=["report", "line"], name="reporting_entry_once")]

    def __str__(self) -> str:
        return self.label

    @property
    def rate(self) -> Fraction | None:
        """Done ÷ to be done; None where nothing is asked."""
        if self.numerator is None or not self.denominator:
            return None
        return Fraction(self.numerator, self.denominator)

    @property
    def percent(self) -> str:
        """The rate as printed."""
        return "" if self.rate is None else f"{half_up(self.rate * 100, 2)}%"


class Statement(models.Model):
    """A statement of the whole district, kept as it was drawn up to a day from one build; never changed."""

    id = models.UUIDField(primary_key=True)
    kind = models.TextField("报表")
    through = models.DateField("截至")
    build = models.PositiveIntegerField("数据集构建")
    snapshot_at = models.DateTimeField("数据时点")
    plan = models.TextField("方案")
    kept_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="留存人")
    kept_at = models.DateTimeField("留存时间")

    class Meta:
        verbose_name = "全区报表"
        ordering = ["-through", "-kept_at"]
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return f"{self.kind} {self.through:%Y-%m-%d}"


class StatementLine(models.Model):
    """One line of a kept statement with the mark of the very rows counted."""

    statement = models.ForeignKey(Statement, models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField("次序")
    line = models.TextField("行")
    label = models.TextField("项目")
    unit = models.TextField("单位")
    indicator = models.TextField("指标", blank=True)
    numerator = models.BigIntegerField("完成数", null=True)
    denominator = models.BigIntegerField("应完成数", null=True)
    rows = models.CharField("记录集指纹", max_length=32, blank=True)
    reason = models.TextField("不能计算的原因", blank=True)

    class Meta:
        verbose_name = "全区报表行"
        ordering = ["position"]
        triggers = [APPEND_ONLY]
        constraints = [models.UniqueConstraint(fields=["statement", "line"], name="reporting_statement_line_once")]

    def __str__(self) -> str:
        return self.label


SECTIONS = {
    "service_model": "医防融合服务模式", "incentive": "激励机制", "education": "健康教育方式",
    "informatisation": "信息化应用",
}  # fmt: skip
"""Column → heading, in the order of 灌云2018 一（二）."""
PILOT_STATES = {"draft": "撰写中", "submitted": "已报送", "returned": "已退回"}


class PilotReport(Kept):
    """What one pilot tried in one year; sent, it stands until the office returns it."""

    id = models.UUIDField(primary_key=True)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+", verbose_name="试点单位")
    year = models.PositiveSmallIntegerField("年度")
    service_model = models.TextField(SECTIONS["service_model"], blank=True)
    incentive = models.TextField(SECTIONS["incentive"], blank=True)
    education = models.TextField(SECTIONS["education"], blank=True)
    informatisation = models.TextField(SECTIONS["informatisation"], blank=True)
    state = models.CharField("状态", max_length=10, choices=list(PILOT_STATES.items()), default="draft")
    written_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="撰写人")
    submitted_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name="报送人")
    submitted_at = models.DateTimeField("报送时间", null=True)
    returned_because = models.TextField("退回原因", blank=True)

    class Meta(Kept.Meta):
        verbose_name = "医防融合试点报告"
        ordering = ["-year", "institution_id"]
        constraints = [
            models.UniqueConstraint(fields=["institution", "year"], name="reporting_pilot_once"),
            models.CheckConstraint(
                condition=~Q(state="submitted")
                | Q(submitted_by__isnull=False, submitted_at__isnull=False)
                & ~Q(service_model="") & ~Q(incentive="") & ~Q(education="") & ~Q(informatisation=""),
                name="reporting_pilot_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(returned_because=""), name="reporting_pilot_returned"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.institution} {self.year}"
