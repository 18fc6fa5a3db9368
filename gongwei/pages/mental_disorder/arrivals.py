"""出院与转入: patients sent to primary care, accepted or returned within a set time; the oldest first (SMI-09)."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path

from gongwei.catalogue.plans import values_on
from gongwei.kernel import clock
from gongwei.obligations.verbs import record_service
from gongwei.pages.mental_disorder.doors import PROGRAMME, smi_page
from gongwei.people import access
from gongwei.people.problems import Conflict, Forbidden, Invalid
from gongwei.programmes.mental_disorder import codes
from gongwei.programmes.mental_disorder.forms import ARRIVAL
from gongwei.programmes.mental_disorder.models import Arrival
from gongwei.ui.notices import Toast
from gongwei.ui.refusals import NotYours
from gongwei.web.frame import words
from gongwei.web.frame.leaving import leaves, per_page
from gongwei.web.frame.scope import Scope
from gongwei.web.frame.shell import page
from gongwei.web.frame.toasts import say
from gongwei.web.worklist.home import named

SHOWN, WAITING, ACCEPTED, RETURNED = 100, 0, 1, 2
TINT = {0: "due", 1: "done", 2: ""}


@smi_page()
@leaves(PROGRAMME)
def arrivals(request: HttpRequest) -> HttpResponse:
    """Those that wait, oldest first, then the answered ones of this year."""
    size = per_page(request, SHOWN)
    scope: Scope = request.scope  # type: ignore[attr-defined]
    today = clock.today()
    days = values_on(PROGRAMME, today)["accept_days"]
    every = Arrival.objects.filter(resident__in=scope.residents(), voided_at=None)
    waiting = list(every.filter(answer=WAITING).order_by("served_on")[:size])
    answered = list(
        every.exclude(answer=WAITING).filter(served_on__year=today.year).order_by("-served_on")[:size]
    )
    people = named([each.resident_id for each in (*waiting, *answered)], scope.hidden)

    def line(each: Arrival) -> dict[str, Any]:
        due = each.served_on + dt.timedelta(days)
        return {
            "person": words.person(people[each.resident_id], today), "arrival": each, "due": due,
            "village": words.place(people[each.resident_id].village.name),
            "kind": codes.ARRIVAL_KIND.label(each.kind), "late": each.answer == WAITING and due < today,
            "answer": codes.ARRIVAL_ANSWER.label(each.answer), "tint": TINT.get(each.answer or 0, ""),
            "took": (each.answered_on - each.served_on).days if each.answered_on else None,
        }  # fmt: skip

    lines = [line(each) for each in (*waiting, *answered)]
    late = sum(1 for each in lines if each["late"])
    context = {"rows": lines, "days": days, "waiting": len(waiting), "late": late}
    return page(request, "mental_disorder/arrivals.html", context, at=PROGRAMME)


@smi_page("write")
def answer(request: HttpRequest, record_id: uuid.UUID) -> HttpResponse:
    """Accept, or return with a reason: a correction of the record, with what it does to the worklist."""
    visible = Arrival.objects.filter(resident__in=request.scope.residents())  # type: ignore[attr-defined]
    found = visible.filter(pk=record_id, voided_at=None).first()
    if found is None or request.method != "POST":
        raise Http404("没有这条信息，或不在您的服务范围内")
    access.look(request.user, found.resident, "出院与转入", request)
    accepted = request.POST.get("answer") == "accept"
    values: dict[str, Any] = {
        "served_on": found.served_on, "answer": ACCEPTED if accepted else RETURNED, "answered_on": clock.today(),
    }  # fmt: skip
    if not accepted:
        values["return_reason"] = request.POST.get("return_reason", "").strip()[:200]
    try:
        record_service(
            ARRIVAL, found.pk, found.resident_id, values, actor=request.scope.staff,  # type: ignore[attr-defined]
            version=found.version, reason="接收" if accepted else "退回",
        )  # fmt: skip
    except Forbidden as refused:
        raise NotYours(str(refused), owner=str(found.institution)) from None
    except (Invalid, Conflict) as refused:
        problems = (
            [each.message for each in refused.problems] if isinstance(refused, Invalid) else [str(refused)]
        )
        say(request, Toast("没有保存：" + "；".join(problems)))
    else:
        said = "已接收，首次随访已进应服务清单" if accepted else "已退回"
        say(request, Toast(f"{found.resident.name}：{said}"))
    return redirect("mental_disorder:arrivals")


urlpatterns = [
    path("arrivals/", arrivals, name="arrivals"),
    path("arrivals/<uuid:record_id>/", answer, name="arrival_answer"),
]
