"""联合动员: 残联 and the health commission together ask an institution's teams to win certificate holders (FD-26)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from gongwei.records.models import Kept


class Appeal(Kept):
    """Written by either side, sent when the other signs too; ``holders`` and ``signed`` as they stood when written.

    Nobody answers it in words: the visits and agreements that follow are the answer.
    """

    id = models.UUIDField(primary_key=True)
    institution = models.ForeignKey("people.Institution", models.PROTECT, related_name="+", verbose_name="对象机构")
    words = models.CharField("要求", max_length=300)
    due_on = models.DateField("期限")
    holders = models.PositiveIntegerField("当时持证残疾人")
    signed = models.PositiveIntegerField("当时已签约")
    written_on = models.DateField("拟稿日期")
    office_by = models.ForeignKey(
        "people.Staff", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="卫健局签字"
    )
    federation_by = models.ForeignKey(
        "people.Staff", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="残联签字"
    )
    sent_on = models.DateField("发出日期", null=True, blank=True)

    class Meta(Kept.Meta):
        db_table = "family_doctor_appeal"
        verbose_name = "签约联合动员"
        ordering = ["-written_on", "due_on"]
        indexes = [models.Index(fields=["institution", "due_on"], name="family_doctor_appealed")]
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="family_doctor_appeal_words"),
            models.CheckConstraint(condition=Q(due_on__gte=F("written_on")), name="family_doctor_appeal_day"),
            models.CheckConstraint(condition=Q(signed__lte=F("holders")), name="family_doctor_appeal_count"),
            models.CheckConstraint(
                condition=Q(sent_on__isnull=True, office_by__isnull=True)
                | Q(sent_on__isnull=True, federation_by__isnull=True)
                | Q(sent_on__isnull=False, office_by__isnull=False, federation_by__isnull=False)
                & ~Q(office_by=F("federation_by")),
                name="family_doctor_appeal_both",
            ),
        ]

    def __str__(self) -> str:
        return self.words[:20]
