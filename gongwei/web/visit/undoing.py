"""Taking a record back: 撤销 right after saving, voiding later with a reason; what it had met is owed again."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from gongwei.kernel import clock
from gongwei.obligations.verbs import void_service
from gongwei.people.problems import Forbidden, Invalid
from gongwei.ui.notices import Toast
from gongwei.ui.refusals import NotYours
from gongwei.web.frame.shell import staff_page
from gongwei.web.frame.toasts import say
from gongwei.web.frame.typed import plain
from gongwei.web.visit.record import form_of, must_may, stored_record

UNDO_SECONDS = 60


@staff_page("write")
@require_POST
def void(request: HttpRequest, form_id: str, record_id: uuid.UUID) -> HttpResponse:
    """Take a record out of every count, with a reason; what it had met is owed again."""
    return _void(request, form_id, record_id, plain(request.POST.get("reason", "")))


@staff_page("write")
@require_POST
def undo(request: HttpRequest, form_id: str, record_id: uuid.UUID) -> HttpResponse:
    """撤销 right after saving: voids the record that one has just written oneself."""
    stored = stored_record(request, form_of(form_id), record_id)
    must_be_fresh(request, stored)
    return _void(request, form_id, record_id, "录入后撤销")


def must_be_fresh(request: HttpRequest, stored: Any) -> None:
    """撤销 is for the one who typed it, for a minute; later it is voiding, with a reason (403)."""
    staff = request.scope.staff  # type: ignore[attr-defined]
    fresh = clock.now() - stored.recorded_at < dt.timedelta(seconds=UNDO_SECONDS)
    if stored.recorded_by_id != staff.pk or not fresh:
        raise NotYours(
            "撤销只在保存后一分钟内、由录入人自己做；之后请打开记录作废并写明原因",
            owner=str(stored.institution),
        )


def _void(request: HttpRequest, form_id: str, record_id: uuid.UUID, reason: str) -> HttpResponse:
    form = form_of(form_id)
    stored = stored_record(request, form, record_id)
    must_may(request, stored.resident, form, "write")
    there = reverse("web:resident", args=[stored.resident_id])
    try:
        void_service(form, record_id, actor=request.scope.staff, reason=reason)  # type: ignore[attr-defined]
    except Invalid as refused:
        said = "；".join(problem.message for problem in refused.problems)
        say(request, Toast(said, icon="alert-triangle"))
        there = reverse("web:record", args=[form.id, record_id])
    except Forbidden as refused:
        raise NotYours(str(refused), owner=str(stored.institution)) from None
    else:
        whose = f"{stored.resident.name} {stored.served_on} 的{form.label}"
        say(request, Toast(f"已作废 {whose}；它完成的服务重新变为应访"))
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponse(status=204, headers={"HX-Redirect": there})
    return redirect(there)


urlpatterns = [
    path("records/<slug:form_id>/<uuid:record_id>/void/", void, name="record_void"),
    path("records/<slug:form_id>/<uuid:record_id>/undo/", undo, name="record_undo"),
]
