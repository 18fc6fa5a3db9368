"""What a line does with the institutions under its items: it urges, marks bad records, visits, and reports."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from gongwei.organisation.models.bodies import Body
from gongwei.people.models import Institution, Staff
from gongwei.records.models import Kept


class Urging(Kept):
    """A body asks an institution for something by a day; the institution answers once, the body closes it.

    ``figure`` keeps the number as it stood; a mark of quality names the form and the record that it is about.
    """

    KINDS = [("progress", "进度催办"), ("quality", "质量问题")]

    id = models.UUIDField(primary_key=True)
    body = models.ForeignKey(Body, models.PROTECT, related_name="urgings", verbose_name="发出")
    kind = models.CharField("种类", max_length=10, choices=KINDS)
    chapter = models.CharField("项目", max_length=40)
    indicator = models.TextField("指标", blank=True)
    figure = models.TextField("当时的数", blank=True)
    form = models.TextField("表", blank=True)
    record = models.UUIDField("记录", null=True)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+", verbose_name="对象")
    words = models.TextField("要求")
    due_on = models.DateField("期限")
    sent_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="发出人")
    sent_on = models.DateField("发出日期")
    answer = models.TextField("答复", blank=True)
    answered_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name="答复人")
    answered_on = models.DateField("答复日期", null=True)
    closed_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name="销号人")
    closed_on = models.DateField("销号日期", null=True)

    class Meta(Kept.Meta):
        verbose_name = "催办"
        ordering = ["-sent_on", "due_on"]
        indexes = [models.Index(fields=["institution", "closed_on"], name="organisation_urging_at")]
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="organisation_urging_words"),
            models.CheckConstraint(
                condition=Q(answer="", answered_by__isnull=True, answered_on__isnull=True)
                | (~Q(answer="") & Q(answered_by__isnull=False, answered_on__isnull=False)),
                name="organisation_urging_answer",
            ),
            models.CheckConstraint(
                condition=Q(kind="progress") | (~Q(form="") & Q(record__isnull=False)),
                name="organisation_urging_record",
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | ~Q(answer=""), name="organisation_urging_closed"
            ),
        ]

    def __str__(self) -> str:
        return self.words[:20]


class Visit(Kept):
    """Guidance at an institution: planned, done with findings, followed up, reported to the commission and answered."""

    KINDS = [("regular", "定期"), ("irregular", "不定期")]

    id = models.UUIDField(primary_key=True)
    body = models.ForeignKey(Body, models.PROTECT, related_name="visits", verbose_name="督导单位")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+", verbose_name="对象")
    kind = models.CharField("种类", max_length=10, choices=KINDS)
    chapters = ArrayField(models.CharField(max_length=40), verbose_name="项目")
    purpose = models.TextField("内容")
    planned_on = models.DateField("计划日期")
    planned_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="计划人")
    done_on = models.DateField("督导日期", null=True)
    findings = models.TextField("发现的问题", blank=True)
    advice = models.TextField("指导意见", blank=True)
    done_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name="记录人")
    follow_due_on = models.DateField("整改期限", null=True)
    follow_up = models.TextField("整改情况", blank=True)
    followed_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name="整改登记人")
    followed_on = models.DateField("整改日期", null=True)
    reported_on = models.DateField("上报日期", null=True)
    reply = models.TextField("区卫健局答复", blank=True)
    replied_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name="答复人")
    replied_on = models.DateField("区卫健局答复日期", null=True)

    class Meta(Kept.Meta):
        verbose_name = "督导"
        ordering = ["-planned_on"]
        constraints = [
            models.CheckConstraint(condition=~Q(chapters=[]), name="organisation_visit_items"),
            models.CheckConstraint(
                condition=Q(done_on__isnull=True) | (~Q(findings="") & Q(done_by__isnull=False)),
                name="organisation_visit_done",
            ),
            models.CheckConstraint(
                condition=Q(follow_up="") | Q(done_on__isnull=False, followed_on__isnull=False),
                name="organisation_visit_followed",
            ),
            models.CheckConstraint(
                condition=Q(reported_on__isnull=True) | Q(done_on__isnull=False), name="organisation_visit_reported"
            ),
            models.CheckConstraint(
                condition=Q(reply="") | Q(reported_on__isnull=False, replied_on__isnull=False),
                name="organisation_visit_replied",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.institution} {self.planned_on}"
