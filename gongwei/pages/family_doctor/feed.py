"""新动态: new exams, clinic visits and consultations of signed residents, pushed to their team (FD-15)."""

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
from gongwei.web.frame import words
from gongwei.web.frame.scope import Scope
from gongwei.web.frame.shell import page
from gongwei.web.worklist.home import named

DAYS, SHOWN = 30, 60
SOURCES = (HealthExam, Encounter, Consultation)


@fd_page()
def feed(request: HttpRequest) -> HttpResponse:
    """The last thirty days, the latest first; each line opens the record itself."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    today = clock.today()
    signed = holding(today).filter(resident__in=scope.residents().filter(living=True))
    found: list[Any] = []
    for model in SOURCES:
        own = model.objects.filter(
            voided_at=None, served_on__gt=today - dt.timedelta(DAYS), resident__in=signed.values("resident")
        )
        found += own.select_related("institution", "staff").order_by("-served_on", "-recorded_at")[:SHOWN]
    found = sorted(found, key=lambda row: (row.served_on, row.recorded_at), reverse=True)[:SHOWN]
    ids = [row.resident_id for row in found]
    people = named(ids, scope.hidden)
    teams = dict(signed.filter(resident__in=ids).values_list("resident", "team__name"))
    rows = [
        {
            "person": words.person(people[row.resident_id], today), "team": teams.get(row.resident_id, ""),
            "village": people[row.resident_id].village.name, "record": row,
            "label": forms()[row._meta.db_table].label,
            "url": reverse("web:record", args=[row._meta.db_table, row.pk]),
        }
        for row in found
        if row.resident_id in people
    ]  # fmt: skip
    return page(request, "family_doctor/feed.html", {"rows": rows, "days": DAYS}, at=PROGRAMME)


urlpatterns = [path("feed/", feed, name="feed")]
