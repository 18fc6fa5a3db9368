"""资金结算: for the county a board of all institutions with alarms and orders; others are led to their own quarter."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path

from gongwei.catalogue.plans import plan
from gongwei.funds import board as figures
from gongwei.funds.instalments import allocate, receive
from gongwei.funds.models import LEVELS, Instalment, Order, Settlement
from gongwei.funds.places import approve_population
from gongwei.funds.rules import Quarter, finished, funds, months_of
from gongwei.funds.sources import levels
from gongwei.kernel import clock
from gongwei.people.grants import may, staff_of
from gongwei.people.models import Institution
from gongwei.ui.notices import Toast
from gongwei.web.figures.clauses import clause_url
from gongwei.web.frame.asking import Question, Sheet, again, attempt, read
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.frame.toasts import say
from gongwei.web.frame.words import clause_label
from gongwei.web.funds.amounts import uuid_typed, yuan_typed
from gongwei.web.funds.reach import concerned, finance_only

SHOWN_ALARMS = 8


@staff_page("")
def funds_home(request: HttpRequest) -> HttpResponse:
    """The board for who manages the county's money; everybody else goes to the own township's latest quarter."""
    staff = staff_of(request.user)
    if staff is None or not concerned(request):
        raise PermissionDenied("资金页面由项目办、财政、公卫科和村医使用；如工作需要，请向本机构管理员申请")
    if may(request.user, "funds"):
        return county(request)
    place = staff.institution
    township = place.parent if place.parent is not None and place.kind not in Institution.PRIMARY else place
    own = township or place
    last = finished(clock.today(), months_of(own))
    return redirect("web:funds_quarter", own.pk, plan().year, last[-1].number if last else 1)


def county(request: HttpRequest) -> HttpResponse:
    """Budget, received, prepaid, earned, settled, execution per institution; receipts; what waits for approval."""
    staff, sheet = finance_only(request), arrival_sheet()
    if request.method == "POST":
        answers = read(sheet, request)
        problems = attempt(answers, lambda: receive(
            answers.id, answers["level"], yuan_typed(answers["amount"]), answers["received_on"], answers["document"],
            by=staff,
        ))  # fmt: skip
        if not problems:
            say(request, Toast("已登记到账，等另一位审核"))
            return redirect("web:funds_orders")
        sheet = again(sheet, answers, problems)
    rows = figures.rows()
    found = sorted(figures.alarms(clock.today(), rows), key=lambda each: not each.late)
    quarters = finished(clock.today())
    context = {
        "plan": plan(), "rules": funds(), "rows": rows, "totals": _totals(rows), "levels": levels(),
        "alarms": [(each, clause_label(each.ref), clause_url(each.ref)) for each in found[:SHOWN_ALARMS]],
        "more_alarms": max(len(found) - SHOWN_ALARMS, 0), "sheet": sheet,
        "waiting": Order.objects.filter(plan=plan().id, state="waiting").count(),
        "instalments": _instalments(), "states": _states(quarters), "quarters": quarters,
        "quarter": quarters[-1] if quarters else Quarter(plan().year, 1),
        "unapproved": [row.place for row in rows if not row.village_people],
    }  # fmt: skip
    answer = page(request, "web/funds/board.html", context, at="funds", rail=True)
    answer.status_code = 422 if sheet.problems else 200
    return answer


def arrival_sheet() -> Sheet:
    """What is asked of money that came."""
    return Sheet("arrival", "登记到账", "登记，交另一位审核", (
        Question("level", "拨款级次", "choice", must=True, options=tuple(LEVELS.items())),
        Question("amount", "金额（元）", must=True, longest=20),
        Question("received_on", "到账日期", "day", must=True),
        Question("document", "文号或批次", must=True, longest=100),
    ))  # fmt: skip


def _totals(rows: list[figures.Row]) -> dict[str, Any]:
    names = ("people", "budget", "received", "prepaid", "earned", "settled", "village")
    return {name: sum(getattr(row, name) for row in rows) for name in names}


def _instalments() -> list[dict[str, Any]]:
    held = Instalment.objects.filter(plan=plan().id).prefetch_related("orders")
    return [
        {
            "row": each,
            "in_pool": any(o.kind == "receipt" and o.state == "approved" for o in each.orders.all()),
            "allocated": next((o for o in each.orders.all() if o.kind == "allocation" and o.state != "refused"), None),
            "prepaid": sum(o.kind == "prepayment" and o.state == "approved" for o in each.orders.all()),
        }
        for each in held
    ]


def _states(quarters: list[Quarter]) -> dict[int, str]:
    """Township → the state of the latest finished quarter."""
    if not quarters:
        return {}
    held = Settlement.objects.filter(plan=plan().id, year=quarters[-1].year, quarter=quarters[-1].number, months=3)
    return {each.township_id: each.get_state_display() for each in held.exclude(state="replaced")}


@staff_page("")
def funds_act(request: HttpRequest) -> HttpResponse:
    """One press: share an instalment out, or approve the people of an institution's clinics."""
    staff = finance_only(request)
    if request.method == "POST" and request.POST.get("do") == "allocate":
        held = Instalment.objects.filter(pk=uuid_typed(request.POST.get("instalment", "")), plan=plan().id).first()
        if held is not None:
            allocate(held, clock.today(), by=staff)
            say(request, Toast(f"已按服务人口拟好{held}的分配，等另一位审核"))
            return redirect("web:funds_orders")
    if request.method == "POST" and request.POST.get("do") == "population":
        for row in figures.rows():
            if not row.village_people and row.people:
                approve_population(row.place, by=staff)
        say(request, Toast("已核定各村卫生室（站）服务人口"))
    return redirect("web:funds")


urlpatterns = [
    path("funds/", funds_home, name="funds"),
    path("funds/act/", funds_act, name="funds_act"),
]
