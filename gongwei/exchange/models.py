"""An import on its way in: the act, its rows as typed and judged, and which heading meant what."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

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
