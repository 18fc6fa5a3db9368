"""Whose records a form holds, a resident's or an institution's own: what may be seen, and where one is opened."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse

from gongwei.catalogue.chapters import chapters, forms
from gongwei.catalogue.plans import plan
from gongwei.kernel import clock
from gongwei.people.grants import may
from gongwei.people.models import Institution
from gongwei.records.layout import Form
from gongwei.ui.refusals import NotYours
from gongwei.web.frame.scope import Scope


def register_form(request: HttpRequest, form_id: str, action: str = "read") -> Form:
    """The form of a register that this account may read (or write, export); 404 when there is none."""
    form = forms().get(form_id)
    if form is None or not registered(form):
        raise Http404("没有这本登记簿")
    if not may(request.user, action, form.programme or None):
        verb = {"read": "查看", "write": "导入", "export": "导出"}[action]
        raise NotYours(f"您的账号不能{verb}“{form.label}”登记簿", how="请向本机构管理员申请条线权限")
    return form


def registered(form: Form) -> bool:
    """Whether the form's records have an owner that a list can be narrowed to."""
    names = {field.name for field in form.model._meta.get_fields()}
    return "served_on" in names and ("resident" in names or "institution" in names)


def about_people(form: Form) -> bool:
    """Whether each record is a resident's service, not an institution's own work."""
    return form.of == "resident"


def forms_of(user: Any, programme: str) -> list[Form]:
    """The registers of a chapter, in the order in which it declares its forms."""
    found = [each for each in forms().values() if each.programme == programme and registered(each)]
    return found if may(user, "read", programme) else []


def records_in(form: Form, scope: Scope) -> QuerySet[Any]:
    """The records of the scope: of its residents, or of its institutions' own work; voided ones too."""
    records = form.model._default_manager.all()
    if about_people(form):
        people = ("resident", "resident__village", "resident__institution")
        return records.filter(resident__in=scope.residents().order_by()).select_related(
            *people, "staff", "institution"
        )
    return records.filter(institution__in=institutions(form, scope)).select_related("staff", "institution")


def institutions(form: Form, scope: Scope) -> list[int]:
    """The institutions of the scope whose own work this account may read."""
    reach = Institution.objects.worked_for_by(scope.user, "read", form.programme)
    if scope.institution is not None:
        reach = reach.filter(path__startswith=scope.institution.path)
    return list(reach.values_list("pk", flat=True))


def record_url(form: Form, record: Any) -> str:
    """Where the record is opened."""
    return reverse("web:record" if about_people(form) else "web:work_record", args=[form.id, record.pk])


def programmes(user: Any) -> list[tuple[str, str]]:
    """The chapters in force that have a register, id and label."""
    today = clock.today()
    return [
        (each.id, each.label)
        for each in chapters()
        if plan().in_force(each.id, today) and forms_of(user, each.id)
    ]
