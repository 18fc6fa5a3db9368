"""Attachments on their way in and out: one refusal in words, one set of headers, for every page that keeps files."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.http import content_disposition_header

from gongwei.records.attachments.content import MEGABYTE, MOST_BYTES, Unfit
from gongwei.records.attachments.models import Attachment
from gongwei.records.attachments.store import file_of, keep
from gongwei.records.fields import Spec
from gongwei.ui.files import size_said


def receive(request: HttpRequest, sent: UploadedFile[Any], spec: Spec) -> HttpResponse:
    """Keep one file for a field under the sender's id; what cannot be kept is told in words (422)."""
    try:
        if (sent.size or 0) > MOST_BYTES:
            raise Unfit(f"文件有 {(sent.size or 0) / MEGABYTE:.1f} MB，最多 {MOST_BYTES // MEGABYTE} MB，请缩小后再传")
        row = keep(
            _uuid(request.POST.get("id", "")), sent.read(), sent.name or "", kinds=spec.kinds,
            keep_location=spec.location, staff=request.scope.staff,  # type: ignore[attr-defined]
        )  # fmt: skip
    except Unfit as refused:
        return JsonResponse({"error": str(refused)}, status=422)
    return JsonResponse({"id": str(row.pk), "name": row.name, "kind": row.kind, "size": size_said(row.size)})


def deliver(request: HttpRequest, row: Attachment) -> HttpResponse | FileResponse:
    """The file as it was kept, never run by the browser; a thumbnail with ?thumb=1."""
    place = file_of(row, thumb="thumb" in request.GET and row.kind != "pdf")
    if not place.is_file():
        raise Http404("附件的内容不在服务器上，请联系管理员从备份恢复")
    answer = FileResponse(place.open("rb"), content_type=row.media_type)
    answer.headers["Content-Disposition"] = content_disposition_header(False, row.name) or "inline"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    answer.headers["Cache-Control"] = "private, max-age=3600"
    return answer


def _uuid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise Http404("文件编号不正确，请刷新页面") from None
