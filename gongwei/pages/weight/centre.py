"""健康管理中心: filing, screening, diagnosis, plan, education, follow-up: one way, and where each stands (WGT-07)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse

from gongwei.catalogue.chapters import forms
from gongwei.kernel import clock
from gongwei.people.grants import may
from gongwei.people.models import Resident
from gongwei.web.frame import words
from gongwei.web.frame.leaving import leaves, per_page
from gongwei.web.frame.scope import Scope
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.worklist.home import named
from gongwei.web.worklist.walk import page_of

PAGE = 40
FILED = "filed"


@dataclass(frozen=True)
class Station:
    """One station of the centre: what is done there, on which form; filing has its own page."""

    id: str
    label: str
    form: str


STATIONS = (
    Station(FILED, "建档", ""),
    Station("screened", "筛查", "weight_measurement"),
    Station("assessed", "评估诊断", "weight_assessment"),
    Station("planned", "处方", "weight_plan"),
    Station("taught", "科普干预", "health_education_individual"),
    Station("followed", "随访", "weight_visit"),
)
"""The one process of 建档、筛查、诊断、科普干预 (shanghai-2024#三), with the plan and its follow-up."""


def passed(people: Any, year: int) -> dict[int, dict[str, dt.date]]:
    """Resident → station → the last day of the year on which it was passed; only those who came to one of them."""
    found: dict[int, dict[str, dt.date]] = {}
    for station in STATIONS:
        if not station.form:
            continue
        rows: Any = forms()[station.form].model._default_manager.filter(
            resident__in=people, voided_at=None, served_on__year=year
        )
        for who, day in rows.order_by("served_on").values_list("resident_id", "served_on"):
            found.setdefault(who, {})[station.id] = day
    return {who: days for who, days in found.items() if set(days) - {"taught"}}


def following(person: Resident, days: Mapping[str, dt.date]) -> Station | None:
    """The first station that the resident has not passed; None at the end of the way."""
    done = set(days) | ({FILED} if person.filed else set())
    return next((station for station in STATIONS if station.id not in done), None)


def way_of(person: Resident, days: Mapping[str, dt.date]) -> list[tuple[Station, Any]]:
    """Every station with the day on which it was passed; filing has the day of the record."""
    filed = {FILED: person.created_on} if person.filed else {}
    known = {**filed, **days}
    return [(station, known.get(station.id)) for station in STATIONS]


@staff_page()
@leaves("weight")
def centre(request: HttpRequest) -> HttpResponse:
    """Everybody who came to a station this year, those who wait at the chosen one first."""
    size = per_page(request, PAGE)
    scope: Scope = request.scope  # type: ignore[attr-defined]
    today = clock.today()
    came = passed(scope.residents(), today.year)
    people = {each.pk: each for each in Resident.objects.visible_to(request.user).filter(pk__in=came)}
    waits: dict[str, list[int]] = {station.id: [] for station in STATIONS}
    for who in sorted(came, key=lambda each: max(came[each].values()), reverse=True):
        station = following(people[who], came[who]) if who in people else None
        if station is not None:
            waits[station.id].append(who)
    at = request.GET.get("at", "")
    chosen = waits[at] if at in waits else [who for who in came if who in people]
    number = max(1, page_of(request.GET.get("page", "")) or 1)
    shown = named(chosen[(number - 1) * size : number * size], scope.hidden)
    rows = [_row(request.user, shown[who], came[who]) for who in chosen if who in shown]
    context = {
        "stations": [(each, len(waits[each.id]), sum(each.id in days for days in came.values())) for each in STATIONS],
        "at": at if at in waits else "", "rows": rows, "count": len(chosen), "came": len(people),
        "page_number": number, "pages": -(-len(chosen) // size),
    }  # fmt: skip
    return page(request, "weight/centre.html", context, at="weight")


def _row(user: Any, person: Resident, days: Mapping[str, dt.date]) -> dict[str, Any]:
    station = following(person, days)
    url = ""
    if station is not None and may(user, "write", "weight", person.institution):
        there = [person.pk, station.form]
        url = (
            reverse("web:record_new", args=there)
            if station.form
            else reverse("web:resident_edit", args=[person.pk])
        )
    return {
        "person": words.person(person, clock.today()),
        "way": way_of(person, days),
        "next": station,
        "url": url,
    }


urlpatterns = [path("centre/", centre, name="centre")]
