"""An import on its way in: the act, its rows as typed and judged, and which heading meant what."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from gongwei.records.models import Kept

STATES = ("mapping", "checking", "checked", "importing", "owing", "imported", "undoing", "undone")


class Import(models.Model):
    """One file of residents or of a form's records (``kind``), taken in and perhaps taken back as one act.

    ``mapping`` says for every column of the file which field it is ("" for none). ``owing`` is the state of a big
    import whose people are in and whose obligations are still being computed.
    """

    id = models.UUIDField(primary_key=True)
    kind = models.TextField(default="residents")
    staff = models.ForeignKey("people.Staff", models.PROTECT, related_name="+")
    institution = models.ForeignKey("people.Institution", models.PROTECT, related_name="+")
    name = models.TextField()
    digest = models.TextField()
    made_at = models.DateTimeField()
    state = models.TextField(default="mapping")
    headers = models.JSONField(default=list)
    mapping = models.JSONField(default=list)
    takes_doubtful = models.BooleanField(default=False)
    total = models.PositiveIntegerField(default=0)
    began_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "import"
        indexes = [models.Index(fields=["staff", "kind", "made_at"], name="import_of")]
        constraints = [models.CheckConstraint(condition=Q(state__in=STATES), name="import_state")]

    def __str__(self) -> str:
        return f"{self.name} {self.made_at:%Y-%m-%d %H:%M}"


class ImportRow(models.Model):
    """One line of the file as sent, what it says, and its fate (``gongwei.exchange.fates``).

    ``filed_on`` is the day of filing, of a form's record the day of the service; ``record`` is that record.
    """

    of = models.ForeignKey(Import, models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField()
    cells = ArrayField(models.TextField())
    fate = models.TextField(default="")
    said = models.JSONField(null=True)
    number = models.TextField(null=True)
    name = models.TextField(default="")
    birth_date = models.DateField(null=True)
    phone = models.TextField(null=True)
    village = models.TextField(null=True)
    filed_on = models.DateField(null=True)
    problems = models.JSONField(default=list)
    resident_id = models.BigIntegerField(null=True)
    record = models.UUIDField(null=True)
    version = models.PositiveIntegerField(null=True)
    before = models.JSONField(null=True)

    class Meta:
        db_table = "import_row"
        ordering = ["line"]
        indexes = [
            models.Index(fields=["of", "fate", "line"], name="import_row_fate"),
            models.Index(fields=["of", "record"], name="import_row_record", condition=Q(record__isnull=False)),
        ]
        constraints = [models.UniqueConstraint(fields=["of", "line"], name="import_line_once")]

    def __str__(self) -> str:
        return f"{self.line} {self.fate}"


class HeaderMap(models.Model):
    """What an institution once said its columns mean, for the next file with the same headings."""

    institution = models.ForeignKey("people.Institution", models.CASCADE, related_name="+")
    kind = models.TextField(default="residents")
    headers = models.TextField()
    mapping = models.JSONField()

    class Meta:
        db_table = "import_headers"
        constraints = [
            models.UniqueConstraint(fields=["institution", "kind", "headers"], name="import_headers_once")
        ]

    def __str__(self) -> str:
        return self.headers


class Received(Kept):
    """A message of an outside system: who sent it under which number, who wrote it and when, and the record it made.

    ``waits`` until the health centre has arranged the follow-up; ``record`` is empty after it was taken back.
    """

    id = models.UUIDField(primary_key=True)
    sender = models.ForeignKey("people.Institution", models.PROTECT, related_name="+", verbose_name="发送机构")
    key = models.CharField("报文编号", max_length=100)
    kind = models.CharField("类型", max_length=20)
    author = models.CharField("医务人员", max_length=50, blank=True)
    sent_at = models.DateTimeField("发送时间")
    received_at = models.DateTimeField("接收时间")
    received_by = models.ForeignKey("people.Staff", models.PROTECT, related_name="+", verbose_name="接收人")
    file = models.CharField("文件", max_length=120)
    items = models.JSONField("内容")
    unknown = models.JSONField("对照表里没有的项目", default=list)
    resident = models.ForeignKey("people.Resident", models.PROTECT, related_name="+", verbose_name="居民")
    served_on = models.DateField("服务日期")
    form = models.CharField("表单", max_length=50)
    record = models.UUIDField("记录", null=True)
    waits = models.BooleanField("等处理", default=False)
    followed = models.CharField("随访安排", max_length=500, blank=True)
    tcm = models.CharField("中医药健康指导", max_length=500, blank=True)
    handled_by = models.ForeignKey("people.Staff", models.PROTECT, null=True, related_name="+", verbose_name="处理人")
    handled_on = models.DateField("处理日期", null=True)

    class Meta(Kept.Meta):
        db_table = "received_message"
        verbose_name = "外部系统报文"
        ordering = ["-received_at", "key"]
        indexes = [models.Index(fields=["resident", "-received_at"], name="received_of"),
                   models.Index(fields=["record"], name="received_record")]  # fmt: skip
        constraints = [
            models.UniqueConstraint(fields=["sender", "key"], name="received_once"),
            models.CheckConstraint(
                condition=Q(handled_on=None, handled_by=None)
                | Q(handled_on__isnull=False, handled_by__isnull=False) & ~Q(followed="") & ~Q(tcm=""),
                name="received_handled",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sender} {self.key}"


class MessageCode(Kept):
    """One item of the table of codes as an administrator put it; ``retired`` takes it out."""

    id = models.UUIDField(primary_key=True)
    kind = models.CharField("类型", max_length=20)
    code = models.CharField("项目代码", max_length=40)
    to = models.CharField("栏目", max_length=60, blank=True)
    say = models.CharField("写成", max_length=40, blank=True)
    unit = models.CharField("单位", max_length=20, blank=True)
    units = models.JSONField("别的单位", default=dict)
    values = models.JSONField("对方的写法", default=dict)
    retired = models.BooleanField("停用", default=False)
    by = models.ForeignKey("people.Staff", models.PROTECT, related_name="+", verbose_name="维护人")
    on = models.DateField("日期")

    class Meta(Kept.Meta):
        db_table = "message_code"
        verbose_name = "报文代码对照"
        constraints = [models.UniqueConstraint(fields=["kind", "code"], name="message_code_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.code}"
