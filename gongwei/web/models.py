"""What pages keep for people between requests: drafts of forms not yet saved. A draft counts for nothing."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Draft(models.Model):
    """What somebody had typed into a form, under the record's client UUID, until it is saved or thrown away.

    A ``shared`` draft is an examination day's: each station adds its part, the doctor completes and saves it.
    """

    id = models.UUIDField(primary_key=True)
    staff = models.ForeignKey("people.Staff", models.CASCADE, related_name="+")
    resident = models.ForeignKey("people.Resident", models.CASCADE, related_name="+")
    form = models.TextField()
    typed = models.JSONField()
    shared = models.BooleanField(default=False)
    kept_at = models.DateTimeField()

    class Meta:
        db_table = "draft"
        indexes = [models.Index(fields=["resident", "form"], name="draft_person")]
        constraints = [
            models.UniqueConstraint(fields=["resident", "form"], condition=Q(shared=True), name="draft_shared_once")
        ]

    def __str__(self) -> str:
        return f"{self.form} {self.kept_at:%Y-%m-%d %H:%M}"


class Import(models.Model):
    """One workbook of a register on its way in: read, checked row by row, imported, perhaps taken back as one act."""

    id = models.UUIDField(primary_key=True)
    form = models.TextField()
    staff = models.ForeignKey("people.Staff", models.PROTECT, related_name="+")
    name = models.TextField()
    made_at = models.DateTimeField()
    state = models.TextField(default="checking")
    takes_doubtful = models.BooleanField(default=False)
    columns = models.JSONField(default=list)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "register_import"
        indexes = [models.Index(fields=["staff", "form", "made_at"], name="register_import_of")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=("checking", "checked", "importing", "imported", "undoing", "undone")),
                name="register_import_state",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.made_at:%Y-%m-%d %H:%M}"


class ImportRow(models.Model):
    """One line of the workbook as typed, and its fate: new, same, changed, doubt, error, done, corrected, undone."""

    of = models.ForeignKey(Import, models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField()
    typed = models.JSONField()
    fate = models.TextField(default="")
    resident = models.ForeignKey("people.Resident", models.PROTECT, null=True, related_name="+")
    record = models.UUIDField(null=True)
    version = models.PositiveIntegerField(null=True)
    problems = models.JSONField(default=list)

    class Meta:
        db_table = "register_import_row"
        ordering = ["line"]
        constraints = [models.UniqueConstraint(fields=["of", "line"], name="register_import_line_once")]

    def __str__(self) -> str:
        return f"{self.line} {self.fate}"
