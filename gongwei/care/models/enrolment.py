"""Enrolment (纳入管理): from which day to which day a resident is under management in a programme."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from gongwei.care.codes.services import CLOSED_REASON, FOUND_BY
from gongwei.records.models import Kept


class DateRange(Func):
    """``daterange(from_on, to_on, '[)')``: the days a dated row holds."""

    function = "DATERANGE"
    output_field: Any = DateRangeField()


class Key(Func):
    """Programme and resident as one 64-bit key.

    Under two keys a programme that few stand in was looked for through the whole index, whoever was asked about.
    """

    function = "hashtextextended"
    output_field: Any = models.BigIntegerField()


class Enrolment(Kept):
    """One span of management; ``to_on`` is exclusive, NULL while open; one programme's never overlap."""

    resident = models.ForeignKey(
        "people.Resident", models.PROTECT, related_name="enrolments", verbose_name="居民"
    )
    programme = models.TextField("项目")
    from_on = models.DateField("纳入日期")
    to_on = models.DateField("结束日期", null=True, blank=True)
    closed_reason = models.SmallIntegerField(
        "结束原因", null=True, blank=True, choices=CLOSED_REASON.choices()
    )
    closed_note = models.TextField("结束说明", default="", blank=True)
    diagnosed_on = models.DateField("确诊日期", null=True, blank=True)
    institution = models.ForeignKey(
        "people.Institution", models.PROTECT, related_name="+", verbose_name="管理机构"
    )
    doctor = models.ForeignKey(
        "people.Staff", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="责任医生"
    )
    found_by = models.SmallIntegerField("发现途径", null=True, blank=True, choices=FOUND_BY.choices())

    class Meta(Kept.Meta):
        db_table = "enrolment"
        verbose_name = "管理专案"
        indexes = [models.Index(fields=["programme", "resident", "from_on"], name="enrolment_programme")]
        constraints = [
            ExclusionConstraint(
                name="enrolment_no_overlap",
                expressions=[
                    (Key(F("programme"), F("resident")), RangeOperators.EQUAL),
                    (DateRange(F("from_on"), F("to_on"), Value("[)")), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")),
                name="enrolment_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(to_on__isnull=True, closed_reason__isnull=True)
                | Q(to_on__isnull=False, closed_reason__isnull=False),
                name="enrolment_closed_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(diagnosed_on__isnull=True) | Q(diagnosed_on__lte=F("from_on")),
                name="enrolment_after_diagnosis",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme} {self.from_on}"
