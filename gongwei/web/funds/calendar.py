"""付款日历: who must have paid what by which day, with alarms; what each level of finance arranged and gave."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path

from gongwei.catalogue.plans import plan
from gongwei.funds.calendar import PAYERS, Due, dues
from gongwei.funds.models import LEVELS
from gongwei.funds.rules import funds
from gongwei.funds.sources import arrange, levels, required, unplanned
from gongwei.kernel import clock
from gongwei.ui.notices import Toast
from gongwei.web.figures.clauses import clause_url
from gongwei.web.frame.asking import Question, Sheet, again, attempt, read
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.frame.toasts import say
from gongwei.web.frame.words import clause_label
from gongwei.web.funds.amounts import yuan_typed
from gongwei.web.funds.reach import finance_only

STATES = {
    "late": ("逾期", "overdue"), "soon": ("一月内到期", "due"), "later": ("未到期", "later"),
    "done": ("已完成", "done"), "late_done": ("逾期完成", "due"),
}  # fmt: skip
PER_PAYER = 30


@staff_page("")
def funds_calendar(request: HttpRequest) -> HttpResponse:
    """Payments by payer, the late ones first; and a sheet for what a level arranges."""
    staff, sheet, today = finance_only(request), _sheet(), clock.today()
    if request.method == "POST":
        answers = read(sheet, request)
        problems = attempt(answers, lambda: arrange(
            answers["level"], yuan_typed(answers["planned"], "planned"),
            yuan_typed(answers["notified"] or "0", "notified"), answers["document"], by=staff,
        ))  # fmt: skip
        if not problems:
            say(request, Toast("已登记"))
            return redirect("web:funds_calendar")
        sheet = again(sheet, answers, problems)
    every = dues(today)
    chosen = request.GET.get("payer", "")
    shown = {payer: [each for each in every if each.payer == payer] for payer in PAYERS}
    context = {
        "plan": plan(), "today": today, "sheet": sheet, "levels": levels(), "required": required(),
        "unplanned": unplanned(), "late": sum(each.state(today) == "late" for each in every),
        "soon": sum(each.state(today) == "soon" for each in every), "chosen": chosen,
        "payers": [_payer(payer, found, today, whole=payer == chosen) for payer, found in shown.items() if found],
    }  # fmt: skip
    answer = page(request, "web/funds/calendar.html", context, at="funds", rail=True)
    answer.status_code = 422 if sheet.problems else 200
    return answer


def _payer(payer: str, found: list[Due], today: Any, *, whole: bool) -> dict[str, Any]:
    order = list(STATES)
    found = sorted(found, key=lambda each: (order.index(each.state(today)), each.due_on))
    rows = [
        {"due": each, "state": STATES[each.state(today)], "days": abs((each.due_on - today).days),
         "clause": (clause_label(each.ref), clause_url(each.ref))}
        for each in (found if whole else found[:PER_PAYER])
    ]  # fmt: skip
    late = sum(each.state(today) == "late" for each in found)
    return {
        "id": payer, "label": PAYERS[payer], "rows": rows, "count": len(found), "late": late,
        "more": len(found) - len(rows),
    }  # fmt: skip


def _sheet() -> Sheet:
    options = tuple((each, LEVELS[each]) for each in funds().levels)
    return Sheet("source", "登记各级财政安排", "登记", (
        Question("level", "拨款级次", "choice", must=True, options=options),
        Question("planned", "应安排（元）", must=True, longest=20),
        Question("notified", "已下文（元）", longest=20),
        Question("document", "文号", longest=100),
    ))  # fmt: skip


urlpatterns = [path("funds/calendar/", funds_calendar, name="funds_calendar")]
