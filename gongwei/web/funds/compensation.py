"""补偿占比: the programme's money ÷ income by institution; finance enters any, 公卫科 its own institution's."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path

from gongwei.appraisal.places import townships
from gongwei.catalogue.plans import plan
from gongwei.funds.compensation import enter_income, shares
from gongwei.kernel.money import ZERO
from gongwei.people.grants import may, staff_of
from gongwei.people.models import Institution
from gongwei.people.problems import refuse
from gongwei.ui.notices import Toast
from gongwei.web.frame.asking import Question, Sheet, again, attempt, read
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.frame.toasts import say
from gongwei.web.funds.amounts import yuan_typed


def _concerned(request: HttpRequest) -> bool:
    return may(request.user, "funds") or may(request.user, "settle")


@staff_page("", offered=_concerned)
def funds_compensation(request: HttpRequest) -> HttpResponse:
    """The table of the institutions in reach and the sheet to enter an income."""
    staff = staff_of(request.user)
    if staff is None or not _concerned(request):
        raise PermissionDenied("机构收入由财政、项目办和本机构公卫科登记、查看")
    places = [each for each in townships() if _reaches(request, each)]
    sheet = _sheet(places)
    if request.method == "POST":
        answers = read(sheet, request)

        def act() -> None:
            place = next((each for each in places if str(each.pk) == answers["place"]), None)
            if place is None:
                raise refuse("place", "机构：请从列表中选择")
            enter_income(place, yuan_typed(answers["amount"]), answers["source"], by=staff)

        if not (problems := attempt(answers, act)):
            say(request, Toast("已登记机构收入"))
            return redirect("web:funds_compensation")
        sheet = again(sheet, answers, problems)
    rows = shares(places) if places else []
    known = [row for row in rows if row.income is not None]
    context = {
        "plan": plan(), "rows": rows, "sheet": sheet if places else None, "missing": len(rows) - len(known),
        "money": sum((row.money for row in known), ZERO),
        "income": sum((row.income.amount for row in known if row.income), ZERO),
        "manages": may(request.user, "funds"),
    }  # fmt: skip
    answer = page(request, "web/funds/compensation.html", context, at="funds")
    answer.status_code = 422 if sheet.problems else 200
    return answer


def _reaches(request: HttpRequest, place: Institution) -> bool:
    return may(request.user, "funds", institution=place) or may(request.user, "settle", institution=place)


def _sheet(places: list[Institution]) -> Sheet:
    options = tuple((str(each.pk), str(each)) for each in places)
    return Sheet("income", "登记机构收入", "登记", (
        Question("place", "机构", "choice", must=True, options=options, value=options[0][0] if options else ""),
        Question("amount", "全年总收入（元）", must=True, longest=20),
        Question("source", "出处", must=True, longest=100, hint="例如 2024 年财务决算报表"),
    ), note="再登记一次即更正，原来的数保留在历史里")  # fmt: skip


urlpatterns = [path("funds/compensation/", funds_compensation, name="funds_compensation")]
