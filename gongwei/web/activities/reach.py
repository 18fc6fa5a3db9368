"""In whose name an account works: the institutions whose own work it may read or write in a programme."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpRequest

from gongwei.catalogue.chapters import works
from gongwei.obligations.models import InstitutionObligation
from gongwei.people.grants import works_for
from gongwei.people.models import Institution
from gongwei.people.queries import InstitutionQuery
from gongwei.records.layout import Form
from gongwei.ui.refusals import NotYours
from gongwei.web.frame.scope import Scope


def work_form(form_id: str) -> Form:
    """The form of institutions' own work; 404 when there is none of that name."""
    form = works().get(form_id)
    if form is None:
        raise Http404("没有这张表")
    return form


def institutions_for(scope: Scope, programme: str, action: str = "read") -> InstitutionQuery:
    """The institutions of the scope in whose name the account may do it."""
    found = Institution.objects.worked_for_by(scope.user, action, programme)
    if scope.institution is not None:
        found = found.filter(path__startswith=scope.institution.path)
    return found.order_by("position", "id")


def own_institution(request: HttpRequest, programme: str, action: str = "write") -> Institution:
    """The institution that the address names, else one's own, else the first within reach that owes something.

    404 where the address names one beyond the account's reach.
    """
    scope: Scope = request.scope  # type: ignore[attr-defined]
    reach = Institution.objects.worked_for_by(request.user, action, programme)
    asked = request.POST.get("institution_id") or request.GET.get("institution", "")
    if asked:
        found = reach.filter(pk=int(asked)).first() if asked.isascii() and asked.isdigit() and len(asked) < 10 else None
        if found is None:
            raise Http404("没有这个机构，或不在您的范围内")
        return found
    narrowed = institutions_for(scope, programme, action)
    owing = narrowed.filter(pk__in=InstitutionObligation.objects.filter(programme=programme).values("institution"))
    home = narrowed.filter(pk=scope.staff.institution_id)
    first = home.filter(pk__in=owing).first() or owing.first() or home.first() or narrowed.first()
    if first is None:
        raise NotYours("您的账号不能登记机构的工作", how="请联系本机构公卫科")
    return first


def stored_work(request: HttpRequest, form: Form, record_id: uuid.UUID) -> Any:
    """The record, if this account may read the institution's work in the programme."""
    reach = Institution.objects.worked_for_by(request.user, "read", form.programme)
    found = form.model._default_manager.filter(pk=record_id, institution__in=reach)
    stored = found.select_related("institution", "staff", "recorded_by").first()
    if stored is None:
        raise Http404("没有这条记录，或不在您的范围内")
    return stored


def must_write(request: HttpRequest, form: Form, institution: Institution) -> None:
    """403, with whose it is, where the account may not write the institution's work."""
    staff = request.scope.staff  # type: ignore[attr-defined]
    if not works_for(staff, "write", form.programme, institution):
        raise NotYours(f"您的账号不能登记{institution}的“{form.label}”", owner=str(institution))
