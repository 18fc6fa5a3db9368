"""结算模拟: other rules on the frozen quarter, old against new by institution and payee; nothing is changed by it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path

from gongwei.funds import trying
from gongwei.funds.explaining import Change
from gongwei.funds.rules import finished, settlement_rules
from gongwei.kernel import clock
from gongwei.people.problems import Invalid
from gongwei.policy.funding import METHOD_LABELS
from gongwei.records.layout import Problem
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.funds.reach import finance_only


@staff_page("")
def funds_trial(request: HttpRequest) -> HttpResponse:
    """A form of four fields; its answers stand in the address, so that two people look at the same trial."""
    finance_only(request)
    quarters, asked = finished(clock.today()), request.GET
    last = quarters[-1] if quarters else None
    quarter = next((each for each in quarters if str(each.number) == asked.get("quarter")), last)
    groups, problems = list[trying.Group](), list[Problem]()
    try:
        groups = trying.compare(quarter, trying.tried_rules(asked.dict())) if quarter else []
    except Invalid as wrong:
        problems = list(wrong.problems)
    opened = next((each for each in groups if str(each.township.pk) == asked.get("township")), None)
    held = settlement_rules()
    context = {
        "quarters": quarters, "quarter": quarter, "groups": groups, "totals": _totals(groups), "held": held,
        "methods": METHOD_LABELS, "method": asked.get("method") or held.method, "problems": problems,
        "fields": _fields(asked.dict(), problems), "opened": opened, "changes": _strongest(opened),
        "kept": "&".join(f"{name}={value}" for name, value in _kept(request)),
    }  # fmt: skip
    answer = page(request, "web/funds/trial.html", context, at="funds")
    answer.status_code = 422 if problems else 200
    return answer


def _kept(request: HttpRequest) -> list[tuple[str, str]]:
    """What stays in the address when an institution is opened: the numbers asked for, nothing that is no number."""
    known = ("quarter", "method", *trying.FIELDS)
    asked = [(name, request.GET.get(name, "").strip()) for name in known]
    return [(name, value) for name, value in asked if value and value.replace(".", "").replace("_", "").isalnum()]


def _fields(asked: dict[str, str], problems: list[Problem]) -> list[dict[str, Any]]:
    held = settlement_rules()
    now = {"cap": held.cap.value, "price": held.price.value if held.price else "", "full": held.quality.full.value}
    return [
        {
            "name": name, "label": label, "now": now[name], "typed": asked.get(name, ""),
            "said": [each.message for each in problems if each.field == name],
        }
        for name, label in trying.FIELDS.items()
    ]  # fmt: skip


def _totals(groups: list[trying.Group]) -> dict[str, Any]:
    before, after = (sum((getattr(each, name) for each in groups), Decimal(0)) for name in ("before", "after"))
    return {"before": before, "after": after, "difference": after - before, "losing": sum(g.losing for g in groups)}


def _strongest(opened: trying.Group | None) -> list[Change]:
    """The payees of the opened institution, who loses most first."""
    return sorted(opened.changes, key=lambda each: each.difference) if opened else []


urlpatterns = [path("funds/trial/", funds_trial, name="funds_trial")]
