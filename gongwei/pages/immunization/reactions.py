"""疑似预防接种异常反应: every report card with its clocks, the open ones first."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from gongwei.catalogue.plans import values_on
from gongwei.kernel import clock
from gongwei.pages.immunization.doors import must_may
from gongwei.programmes.immunization import codes
from gongwei.programmes.immunization.clocks import clocks_of
from gongwei.programmes.immunization.models import Aefi, Inquiry
from gongwei.web.frame import words
from gongwei.web.frame.leaving import leaves, per_page
from gongwei.web.frame.shell import page, staff_page

VIEWS = {"open": "未结", "late": "超时限", "all": "全部"}
SHOWN = 100


@staff_page()
@leaves("immunization")
def reactions(request: HttpRequest) -> HttpResponse:
    """Cards of the residents in scope, two years back."""
    size = per_page(request, SHOWN)
    must_may(request, "read")
    today, now = clock.today(), clock.now()
    scope = request.scope  # type: ignore[attr-defined]
    since = dt.date(today.year - 1, 1, 1)
    cards = list(
        Aefi.objects.filter(resident__in=scope.residents(), voided_at=None, served_on__gte=since)
        .select_related("resident").prefetch_related("vaccines").order_by("-served_on", "-found_at")[:400]
    )  # fmt: skip
    inquiries: dict[Any, Inquiry] = {}
    for each in Inquiry.objects.filter(aefi__in=cards, voided_at=None).order_by("-served_on"):
        inquiries[each.aefi_id] = each
    rows = [_row(request.user, each, inquiries.get(each.pk), today, now) for each in cards]
    held = {
        "open": [row for row in rows if any(clock_.open for clock_ in row["clocks"])],
        "late": [row for row in rows if any(clock_.late for clock_ in row["clocks"])],
        "all": rows,
    }
    view = request.GET.get("view", "open")
    if view not in VIEWS:
        raise Http404("没有这个清单")
    context = {
        "views": [(key, label, key == view, len(held[key])) for key, label in VIEWS.items()],
        "rows": held[view][:size],
    }
    return page(request, "immunization/reactions.html", context, at="immunization")


def _row(user: Any, card: Aefi, inquiry: Inquiry | None, today: dt.date, now: dt.datetime) -> dict[str, Any]:
    after = f"immunization_aefi:{card.pk}"
    leads = words.leading(user, card.resident_id, "immunization_aefi_inquiry", "调查", after=after)
    return {
        "card": card,
        "person": words.person(card.resident, today),
        "vaccines": "、".join(codes.VACCINE.label(each.vaccine) for each in card.vaccines.all()),
        "outcome": codes.OUTCOME.label(card.outcome),
        "urgent": any(code in (1, 2, 3, 4) for code in card.urgent or ()),
        "final": codes.FINAL_CLASS.label(inquiry.final_class) if inquiry and inquiry.final_class else "",
        "clocks": clocks_of(card, inquiry, values_on("immunization", card.served_on), now),
        "inquire": leads["url"], "verb": leads["verb"],
        "url": reverse("web:record", args=["immunization_aefi", card.pk]),
    }
