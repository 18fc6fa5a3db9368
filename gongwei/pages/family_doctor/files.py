"""Signatures and scans of agreements: sent before the agreement is saved, read by whoever may read the agreement."""

from __future__ import annotations

import datetime as dt
import uuid

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_GET, require_POST

from gongwei.kernel import clock
from gongwei.pages.family_doctor.doors import fd_page
from gongwei.people.models import Resident
from gongwei.programmes.family_doctor.models import Agreement
from gongwei.records.attachments.models import Attachment
from gongwei.records.attachments.rules import files_of
from gongwei.records.fields import spec_of
from gongwei.web.frame.files import deliver, receive

OWN_DAYS = 1
"""So long a file that no agreement holds yet can be seen by whoever sent it."""


@fd_page("write")
@require_POST
def send(request: HttpRequest) -> HttpResponse:
    """Keep one signature or scan; what cannot be kept is told in words (422)."""
    field = dict(files_of(Agreement)).get(request.POST.get("field", ""))
    sent = request.FILES.get("file")
    if field is None or sent is None:
        raise Http404("协议没有放这个文件的地方")
    return receive(request, sent, spec_of(field))


@fd_page()
@require_GET
def read(request: HttpRequest, attachment_id: uuid.UUID) -> HttpResponse | FileResponse:
    """A file that one has just sent, or that an agreement of somebody within reach holds."""
    since = clock.now() - dt.timedelta(days=OWN_DAYS)
    staff = request.scope.staff  # type: ignore[attr-defined]
    own = Attachment.objects.filter(pk=attachment_id, uploaded_by=staff, uploaded_at__gte=since).first()
    return deliver(request, own or _held(request, attachment_id))


def _held(request: HttpRequest, attachment_id: uuid.UUID) -> Attachment:
    visible = Resident.objects.visible_to(request.user)
    mine = Agreement.objects.filter(resident__in=visible)
    found = (
        mine.filter(signature__contains=[attachment_id]) | mine.filter(scan__contains=[attachment_id])
    ).exists()
    row = Attachment.objects.filter(pk=attachment_id).first()
    if not found or row is None:
        raise Http404("没有这个附件，或不在您的服务范围内")
    return row


urlpatterns = [
    path("files/", send, name="files"),
    path("files/<uuid:attachment_id>/", read, name="file"),
]
