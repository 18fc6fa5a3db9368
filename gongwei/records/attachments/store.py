"""Bytes on disk under their own hash in GONGWEI_DATA, and the row that tells whose they are."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from gongwei.kernel.clock import now
from gongwei.records.attachments.content import Unfit, content_of
from gongwei.records.attachments.models import Attachment

THUMB = ".thumb"


def folder() -> Path:
    """Where the bytes lie; part of what must be backed up."""
    return Path(settings.DATA) / "attachments"


def place(sha256: str, suffix: str = "") -> Path:
    """The file of a hash: ab/cd/abcd…"""
    if not re.fullmatch(r"[0-9a-f]{64}", sha256):
        raise ValueError("not a hash")
    return folder() / sha256[:2] / sha256[2:4] / f"{sha256}{suffix}"


def keep(
    attachment_id: UUID,
    data: bytes,
    name: str,
    *,
    staff: Any,
    kinds: tuple[str, ...],
    keep_location: bool = False,
) -> Attachment:
    """Keep a file once; the same id with the same bytes changes nothing, with others it is refused."""
    sent = hashlib.sha256(data).hexdigest()
    known = Attachment.objects.filter(pk=attachment_id).first()
    if known is not None:
        if known.sent_sha256 == sent and known.uploaded_by_id == staff.pk:
            return known
        raise Unfit("这个文件编号已用过，请刷新页面后重新选择文件")
    found = content_of(data, kinds, keep_location=keep_location)
    sha256 = hashlib.sha256(found.data).hexdigest()
    with transaction.atomic():
        row = Attachment.objects.create(
            id=attachment_id, sha256=sha256, sent_sha256=sent, kind=found.kind, media_type=found.media_type,
            size=len(found.data), name=plain_name(name, found.media_type), width=found.width, height=found.height,
            location_kept=keep_location, uploaded_at=now(), uploaded_by=staff, institution_id=staff.institution_id,
        )  # fmt: skip
        _write(place(sha256), found.data)
        if found.thumb:
            _write(place(sha256, THUMB), found.thumb)
    return row


def file_of(attachment: Attachment, *, thumb: bool = False) -> Path:
    """The file with the bytes; a PDF has no thumbnail."""
    return place(attachment.sha256, THUMB if thumb else "")


def plain_name(name: str, media_type: str) -> str:
    """The name people gave, without folders, control characters or an ending that lies."""
    base = re.split(r"[\\/]", name)[-1]
    base = "".join(sign for sign in base if sign.isprintable()).strip(" .")
    stem = base.rpartition(".")[0] or base or "附件"
    return stem[:100] + {"application/pdf": ".pdf", "image/png": ".png"}.get(media_type, ".jpg")


def _write(target: Path, data: bytes) -> None:
    """All or nothing: a reader sees the whole file or none, also after a crash."""
    if target.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=target.parent, prefix=".new-", delete=False) as partial:
        partial.write(data)
        partial.flush()
        os.fsync(partial.fileno())
    os.replace(partial.name, target)
