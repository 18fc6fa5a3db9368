"""到期续约 and 履约: agreements in reach, the most urgent first, forty to a page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Concat
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse

from gongwei.catalogue.plans import values_on
from gongwei.kernel import clock
from gongwei.obligations.models import Obligation
from gongwei.pages.family_doctor.doors import PROGRAMME, fd_page
from gongwei.pages.family_doctor.facts import holding
from gongwei.people.grants import may
from gongwei.programmes.family_doctor.models import Agreement
from gongwei.programmes.family_doctor.schedule import OWN
from gongwei.web.frame import words
from gongwei.web.frame.leaving import leaves, per_page
from gongwei.web.frame.scope import Scope
from gongwei.web.frame.shell import page
from gongwei.web.worklist.home import named
from gongwei.web.worklist.walk import page_of

PAGE = 40
EXPIRING = {"soon": "即将到期", "grace": "已到期，可续约", "lapsed": "过了续约期"}
FULFIL = {"late": "有逾期服务", "uninformed": "未告知查询档案", "all": "全部签约居民"}


def still_open(today: dt.date) -> Q:
    """What can still be made up for; what has closed is judged and asked for no longer."""
    return Q(closes_on=None) | Q(closes_on__gte=today)


class Among(Func):
    """The first is one of the array that is the second."""

    template = "(%(expressions)s))"
    arg_joiner = " = ANY("
    output_field: Any = BooleanField()


def expiring_in(view: str, scope: Scope, today: dt.date) -> QuerySet[Agreement]:
    """Agreements of living residents in reach that run out and were not followed by another."""
    limits = values_on(PROGRAMME, today)
    opens = today + dt.timedelta(int(limits["renewal_opens_days"]))
    since = today - dt.timedelta(int(limits["renewal_grace_days"]))
    later = Agreement.objects.filter(resident=OuterRef("resident"), begins_on__gt=OuterRef("begins_on"))
    rows = Agreement.objects.filter(
        ~Exists(later), resident__in=scope.residents().filter(living=True), until_on__gt=F("ends_on")
    )
    match view:
        case "grace":
            return rows.filter(ends_on__lt=today, ends_on__gte=since)
        case "lapsed":
            return rows.filter(ends_on__lt=since, ends_on__gte=since - dt.timedelta(365))
    return rows.filter(ends_on__gte=today, ends_on__lte=opens, begins_on__lte=today)


def fulfilment_in(view: str, scope: Scope, today: dt.date) -> QuerySet[Agreement]:
    """Agreements that hold today; those with a promised service overdue, or whose informing is open."""
    rows = holding(today).filter(resident__in=scope.residents().filter(living=True))
    owed = Obligation.objects.filter(
        resident=OuterRef("resident"),
        met_on=None,
        ended_on=None,
        due_on__lt=today,
        due_on__gte=OuterRef("begins_on"),
    ).filter(still_open(today))
    if view == "uninformed":
        open_ones = Obligation.objects.filter(
            resident=OuterRef("resident"), programme=PROGRAMME, step="inform", met_on=None, ended_on=None
        )
        return rows.filter(Exists(open_ones))
    if view == "late":
        service = Concat("programme", Value("."), "step", output_field=TextField())
        promised = owed.annotate(service=service).filter(Among(F("service"), OuterRef("services")))
        return rows.filter(Exists(promised))
    return rows


@fd_page()
@leaves(PROGRAMME)
def expiring(request: HttpRequest) -> HttpResponse:
    """The renewal worklist: who runs out, until when renewing is open."""
    return _list(
        request, EXPIRING, "soon", expiring_in, "family_doctor/expiring.html", ("ends_on", "contract_no")
    )


@fd_page()
@leaves(PROGRAMME)
def fulfilment(request: HttpRequest) -> HttpResponse:
    """What was promised and is overdue, person by person."""
    return _list(
        request, FULFIL, "late", fulfilment_in, "family_doctor/fulfilment.html", ("begins_on", "contract_no")
    )


def _list(
    request: HttpRequest, views: dict[str, str], first: str, ask: Any, template: str, order: Sequence[str]
) -> HttpResponse:
    size = per_page(request, PAGE)
    scope: Scope = request.scope  # type: ignore[attr-defined]
    today = clock.today()
    view = request.GET.get("view", first)
    view = view if view in views else first
    chosen = ask(view, scope, today)
    number, count = max(1, page_of(request.GET.get("page", "")) or 1), chosen.count()
    rows = list(chosen.select_related("team").order_by(*order)[(number - 1) * size : number * size])
    people = named([each.resident_id for each in rows], scope.hidden)
    late = overdue_of(rows, today, scope.hidden) if views is FULFIL else {}
    grace = int(values_on(PROGRAMME, today)["renewal_grace_days"])
    shown = [
        {
            "agreement": each, "person": words.person(people[each.resident_id], today),
            "village": people[each.resident_id].village.name, "days": (each.ends_on - today).days,
            "ago": (today - each.ends_on).days, "closes": each.ends_on + dt.timedelta(grace),
            "late": late.get(each.resident_id, []), "url": reverse("family_doctor:agreement", args=[each.pk]),
        }
        for each in rows
        if each.resident_id in people
    ]  # fmt: skip
    context = {
        "views": [(key, label, key == view) for key, label in views.items()], "view": view, "rows": shown,
        "count": count, "page_number": number, "pages": -(-count // size),
        "writes": may(request.user, "write", PROGRAMME),
    }  # fmt: skip
    return page(request, template, context, at=PROGRAMME)


def overdue_of(
    rows: Sequence[Agreement], today: dt.date, hidden: Sequence[str]
) -> dict[int, list[dict[str, Any]]]:
    """The promised services of these agreements that are overdue, oldest first, with where each is recorded."""
    promised = {each.resident_id: each for each in rows}
    owed = Obligation.objects.filter(
        still_open(today), resident__in=promised, met_on=None, ended_on=None, due_on__lt=today
    ).exclude(programme__in=hidden)
    found: dict[int, list[dict[str, Any]]] = {}
    for row in owed.order_by("due_on"):
        agreement = promised[row.resident_id]
        service = f"{row.programme}.{row.step}"
        if service not in agreement.services or row.due_on < agreement.begins_on:
            continue
        step = words.step_of(row.programme, row.step)
        own = row.programme == PROGRAMME and row.step in OWN
        found.setdefault(row.resident_id, []).append({
            "label": step.label_of(row.seq) if step else row.step, "due_on": row.due_on, "own": own,
        })  # fmt: skip
    return found


urlpatterns = [
    path("expiring/", expiring, name="expiring"),
    path("fulfilment/", fulfilment, name="fulfilment"),
]
