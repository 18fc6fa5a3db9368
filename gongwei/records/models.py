"""The base of every official form's table, and the history that no code path can skip."""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q

from gongwei.kernel.codes import CodeList
from gongwei.records.attachments.models import Attachment  # noqa: F401 - a table of this app

VISIT_MODE = CodeList("visit_mode", {1: "门诊", 2: "家庭", 3: "电话"})
FACE_TO_FACE = (1, 2)
SOURCE = CodeList("source", {1: "电脑录入", 2: "手机录入", 3: "批量导入", 4: "设备上传"})


class History(models.Model):
    """The former state of a row, written by a database trigger at every change; never changed itself.

    ``actor`` and ``reason`` are what the verb announced with ``records.history.acting``; ``old`` is the whole row.
    """

    table_name = models.TextField()
    row_id = models.TextField()
    at = models.DateTimeField()
    actor = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    old = models.JSONField()

    class Meta:
        db_table = "history"
        indexes = [models.Index(fields=["table_name", "row_id", "at"], name="history_row")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.table_name} {self.row_id} {self.at:%Y-%m-%d %H:%M}"


KEEP_HISTORY = pgtrigger.Trigger(
    name="keep_history",
    operation=pgtrigger.Update,
    when=pgtrigger.After,
    condition=pgtrigger.Condition("OLD.* IS DISTINCT FROM NEW.*"),
    func="""
        INSERT INTO history (table_name, row_id, at, actor, reason, old)
        VALUES (TG_TABLE_NAME, OLD.id::text, clock_timestamp(),
                coalesce(current_setting('gongwei.actor', true), ''),
                coalesce(current_setting('gongwei.reason', true), ''), to_jsonb(OLD));
        RETURN NULL;
    """,
)
KEEP_LINE = pgtrigger.Trigger(
    name="keep_line",
    operation=pgtrigger.Update | pgtrigger.Delete,
    when=pgtrigger.After,
    func=KEEP_HISTORY.func,
)
NO_DELETE = pgtrigger.Protect(name="no_delete", operation=pgtrigger.Delete)


class Kept(models.Model):
    """A row whose every former state is kept and which is never deleted."""

    class Meta:
        abstract = True
        triggers = [KEEP_HISTORY, NO_DELETE]


class Record(Kept):
    """One act on one official form; the subclass adds the form's fields and says whose record it is.

    ``id`` is made by the client, so a request sent twice changes nothing. ``served_on`` is when it happened,
    ``recorded_at`` when it was typed. A correction raises ``version``; voiding keeps the row.
    """

    id = models.UUIDField(primary_key=True)
    institution = models.ForeignKey("people.Institution", models.PROTECT, related_name="+", verbose_name="服务机构")
    staff = models.ForeignKey("people.Staff", models.PROTECT, related_name="+", verbose_name="服务人员")
    served_on = models.DateField("服务日期")
    recorded_at = models.DateTimeField("录入时间")
    recorded_by = models.ForeignKey("people.Staff", models.PROTECT, related_name="+", verbose_name="录入人")
    source = models.SmallIntegerField("来源", default=1, choices=SOURCE.choices())
    version = models.PositiveIntegerField("版本", default=1)
    voided_at = models.DateTimeField("作废时间", null=True, blank=True)
    void_reason = models.TextField("作废原因", blank=True)

    class Meta(Kept.Meta):
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(voided_at__isnull=True) | ~Q(void_reason=""), name="%(class)s_%(app_label)s_void_reason"
            ),
            models.CheckConstraint(condition=Q(version__gte=1), name="%(class)s_%(app_label)s_version"),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.served_on}"


class ServiceRecord(Record):
    """One service given to one resident."""

    resident = models.ForeignKey("people.Resident", models.PROTECT, related_name="+", verbose_name="居民")

    class Meta(Record.Meta):
        abstract = True
        indexes = [
            models.Index(fields=["resident", "served_on"], name="%(class)s_%(app_label)s_person"),
            BrinIndex(fields=["served_on"], name="%(class)s_%(app_label)s_day"),
        ]


class ActivityRecord(Record):
    """One act of an institution itself (a lecture, a change of a board, a patrol): no resident.

    ``institution`` is the one whose work it is and which owes it; ``staff`` who filled it in.
    """

    class Meta(Record.Meta):
        abstract = True
        indexes = [models.Index(fields=["institution", "served_on"])]


class Row(models.Model):
    """A repeating line of a form (medicine, admission …): the subclass adds ``record`` and its own fields.

    Lines belong to the current version of their record and are replaced with it; ``history`` keeps the former ones.
    """

    position = models.PositiveSmallIntegerField("序号", default=1)

    class Meta:
        abstract = True
        ordering = ["position"]
        triggers = [KEEP_LINE]
