"""外院记录: which records another institution than the resident's own wrote, noted as they are saved."""

from __future__ import annotations

from django.db import models


class OutsideRecord(models.Model):
    """One record from outside, so that whoever is responsible learns of it without reading every record (EHR-21)."""

    record = models.UUIDField(primary_key=True)
    form = models.TextField("表单")
    resident = models.ForeignKey("people.Resident", models.PROTECT, related_name="+", verbose_name="居民")
    recorded_at = models.DateTimeField("录入时间")

    class Meta:
        db_table = "outside_record"
        verbose_name = "外院记录"
        indexes = [models.Index(fields=["recorded_at"], name="outside_record_when")]

    def __str__(self) -> str:
        return f"{self.form} {self.record}"
