"""体质分布: how many elders of the scope have which constitution this year, and who they are."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse

from gongwei.kernel import clock
from gongwei.pages.tcm.results import NO, said
from gongwei.programmes.tcm.constitutions import ALL, LABELS
from gongwei.programmes.tcm.models import Elderly
from gongwei.web.frame import words
from gongwei.web.frame.leaving import leaves, per_page
from gongwei.web.frame.scope import Scope
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.worklist.home import named
from gongwei.web.worklist.walk import page_of

PAGE = 40


def latest(scope: Scope, year: int) -> Any:
    """The last valid questionnaire of the year of each resident in scope."""
    newest = (
        Elderly.objects.filter(resident__in=scope.residents(), voided_at=None, served_on__year=year)
        .order_by("resident_id", "-served_on", "-recorded_at")
        .distinct("resident_id")
        .values("pk")
    )
    return Elderly.objects.filter(pk__in=newest)


@staff_page()
@leaves("tcm")
def distribution(request: HttpRequest) -> HttpResponse:
    """Nine bars; the chosen constitution's people below, fifty to a page."""
    size = per_page(request, PAGE)
    scope: Scope = request.scope  # type: ignore[attr-defined]
    today = clock.today()
    found = latest(scope, today.year)
    counted = found.aggregate(
        total=Count("pk"),
        **{
            f"{kind}_{code}": Count("pk", filter=Q(**{f"result_{kind}": code}))
            for kind in ALL
            for code in (1, 2)
        },
    )
    total = counted["total"]
    bars = [
        {
            "kind": kind, "label": LABELS[kind], "yes": counted[f"{kind}_1"], "tends": counted[f"{kind}_2"],
            "yes_share": _share(counted[f"{kind}_1"], total), "tends_share": _share(counted[f"{kind}_2"], total),
        }
        for kind in ALL
    ]  # fmt: skip
    kind = request.GET.get("kind", "")
    kind = kind if kind in LABELS else ""
    chosen = found.filter(**{f"result_{kind}__lt": NO}) if kind else found
    number, count = max(1, page_of(request.GET.get("page", "")) or 1), chosen.count()
    shown = list(chosen.order_by("-served_on", "pk")[(number - 1) * size : number * size])
    people = named([each.resident_id for each in shown], scope.hidden)
    rows = [
        {
            "person": words.person(people[each.resident_id], today), "village": people[each.resident_id].village.name,
            "on": each.served_on, "said": said(each), "url": reverse("web:record", args=["tcm_elderly", each.pk]),
            "paper": reverse("tcm:handout", args=[each.pk]),
        }
        for each in shown
        if each.resident_id in people
    ]  # fmt: skip
    context = {
        "bars": bars, "total": total, "kind": kind, "label": LABELS.get(kind, "全部"), "rows": rows, "count": count,
        "page_number": number, "pages": -(-count // size), "year": today.year,
    }  # fmt: skip
    return page(request, "tcm/distribution.html", context, at="tcm")


def _share(part: int, whole: int) -> float:
    return round(100 * part / whole, 1) if whole else 0.0


urlpatterns = [path("distribution/", distribution, name="distribution")]
