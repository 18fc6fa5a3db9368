"""推介追踪: those sent to the designated hospital of whom nobody has asked yet, and this year's others (TB-01)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path

from gongwei.catalogue.plans import values_on
from gongwei.kernel import clock
from gongwei.pages.tuberculosis.doors import PROGRAMME, tb_page
from gongwei.programmes.tuberculosis import codes
from gongwei.programmes.tuberculosis.models import Suspect, Trace
from gongwei.web.frame import words
from gongwei.web.frame.leaving import leaves, per_page
from gongwei.web.frame.scope import Scope
from gongwei.web.frame.shell import page
from gongwei.web.worklist.home import named

SHOWN = 100


@tb_page()
@leaves(PROGRAMME)
def suspects(request: HttpRequest) -> HttpResponse:
    """Slips of the last twelve months: those that wait first, the oldest at the top; nobody who arrived is lost."""
    size = per_page(request, SHOWN)
    scope: Scope = request.scope  # type: ignore[attr-defined]
    today = clock.today()
    days = values_on(PROGRAMME, today)["suspect_check_days"]
    since = today - dt.timedelta(365)
    mine = Suspect.objects.filter(resident__in=scope.residents(), voided_at=None)
    slips = list(mine.filter(served_on__gt=since).order_by("served_on"))
    traces: dict[int, list[Trace]] = {}
    for each in Trace.objects.filter(
        resident__in=[slip.resident_id for slip in slips], voided_at=None
    ).order_by("served_on"):
        traces.setdefault(each.resident_id, []).append(each)
    rows = [_row(request.user, slip, traces.get(slip.resident_id, []), days, today) for slip in slips]
    rows.sort(key=lambda row: (row["asked"] is not None and not row["again"], row["slip"].served_on))
    shown = rows[:size]
    people = named([row["slip"].resident_id for row in shown], scope.hidden)
    for row in shown:
        person = people[row["slip"].resident_id]
        row |= {"person": words.person(person, today), "village": words.place(person.village.name)}
    waiting = [row for row in rows if row["asked"] is None]
    context = {
        "rows": shown, "total": len(rows), "days": days, "waiting": len(waiting),
        "late": sum(1 for row in waiting if row["due"] < today),
        "absent": sum(1 for row in rows if row["again"]),
    }  # fmt: skip
    return page(request, "tuberculosis/suspects.html", context, at=PROGRAMME)


def _row(user: Any, slip: Suspect, traces: list[Trace], days: int, today: dt.date) -> dict[str, Any]:
    asked = [each for each in traces if each.served_on >= slip.served_on]
    last = asked[-1] if asked else None
    verb = "再追踪" if last is not None and last.attended == 2 else "追踪"
    return {
        "slip": slip,
        "symptoms": "、".join(codes.SUSPECT_SYMPTOMS.label(code) for code in slip.symptoms or []),
        "due": slip.served_on + dt.timedelta(days),
        "late": last is None and slip.served_on + dt.timedelta(days) < today,
        "asked": last,
        "again": last is not None and last.attended == 2,
        "result": codes.SUSPECT_RESULT.label(last.result) if last and last.attended == 1 else "",
        **words.leading(user, slip.resident_id, "tuberculosis_trace", verb),
    }


urlpatterns = [path("suspects/", suspects, name="suspects")]
