"""新动态: what other institutions wrote and nobody here has seen; what is new of signed residents (EHR-21, FD-15)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse

from gongwei.care.models import Consultation, Encounter, HealthExam
from gongwei.catalogue.chapters import forms
from gongwei.kernel import clock
from gongwei.pages.family_doctor.doors import PROGRAMME, fd_page
from gongwei.pages.family_doctor.facts import holding
from gongwei.pages.family_doctor.outside import unseen
from gongwei.web.frame import words
from gongwei.web.frame.leaving import leaves, per_page
from gongwei.web.frame.scope import Scope
from gongwei.web.frame.shell import page
from gongwei.web.worklist.home import named

DAYS, SHOWN = 30, 60
SOURCES = (HealthExam, Encounter, Consultation)


@fd_page("whole")
@leaves(PROGRAMME)
def feed(request: HttpRequest) -> HttpResponse:
    """The last thirty days, the latest first; each line opens the record itself."""
    size = per_page(request, SHOWN)
    scope: Scope = request.scope  # type: ignore[attr-defined]
    today = clock.today()
    signed = holding(today).filter(resident__in=scope.residents().filter(living=True))
    found: list[Any] = []
    for model in SOURCES:
        own = model.objects.filter(
            voided_at=None, served_on__gt=today - dt.timedelta(DAYS), resident__in=signed.values("resident")
        )
        found += own.select_related("institution", "staff").order_by("-served_on", "-recorded_at")[:size]
    found = sorted(found, key=lambda row: (row.served_on, row.recorded_at), reverse=True)[:size]
    context = {"rows": _rows(scope, found, today), "outside": _rows(scope, _unseen(scope), today), "days": DAYS}
    return page(request, "family_doctor/feed.html", context, at=PROGRAMME)


def _unseen(scope: Scope) -> list[Any]:
    """The records of other institutions that wait to be looked at, the latest recorded first."""
    by_form: dict[str, list[Any]] = {}
    for each in unseen(scope)[:SHOWN]:
        by_form.setdefault(each.form, []).append(each.pk)
    records = [
        found for form, keys in by_form.items()
        for found in forms()[form].model._default_manager.filter(pk__in=keys).select_related("institution", "staff")
    ]  # fmt: skip
    return sorted(records, key=lambda row: row.recorded_at, reverse=True)


def _rows(scope: Scope, records: list[Any], today: dt.date) -> list[dict[str, Any]]:
    """Records as lines: who, in whose team, where, what, and the record's address."""
    ids = [row.resident_id for row in records]
    people = named(ids, scope.hidden)
    teams = dict(holding(today).filter(resident__in=ids).values_list("resident", "team__name"))
    return [
        {
            "person": words.person(people[row.resident_id], today), "team": teams.get(row.resident_id, ""),
            "village": people[row.resident_id].village.name, "record": row,
            "label": forms()[row._meta.db_table].label,
            "url": reverse("web:record", args=[row._meta.db_table, row.pk]),
        }
        for row in records
        if row.resident_id in people
    ]  # fmt: skip


urlpatterns = [path("feed/", feed, name="feed")]
