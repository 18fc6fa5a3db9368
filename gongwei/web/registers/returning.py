"""取出更正: the register's records in the columns of the import template, with their numbers."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path

from gongwei.exchange import books
from gongwei.exchange.forms.columns import PLACE, RECORD, cells_of
from gongwei.exchange.forms.kind import Register
from gongwei.people.models import Resident
from gongwei.records.layout import Form
from gongwei.ui.notices import Toast
from gongwei.web.frame.releasing import let_go
from gongwei.web.frame.scope import Scope
from gongwei.web.frame.shell import staff_page
from gongwei.web.frame.toasts import say
from gongwei.web.registers.owners import about_people, register_form
from gongwei.web.registers.pages import source

MOST_BACK = 5_000


@staff_page("export")
def returnable(request: HttpRequest, form_id: str) -> HttpResponse | FileResponse:
    """Records of the scope, to correct many and import again; the people in them are logged."""
    form = register_form(request, form_id, "export")
    scope: Scope = request.scope  # type: ignore[attr-defined]
    rows = source(request, form, scope).order_by("-served_on", "pk")
    if rows.count() > MOST_BACK:
        say(request, Toast(f"一次最多取 {MOST_BACK:,} 条，请先加条件", icon="alert-triangle"))
        return redirect("web:registers_list", form.id)
    found = list(rows)
    if about_people(form):
        people = Resident.objects.filter(pk__in={each.resident_id for each in found})
        label = f"{form.label}（更正用）"
        if (asking := let_go(request, label, people, people.count(), form.programme)) is not None:
            return asking
    return books.records(Register(form), (_row(form, each) for each in found))


def _row(form: Form, record: Any) -> dict[str, str]:
    who = {RECORD: str(record.pk)}
    if about_people(form):
        person = record.resident
        who |= {
            "person.name": person.name, "person.record_no": person.record_no or "",
            "person.birth_date": person.birth_date.isoformat(),
        }  # fmt: skip
    else:
        who[PLACE] = record.institution.name
    return {**who, **cells_of(form, record)}


urlpatterns = [path("registers/<slug:form_id>/returnable/", returnable, name="registers_returnable")]
