"""医防融合试点: a pilot unit writes its report in fixed sections; the office reads all pilots side by side (NCD-22)."""

from __future__ import annotations

import re
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import path, reverse

from gongwei.kernel.clock import today
from gongwei.people.grants import allowed
from gongwei.people.models import Institution
from gongwei.reporting import piloting
from gongwei.reporting.models import SECTIONS, PilotReport
from gongwei.ui.notices import Toast
from gongwei.ui.refusals import NotYours
from gongwei.web.appraisal.reach import fill
from gongwei.web.figures.standing import reach_of
from gongwei.web.frame.asking import Question, Sheet
from gongwei.web.frame.leaving import leaves
from gongwei.web.frame.scope import Scope
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.frame.toasts import say

HINTS = {
    "service_model": "谁和谁一起做、在哪一步把预防和治疗合到一起、服务了多少人",
    "incentive": "经费、绩效怎样与融合的工作挂钩，谁得到了什么",
    "education": "对谁、用什么办法、多久一次，效果怎么看",
    "informatisation": "用了哪些系统和设备，哪些数据不再重复录入",
}  # fmt: skip


@staff_page("figures")
@leaves()
def pilots(request: HttpRequest) -> HttpResponseBase:
    """The reports of one year in reach: sections down, pilots across; the own report is written beside them."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    year = _year(request)
    reach = reach_of(scope)
    places = () if reach.villages else reach.institutions
    reports = PilotReport.objects.filter(year=year, institution__in=places).select_related("institution")
    mine = _own(scope, places)
    seen = [each for each in reports if each.state != "draft" or each.institution in mine]
    sheet = _sheet(request, scope, mine, seen, year)
    if request.method == "POST":
        if sheet is None:
            raise NotYours("试点报告由试点单位的公卫科撰写，由项目办退回", how="请联系试点单位的公卫科或项目办")
        left = fill(request, sheet, lambda answers: _do(request, mine, seen, year, answers))
        if left is None:
            say(request, Toast("已记录"))
            return redirect(f"{reverse('web:pilots')}?year={year}")
        sheet = left
    chosen = {key for key in request.GET.getlist("unit") if key.isdecimal()}
    shown = [each for each in seen if not chosen or str(each.institution_id) in chosen]
    context = {
        "year": year, "years": sorted({year, today().year, *PilotReport.objects.values_list("year", flat=True)}),
        "seen": seen, "shown": shown, "chosen": chosen, "mine": mine, "sheet": sheet,
        "lines": [(label, [getattr(each, name) for each in shown]) for name, label in SECTIONS.items()],
        "returns": {each.pk for each in shown if each.state == "submitted" and _returns(scope, each)},
    }  # fmt: skip
    answer = page(request, "web/reporting/pilots.html", context, at="plan", rail=True)
    answer.status_code = 422 if sheet is not None and sheet.problems else 200
    return answer


def _year(request: HttpRequest) -> int:
    text = request.POST.get("year") or request.GET.get("year") or str(today().year)
    if not re.fullmatch(r"20\d\d", text):
        raise Http404("没有这个年度")
    return int(text)


def _own(scope: Scope, places: tuple[Institution, ...]) -> list[Institution]:
    """The institutions in whose name the account writes."""
    return [each for each in places if allowed(scope.staff, "split", institution=each)]


def _returns(scope: Scope, report: PilotReport) -> bool:
    return allowed(scope.staff, "plan", institution=report.institution)


def _sheet(
    request: HttpRequest, scope: Scope, mine: list[Institution], seen: list[PilotReport], year: int
) -> Sheet | None:
    """The report to write, or the reason of a return; 404 for a report out of reach."""
    back = request.POST.get("back") or request.GET.get("back") or ""
    if back:
        report = next((each for each in seen if str(each.pk) == back), None)
        if report is None:
            raise Http404("没有这份报告，或不在您的范围内")
        asked = (Question("because", "退回原因", "long", must=True, longest=300),)
        hidden = (("back", back), ("year", str(year)))
        title = f"退回：{report.institution}"
        return Sheet("back", title, "退回", asked, hidden=hidden) if _returns(scope, report) else None
    wanted = request.POST.get("write") or request.GET.get("write") or ""
    if not wanted:
        return None
    place = next((each for each in mine if str(each.pk) == wanted), None)
    if place is None:
        return None
    report = next((each for each in seen if each.institution_id == place.pk), None)
    questions = (
        *(Question(name, label, "long", longest=piloting.LONGEST, hint=HINTS[name],
                   value=getattr(report, name) if report else "") for name, label in SECTIONS.items()),
        Question("send", "写完了，报送项目办", "check"),
    )  # fmt: skip
    note = f"项目办退回：{report.returned_because}" if report and report.state == "returned" else ""
    hidden = (("write", wanted), ("year", str(year)))
    return Sheet("write", f"{place} {year} 年试点报告", "保存", questions, note=note, hidden=hidden)


def _do(request: HttpRequest, mine: list[Institution], seen: list[PilotReport], year: int, answers: Any) -> None:
    by = request.scope.staff  # type: ignore[attr-defined]
    if back := request.POST.get("back"):
        piloting.send_back(next(each for each in seen if str(each.pk) == back), answers["because"], by=by)
        return
    place = next(each for each in mine if str(each.pk) == request.POST["write"])
    texts = {name: answers[name] or "" for name in SECTIONS}
    piloting.write(answers.id, place, year, texts, by=by, send=bool(answers["send"]))


urlpatterns = [path("reports/pilots/", pilots, name="pilots")]
