"""绩效分配表: a settled period's money by person with the formula; 公卫科 approves it, everybody sees the own line."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path

from gongwei.funds.models import Wage
from gongwei.funds.settling import current
from gongwei.funds.wages import POOLED, approve_wages, parts
from gongwei.kernel.money import ZERO
from gongwei.people.models import Staff
from gongwei.ui.notices import Toast
from gongwei.web.frame.asking import Answers, attempt
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.frame.toasts import say
from gongwei.web.funds.reach import Reach, quarter_of, reach


@staff_page("")
def funds_wages(request: HttpRequest, township_id: int, year: int, number: int) -> HttpResponse:
    """The sheet as reckoned until it is approved, then as approved; a village doctor sees her own line alone."""
    allowed = reach(request, township_id)
    quarter = quarter_of(year, number, allowed.township)
    made = current(allowed.township, quarter)
    if made is None:
        raise Http404("这一期还没有试算")
    problems: list[str] = []
    if request.method == "POST":
        answers = Answers({}, {}, (), request.POST.get("key", ""))
        problems = [each.message for each in attempt(answers, lambda: approve_wages(made, by=allowed.staff))]
        if not problems:
            say(request, Toast("已批准，本人可以看到自己的一行"))
            return redirect(request.path)
    held = list(Wage.objects.filter(line__settlement=made).select_related("line__clinic", "staff", "approved_by"))
    rows = _kept(held, allowed) if held else [] if allowed.village_only else _reckoned(parts(made))
    context = {
        "reach": allowed, "quarter": quarter, "made": made, "rows": rows, "problems": problems, "held": held[:1],
        "sum": sum((row["amount"] for row in rows), ZERO), "may": allowed.office and not held,
        "ready": made.state in ("reviewed", "paid"),
    }  # fmt: skip
    answer = page(request, "web/funds/wages.html", context, at="funds", rail=True)
    answer.status_code = 422 if problems else 200
    return answer


def _kept(held: list[Wage], allowed: Reach) -> list[dict[str, Any]]:
    own = [each for each in held if each.staff_id == allowed.staff.pk] if allowed.village_only else held
    return [
        {"clinic": each.line.clinic, "who": each.staff.name if each.staff else POOLED, "valid": each.valid,
         "questioned": each.questioned, "formula": each.formula, "amount": each.amount}
        for each in own
    ]  # fmt: skip


def _reckoned(found: Any) -> list[dict[str, Any]]:
    everybody = {part.done.staff for each in found.values() for part in each if part.done}
    names = dict(Staff.objects.filter(pk__in=everybody).values_list("pk", "name"))
    return [
        {"clinic": line.clinic, "who": names[part.done.staff] if part.done else POOLED,
         "valid": part.done.valid if part.done else 0, "questioned": part.done.questioned if part.done else 0,
         "formula": part.formula, "amount": part.amount}
        for line, each in found.items()
        for part in each
    ]  # fmt: skip


urlpatterns = [
    path("funds/<int:township_id>/<int:year>/<int:number>/wages/", funds_wages, name="funds_wages"),
]
