"""Abnormal findings that stay open until a handling record closes them (XC-05)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from gongwei.care.codes.services import HANDLING
from gongwei.records.models import Kept


class Finding(Kept):
    """One abnormal result of one record: what was found, until when to act, and which record closed it."""

    id = models.UUIDField(primary_key=True)
    resident = models.ForeignKey(
        "people.Resident", models.PROTECT, related_name="findings", verbose_name="居民"
    )
    institution = models.ForeignKey(
        "people.Institution", models.PROTECT, related_name="+", verbose_name="发现机构"
    )
    source_form = models.TextField("来源表单")
    source_id = models.UUIDField("来源记录")
    kind = models.TextField("异常种类")
    label = models.TextField("异常")
    value = models.TextField("结果", default="", blank=True)
    urgent = models.BooleanField("危急", default=False)
    opened_on = models.DateField("发现日期")
    due_on = models.DateField("处理期限")
    closed_on = models.DateField("处理日期", null=True, blank=True)
    handling = models.SmallIntegerField("处理", null=True, blank=True, choices=HANDLING.choices())
    handled_form = models.TextField("处理表单", default="", blank=True)
    handled_id = models.UUIDField("处理记录", null=True, blank=True)
    handled_by = models.ForeignKey(
        "people.Staff", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="处理人"
    )
    note = models.TextField("说明", default="", blank=True)

    class Meta(Kept.Meta):
        db_table = "finding"
        verbose_name = "异常发现"
        indexes = [
            models.Index(fields=["resident", "opened_on"], name="finding_person"),
            models.Index(
                fields=["institution", "due_on"], name="finding_open", condition=Q(closed_on__isnull=True)
            ),
            models.Index(fields=["handled_id"], name="finding_handled"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["source_id", "kind"], name="finding_once"),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True, handling__isnull=True, handled_id__isnull=True)
                | Q(closed_on__gte=F("opened_on"), handling__isnull=False, handled_id__isnull=False),
                name="finding_closed_by_a_record",
            ),
            models.CheckConstraint(condition=Q(due_on__gte=F("opened_on")), name="finding_due_after_opening"),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.value}"
