"""What pages keep for people between requests: drafts of forms not yet saved. A draft counts for nothing."""

from __future__ import annotations

from django.db import models


class Draft(models.Model):
    """What somebody had typed into a form, under the record's client UUID, until it is saved or thrown away."""

    id = models.UUIDField(primary_key=True)
    staff = models.ForeignKey("people.Staff", models.CASCADE, related_name="+")
    resident = models.ForeignKey("people.Resident", models.CASCADE, related_name="+")
    form = models.TextField()
    typed = models.JSONField()
    kept_at = models.DateTimeField()

    class Meta:
        db_table = "draft"
        indexes = [models.Index(fields=["staff", "form", "resident"], name="draft_owner")]

    def __str__(self) -> str:
        return f"{self.form} {self.kept_at:%Y-%m-%d %H:%M}"
