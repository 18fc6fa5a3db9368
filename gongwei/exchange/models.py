"""An import of residents on its way in: the act, its rows as typed and judged, and which heading meant what."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

STATES = ("mapping", "checking", "checked", "importing", "owing", "imported", "undoing", "undone")


class ResidentImport(models.Model):
    """One file of residents, taken in and perhaps taken back as one act.

    ``mapping`` says for every column of the file which field it is ("" for none). ``owing`` is the state of a big
    import whose people are in and whose obligations are still being computed.
    """

    id = models.UUIDField(primary_key=True)
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
        db_table = "resident_import"
        indexes = [models.Index(fields=["staff", "made_at"], name="resident_import_of")]
        constraints = [models.CheckConstraint(condition=Q(state__in=STATES), name="resident_import_state")]

    def __str__(self) -> str:
        return f"{self.name} {self.made_at:%Y-%m-%d %H:%M}"


class ResidentImportRow(models.Model):
    """One line of the file as sent, what it says, and its fate (``gongwei.exchange.fates``)."""

    of = models.ForeignKey(ResidentImport, models.CASCADE, related_name="rows")
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
    version = models.PositiveIntegerField(null=True)
    before = models.JSONField(null=True)

    class Meta:
        db_table = "resident_import_row"
        ordering = ["line"]
        indexes = [models.Index(fields=["of", "fate", "line"], name="resident_import_row_fate")]
        constraints = [models.UniqueConstraint(fields=["of", "line"], name="resident_import_line_once")]

    def __str__(self) -> str:
        return f"{self.line} {self.fate}"


class HeaderMap(models.Model):
    """What an institution once said its columns mean, for the next file with the same headings."""

    institution = models.ForeignKey("people.Institution", models.CASCADE, related_name="+")
    headers = models.TextField()
    mapping = models.JSONField()

    class Meta:
        db_table = "resident_import_headers"
        constraints = [
            models.UniqueConstraint(fields=["institution", "headers"], name="resident_import_headers_once")
        ]

    def __str__(self) -> str:
        return self.headers
