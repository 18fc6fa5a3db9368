"""The institutions whose cards an account may read, and the cards in scope."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from gongwei.people.models import Institution
from gongwei.people.queries import InstitutionQuery
from gongwei.programmes.infectious_disease.forms import CARD
from gongwei.records.layout import Form
from gongwei.web.activities.reach import institutions_for

PROGRAMME = CARD.programme


def institutions(request: HttpRequest) -> InstitutionQuery:
    """Those of the scope whose work the account may read."""
    return institutions_for(request.scope, PROGRAMME)  # type: ignore[attr-defined]


def records(request: HttpRequest, form: Form) -> QuerySet[Any]:
    """The valid records of a form in scope."""
    found = form.model._default_manager.filter(institution__in=institutions(request), voided_at=None)
    return found.select_related("institution", "staff")


def one(request: HttpRequest, form: Form, key: Any) -> Any:
    """One of them; 404 when there is none within reach."""
    found = records(request, form).filter(pk=key).first()
    if found is None:
        raise Http404("没有这张卡，或不在您的范围内")
    return found


def choices(request: HttpRequest) -> list[Institution]:
    """The institutions to choose from: those that serve people."""
    return list(institutions(request).responsible())
