"""年终奖惩: each institution's year-end score in yuan, orders of two persons, and what goes off the next payment."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path

from gongwei.catalogue.plans import plan
from gongwei.funds import rewards
from gongwei.funds.rules import funds
from gongwei.kernel import clock
from gongwei.kernel.money import ZERO
from gongwei.ui.notices import Toast
from gongwei.web.figures.clauses import clause_url
from gongwei.web.frame.asking import Answers, attempt
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.frame.toasts import say
from gongwei.web.frame.words import clause_label
from gongwei.web.funds.reach import finance_only

SHOWN = 40


@staff_page("")
def funds_year_end(request: HttpRequest) -> HttpResponse:
    """The table of institutions with their formula and order; one press draws an order for another person."""
    staff = finance_only(request)
    found, problems, today = rewards.outcomes(), list[str](), clock.today()
    if request.method == "POST":
        wanted = [each for each in found if str(each.place.pk) in request.POST.getlist("township")]
        if not wanted:
            raise Http404("没有这家机构")

        def act() -> None:
            for each in wanted:
                rewards.by_appraisal(each.place, today, by=staff)

        answers = Answers({}, {}, (), request.POST.get("key", ""))
        problems = [each.message for each in attempt(answers, act)]
        if not problems:
            say(request, Toast(f"已拟好 {len(wanted)} 张奖惩单，等另一位审核"))
            return redirect("web:funds_orders")
    left, due, rules = rewards.remainders(), rewards.due_on(), funds().reward
    context = {
        "plan": plan(), "rows": [_row(each) for each in found], "problems": problems, "rules": rules, "due": due,
        "open": today.year > plan().year, "late": due is not None and today > due, "totals": _totals(found),
        "ready": [each.place.pk for each in found if each.amount and _undrawn(each)],
        "left": left[:SHOWN], "more": max(len(left) - SHOWN, 0), "left_sum": sum((each.amount for each in left), ZERO),
        "clause": (clause_label(rules.ref), clause_url(rules.ref)) if rules else None,
    }  # fmt: skip
    answer = page(request, "web/funds/year_end.html", context, at="funds", rail=True)
    answer.status_code = 422 if problems else 200
    return answer


def _undrawn(each: rewards.Outcome) -> bool:
    return each.order is None or each.order.state == "refused"


def _row(each: rewards.Outcome) -> dict[str, Any]:
    tint = {"approved": "done", "waiting": "due", "refused": "overdue"}
    return {
        "each": each, "tint": tint[each.order.state] if each.order else "", "may": bool(each.amount) and _undrawn(each),
    }  # fmt: skip


def _totals(found: list[rewards.Outcome]) -> dict[str, Decimal]:
    amounts = [each.amount for each in found if each.amount is not None]
    return {
        "reward": sum((each for each in amounts if each > 0), ZERO),
        "penalty": sum((each for each in amounts if each < 0), ZERO),
    }


urlpatterns = [path("funds/year-end/", funds_year_end, name="funds_year_end")]
