"""Attachments: sent as soon as they are chosen, read by whoever may read the record that holds them."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_GET, require_POST

from gongwei.catalogue.chapters import forms
from gongwei.kernel import clock
from gongwei.people.grants import may
from gongwei.records.attachments.models import Attachment
from gongwei.records.attachments.rules import files_in
from gongwei.records.fields import spec_of
from gongwei.records.layout import Form
from gongwei.records.models import History
from gongwei.web.frame.files import deliver, receive
from gongwei.web.frame.shell import staff_page
from gongwei.web.visit.record import form_of, must_may, stored_record

OWN_DAYS = 14
"""So long a file that no record holds yet can be seen by whoever sent it: as long as a draft."""


@staff_page("write")
@require_POST
def send(request: HttpRequest) -> HttpResponse:
    """Keep one file for a field of a form; what cannot be kept is told in words (422)."""
    form = forms().get(request.POST.get("form", ""))
    if form is None:
        raise Http404("没有这张表")
    field = dict(files_in(form)).get(request.POST.get("field", ""))
    sent = request.FILES.get("file")
    if field is None or sent is None or not may(request.user, "write", form.programme):
        raise Http404("这张表没有放附件的地方")
    return receive(request, sent, spec_of(field))


@staff_page()
@require_GET
def own(request: HttpRequest, attachment_id: uuid.UUID) -> HttpResponse | FileResponse:
    """A file that one has just sent oneself, before a record holds it."""
    return deliver(request, _own(request, attachment_id))


@staff_page()
@require_GET
def of_record(
    request: HttpRequest, form_id: str, record_id: uuid.UUID, attachment_id: uuid.UUID
) -> HttpResponse | FileResponse:
    """A file that a record holds or has held, for whoever may read that record."""
    form = form_of(form_id)
    stored = stored_record(request, form, record_id)
    must_may(request, stored.resident, form, "read")
    return of_stored(request, form, stored, attachment_id)


def of_stored(
    request: HttpRequest, form: Form, stored: Any, attachment_id: uuid.UUID
) -> HttpResponse | FileResponse:
    """A file of a record that the account may read; one that it does not hold must be one's own."""
    if not _held(form, stored, attachment_id):
        return deliver(request, _own(request, attachment_id))
    return deliver(request, _found(Attachment.objects.filter(pk=attachment_id).first()))


def _held(form: Form, stored: Any, attachment_id: uuid.UUID) -> bool:
    """Whether the record names the file now or named it in a former version."""
    names = [name for name, _ in files_in(form)]
    if any(attachment_id in (getattr(stored, name) or ()) for name in names):
        return True
    former = History.objects.filter(table_name=form.model._meta.db_table, row_id=str(stored.pk))
    return any(former.filter(**{f"old__{name}__contains": [str(attachment_id)]}).exists() for name in names)


def _own(request: HttpRequest, attachment_id: uuid.UUID) -> Attachment:
    since = clock.now() - dt.timedelta(days=OWN_DAYS)
    mine = Attachment.objects.filter(
        pk=attachment_id, uploaded_by=request.scope.staff, uploaded_at__gte=since  # type: ignore[attr-defined]
    )
    return _found(mine.first())


def _found(row: Attachment | None) -> Attachment:
    if row is None:
        raise Http404("没有这个附件，或不在您的服务范围内")
    return row


urlpatterns = [
    path("files/", send, name="files"),
    path("files/<uuid:attachment_id>/", own, name="own_file"),
    path("records/<slug:form_id>/<uuid:record_id>/files/<uuid:attachment_id>/", of_record, name="record_file"),
]
