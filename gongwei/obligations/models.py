"""The table of what is owed (a projection, never edited by hand) and the calendar it is counted on."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Owed(models.Model):
    """One owed service: the window, and the record that met it; the subclass says who owes or is owed.

    A projection of schedules and records: refreshed in the transaction that saves a record, rebuilt
    for everybody by ``gongwei obligations rebuild``; both give the same rows. Status is read from the dates and today.
    """

    programme = models.TextField("项目")
    step = models.TextField("步骤")
    seq = models.TextField("期次")
    opens_on = models.DateField("起")
    due_on = models.DateField("期限")
    closes_on = models.DateField("最晚", null=True)
    ended_on = models.DateField("终止", null=True)
    met_on = models.DateField("完成日期", null=True)
    met_by = models.UUIDField("完成记录", null=True)
    met_form = models.TextField("完成表单", null=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.programme}.{self.step} {self.seq}"


class Obligation(Owed):
    """One owed service of one resident."""

    resident = models.ForeignKey("people.Resident", models.PROTECT, related_name="+", db_index=False)
    responsible = models.ForeignKey(
        "people.Institution", models.PROTECT, related_name="+", db_index=False, db_constraint=False,
        verbose_name="管理机构",
    )  # fmt: skip
    """The resident's institution today, copied so that an institution's open work stands together in one index."""

    class Meta:
        db_table = "obligation"
        verbose_name = "应服务"
        constraints = [
            models.UniqueConstraint(fields=["resident", "programme", "step", "seq"], name="obligation_once"),
            models.CheckConstraint(
                condition=Q(met_on__isnull=True) | Q(met_by__isnull=False), name="obligation_met_by"
            ),
        ]
        indexes = [
            models.Index(
                fields=["responsible", "due_on", "resident"],
                include=["programme", "step", "seq", "opens_on", "closes_on"],
                name="obligation_open",
                condition=Q(met_on__isnull=True, ended_on__isnull=True),
            ),
        ]


class InstitutionObligation(Owed):
    """One piece of work that an institution itself owes: this month's lecture, this window's change of the boards."""

    institution = models.ForeignKey("people.Institution", models.PROTECT, related_name="+", db_index=False)

    class Meta:
        db_table = "institution_obligation"
        verbose_name = "机构应做"
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "programme", "step", "seq"], name="institution_obligation_once"
            ),
            models.CheckConstraint(
                condition=Q(met_on__isnull=True) | Q(met_by__isnull=False),
                name="institution_obligation_met_by",
            ),
        ]


class CalendarPeriod(models.Model):
    """Even parts of a calendar year: ``per_year`` 1 (years), 2, 3, 4 (quarters), 6 and 12 (months), 2009–2060."""

    per_year = models.SmallIntegerField()
    year = models.SmallIntegerField()
    number = models.SmallIntegerField()
    label = models.TextField()
    starts_on = models.DateField()
    ends_on = models.DateField()

    class Meta:
        db_table = "calendar_period"
        constraints = [
            models.UniqueConstraint(fields=["per_year", "year", "number"], name="calendar_period_once")
        ]

    def __str__(self) -> str:
        return self.label
