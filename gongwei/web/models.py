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
