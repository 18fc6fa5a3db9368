"""Taking a record of an institution's own work back: 撤销 right after saving, voiding later with a reason."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from gongwei.obligations.verbs import withdraw_activity
from gongwei.people.problems import Forbidden, Invalid
from gongwei.ui.notices import Toast
from gongwei.ui.refusals import NotYours
from gongwei.web.activities.reach import must_write, stored_work, work_form
from gongwei.web.activities.record import back_url
from gongwei.web.frame.shell import staff_page
from gongwei.web.frame.toasts import say
from gongwei.web.frame.typed import plain
from gongwei.web.visit.undoing import must_be_fresh


@staff_page("write")
@require_POST
def void(request: HttpRequest, form_id: str, record_id: uuid.UUID) -> HttpResponse:
    """Take a record out of every count, with a reason; what it had met is owed again."""
    return _void(request, form_id, record_id, plain(request.POST.get("reason", "")))


@staff_page("write")
@require_POST
def undo(request: HttpRequest, form_id: str, record_id: uuid.UUID) -> HttpResponse:
    """撤销 right after saving: voids the record that one has just written oneself."""
    stored = stored_work(request, work_form(form_id), record_id)
    must_be_fresh(request, stored)
    return _void(request, form_id, record_id, "录入后撤销")


def _void(request: HttpRequest, form_id: str, record_id: uuid.UUID, reason: str) -> HttpResponse:
    form = work_form(form_id)
    stored = stored_work(request, form, record_id)
    must_write(request, form, stored.institution)
    there = back_url(form, stored.institution)
    try:
        withdraw_activity(form, record_id, actor=request.scope.staff, reason=reason)  # type: ignore[attr-defined]
    except Invalid as refused:
        say(request, Toast("；".join(problem.message for problem in refused.problems), icon="alert-triangle"))
        there = reverse("web:work_record", args=[form.id, record_id])
    except Forbidden as refused:
        raise NotYours(str(refused), owner=str(stored.institution)) from None
    else:
        say(request, Toast(f"已作废 {stored.served_on} 的{form.label}；它完成的工作重新变为应做"))
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponse(status=204, headers={"HX-Redirect": there})
    return redirect(there)


urlpatterns = [
    path("work/<slug:form_id>/<uuid:record_id>/void/", void, name="work_void"),
    path("work/<slug:form_id>/<uuid:record_id>/undo/", undo, name="work_undo"),
]
