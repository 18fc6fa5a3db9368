"""乡村份额: the village's share of the weighted work beside its share of the money, and who is below the plan's."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path

from gongwei.catalogue.plans import plan
from gongwei.funds.rules import funds, settlement_rules
from gongwei.funds.workload import shares
from gongwei.web.figures.clauses import clause_url
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.frame.words import clause_label
from gongwei.web.funds.reach import finance_only


@staff_page("")
def funds_shares(request: HttpRequest) -> HttpResponse:
    """One line per institution; which of the two shares is judged, the plan's choice says."""
    finance_only(request)
    found, floor = shares(), funds().village.share
    context = {
        "plan": plan(), "floor": floor, "reading": plan().choices["village_share_base"],
        "label": plan().choices["village_share_base"].choice.options[plan().choice("village_share_base")],
        "rows": [
            {"each": each, "work": float(each.work), "village": float(each.village),
             "part": _percent(each.part), "money": _percent(each.money)}
            for each in found
        ],
        "below": sum(each.below for each in found), "hard": funds().village.hard,
        "services": settlement_rules().services,
        "clause": (clause_label(floor.ref), clause_url(floor.ref)) if floor else None,
    }  # fmt: skip
    return page(request, "web/funds/shares.html", context, at="funds", rail=True)


def _percent(part: object) -> str:
    return "—" if part is None else f"{float(part) * 100:.1f}%"  # type: ignore[arg-type]


urlpatterns = [path("funds/shares/", funds_shares, name="funds_shares")]
