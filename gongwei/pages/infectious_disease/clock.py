"""报告时限: cards and events not yet reported, by the time left; audit and network report; clusters worth an event."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from gongwei.catalogue.plans import values_on
from gongwei.kernel import clock
from gongwei.obligations.verbs import record_activity
from gongwei.pages.infectious_disease import reach
from gongwei.people.grants import may
from gongwei.people.problems import Conflict, Forbidden, Invalid
from gongwei.programmes.infectious_disease.checks import MINUTES, limit_minutes
from gongwei.programmes.infectious_disease.diseases import diseases, name_of
from gongwei.programmes.infectious_disease.forms import CARD, EVENT
from gongwei.records.layout import Form
from gongwei.ui.notices import Toast
from gongwei.ui.refusals import NotYours
from gongwei.ui.status import Chip
from gongwei.web.frame.leaving import leaves, per_page
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.frame.toasts import say
from gongwei.web.frame.typed import plain

OPEN_SINCE = 120
HEPATITIS_A = 301
SHOWN = 200


@dataclass(frozen=True)
class Waiting:
    """One card or event with its clock."""

    form: Form
    record: Any
    name: str
    what: str
    since: dt.datetime
    limit: int
    left: float
    chip: Chip
    url: str

    @property
    def late(self) -> bool:
        """Whether the limit is over, so that the report needs a reason."""
        return self.left < 0


@staff_page()
@leaves(reach.PROGRAMME, names=True)
def waiting(request: HttpRequest) -> HttpResponse:
    """What must be reported, the most urgent first."""
    size = per_page(request, SHOWN)
    rows = sorted([*_cards(request), *_events(request)], key=lambda row: row.left)
    writes = may(request.user, "write", reach.PROGRAMME)
    limits = values_on(reach.PROGRAMME, clock.today())
    context = {
        "rows": rows[:size], "more": len(rows) - size, "writes": writes, "now": clock.now(), "limits": limits,
        "late": sum(row.late for row in rows), "clusters": _clusters(request, limits),
        "done": _today(request), "new_card": reverse("web:work_new", args=[CARD.id]),
        "new_event": reverse("web:work_new", args=[EVENT.id]),
    }  # fmt: skip
    return page(request, "infectious_disease/clock.html", context, at=reach.PROGRAMME)


def _cards(request: HttpRequest) -> list[Waiting]:
    first = clock.today() - dt.timedelta(days=OPEN_SINCE)
    found = reach.records(request, CARD).filter(reported_at=None, diagnosed_on__gte=first)
    rows = []
    for card in found:
        limits = values_on(reach.PROGRAMME, card.diagnosed_on)
        limit = limit_minutes(card.disease, card.diagnosed_on, limits) or 0
        disease = diseases().get(card.disease)
        rank = f"{disease.rank}类 · " if disease else ""
        rows.append(_row(CARD, card, card.name, f"{rank}{name_of(card.disease)}", card.diagnosed_at, limit))
    return rows


def _events(request: HttpRequest) -> list[Waiting]:
    limit = int(values_on(reach.PROGRAMME, clock.today())["urgent_hours"]) * MINUTES
    found = reach.records(request, EVENT).filter(reported_at=None)
    return [_row(EVENT, each, each.event_name, "突发事件", each.notified_at, limit) for each in found]


def _row(form: Form, record: Any, name: str, what: str, since: dt.datetime, limit: int) -> Waiting:
    left = limit - (clock.now() - since).total_seconds() / MINUTES
    url = reverse("web:work_record", args=[form.id, record.pk])
    return Waiting(form, record, name, what, since, limit, left, time_left(left, limit), url)


def time_left(left: float, limit: int) -> Chip:
    """超时 3 小时 / 剩 25 分钟: overdue after the limit; due in the last half hour and from half the limit on."""
    limits = values_on(reach.PROGRAMME, clock.today())
    words = _span(abs(left))
    if left < 0:
        return Chip(f"超时 {words}", "overdue", icon="alert-triangle")
    soon = left <= limits["warn_minutes"] or left <= limit * (100 - limits["warn_share"]) / 100
    return Chip(f"剩 {words}", "due" if soon else "later", icon="clock")


def _span(minutes: float) -> str:
    if minutes >= 3 * 24 * MINUTES:
        return f"{minutes / MINUTES / 24:.0f} 天"
    return f"{minutes / MINUTES:.0f} 小时" if minutes >= 2 * MINUTES else f"{minutes:.0f} 分钟"


def _today(request: HttpRequest) -> int:
    return reach.records(request, CARD).filter(reported_on=clock.today()).count()


def _clusters(request: HttpRequest, limits: dict[str, Any]) -> list[dict[str, Any]]:
    """The same disease in one school or unit within days: consider reporting an event (spec 11 d)."""
    first = clock.today() - dt.timedelta(days=int(limits["cluster_days"]))
    cards = reach.records(request, CARD).filter(onset_on__gte=first, card_type=1).exclude(work_unit=None)
    seen: dict[tuple[str, int], list[Any]] = {}
    for card in cards:
        seen.setdefault((card.work_unit.strip(), card.disease), []).append(card)
    found = []
    for (unit, disease), held in seen.items():
        least = limits["cluster_hepatitis_a"] if disease == HEPATITIS_A else limits["cluster_cases"]
        if len(held) >= least:
            given: dict[str, str | int] = {
                "event_name": f"{unit}{name_of(disease)}聚集性病例", "info_class": 1, "level": 5, "report_type": 1,
                "new_cases": len(held), "total_cases": len(held), "site": unit,
            }  # fmt: skip
            url = f"{reverse('web:work_new', args=[EVENT.id])}?{urlencode(given)}"
            found.append({"unit": unit, "disease": name_of(disease), "count": len(held), "url": url})
    return found


@staff_page("write")
@require_POST
def report(request: HttpRequest, form_id: str, record_id: uuid.UUID) -> HttpResponse:
    """审核通过并已网络直报: the moment, the number there, and the reason where it is late."""
    form = CARD if form_id == CARD.id else EVENT
    stored = reach.one(request, form, record_id)
    values: dict[str, Any] = {"reported_at": _moment(request)}
    if late := plain(request.POST.get("late_reason", "")):
        values["late_reason"] = late
    if form is CARD:
        number = plain(request.POST.get("net_card_no", ""))[:30]
        values |= {"net_card_no": number, "audit_status": 1, "audited_at": stored.audited_at or clock.now()}
    try:
        record_activity(
            form, stored.pk, stored.institution_id, values, actor=request.scope.staff,  # type: ignore[attr-defined]
            version=stored.version, reason="网络直报",
        )  # fmt: skip
    except Invalid as refused:
        say(request, Toast("；".join(problem.message for problem in refused.problems), icon="alert-triangle"))
    except Conflict as refused:
        say(request, Toast(str(refused), icon="alert-triangle"))
    except Forbidden as refused:
        raise NotYours(str(refused), owner=str(stored.institution)) from None
    else:
        say(request, Toast(f"已记下网络报告：{stored.name if form is CARD else stored.event_name}"))
    return redirect("infectious_disease:clock")


def _moment(request: HttpRequest) -> dt.datetime:
    """The moment typed, else now."""
    try:
        return dt.datetime.fromisoformat(request.POST.get("reported_at", "")[:16]).replace(tzinfo=clock.CHINA)
    except ValueError:
        return clock.now()


urlpatterns = [
    path("clock/", waiting, name="clock"),
    path("report/<slug:form_id>/<uuid:record_id>/", report, name="report"),
]
