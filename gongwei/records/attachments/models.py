"""A file that belongs to records: who sent it, what it is, where its bytes lie. The row and the bytes never change."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q


class Attachment(models.Model):
    """One photograph, scan or signature; ``id`` is made by the client, so a file sent twice is kept once.

    ``sha256`` names the bytes as kept (re-encoded), ``sent_sha256`` those that were sent. Records hold the ids in
    fields of class ``Files``; who may read the record may read the file.
    """

    id = models.UUIDField(primary_key=True)
    sha256 = models.CharField("内容", max_length=64)
    sent_sha256 = models.CharField("上传内容", max_length=64)
    kind = models.CharField("种类", max_length=10)
    media_type = models.CharField("类型", max_length=40)
    size = models.PositiveIntegerField("字节")
    name = models.CharField("文件名", max_length=120)
    width = models.PositiveIntegerField("宽", null=True)
    height = models.PositiveIntegerField("高", null=True)
    location_kept = models.BooleanField("保留拍摄地点", default=False)
    uploaded_at = models.DateTimeField("上传时间")
    uploaded_by = models.ForeignKey("people.Staff", models.PROTECT, related_name="+", verbose_name="上传人")
    institution = models.ForeignKey(
        "people.Institution", models.PROTECT, related_name="+", verbose_name="机构"
    )

    class Meta:
        db_table = "attachment"
        verbose_name = "附件"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=("image", "pdf", "signature")), name="attachment_known_kind"
            ),
            models.CheckConstraint(condition=Q(size__gt=0), name="attachment_not_empty"),
        ]
        triggers = [pgtrigger.Protect(name="unchanged", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.name
