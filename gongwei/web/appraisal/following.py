"""Objections with their review, and orders to mend with report and re-check: each in one list."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path

from gongwei.appraisal.authority import judging, may_answer, may_decide, organises, own
from gongwei.appraisal.models import Inspection, Objection, Rectification
from gongwei.appraisal.objecting import decide
from gongwei.appraisal.rectifying import late, recheck, report
from gongwei.kernel import clock
from gongwei.people.models import Staff
from gongwei.ui.notices import Toast
from gongwei.web.appraisal.reach import fill, reader
from gongwei.web.figures.clauses import clause_url
from gongwei.web.frame.asking import Question, Sheet
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.frame.toasts import say
from gongwei.web.frame.words import clause_label

PER_PAGE = 20
TABS = (("open", "未复核合格"), ("late", "逾期"), ("closed", "已复核"))


@staff_page("")
def objections(request: HttpRequest) -> HttpResponse:
    """Every objection that the reader may see, the undecided first; POST decides one."""
    staff = reader(request)
    found = Objection.objects.filter(deduction__inspection__in=Inspection.objects.visible_to(request.user))
    rows = found.select_related(
        "deduction__inspection__round__organiser", "deduction__inspection__institution", "deduction__by", "by",
        "decided_by", "deduction__sampled",
    ).order_by("decision", "due_on", "id")  # fmt: skip
    sheet = None
    if request.method == "POST":
        held = _one(rows, request.POST.get("of", ""))
        sheet = fill(request, decision(held), lambda answers: decide(
            held, answers["decision"], answers["answer"], by=staff))  # fmt: skip
        if sheet is None:
            say(request, Toast("已复议"))
            return redirect("web:appraisal_objections")
    shown = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"rows": [_objection(each, staff, sheet) for each in shown], "shown": shown, "at": "objections"}
    answer = page(request, "web/appraisal/objections.html", context, at="appraisal", rail=True)
    answer.status_code = 422 if sheet is not None else 200
    return answer


def decision(held: Objection) -> Sheet:
    """Uphold or keep, always with words."""
    return Sheet(f"d{held.pk.hex[:8]}", "复议", "复议", (
        Question("decision", "结论", "radio", must=True, options=(("upheld", "采纳，撤销扣分"), ("kept", "维持扣分"))),
        Question("answer", "理由", "long", must=True, longest=500),
    ), hidden=(("of", str(held.pk)),))  # fmt: skip


def _objection(held: Objection, staff: Staff, sheet: Sheet | None) -> dict[str, Any]:
    inspection = held.deduction.inspection
    mine = decision(held)
    other = staff.pk not in (held.by_id, held.deduction.by_id)
    may = not held.decision and other and may_decide(staff, inspection) and not own(staff, inspection.institution)
    return {
        "held": held, "inspection": inspection, "late": not held.decision and held.due_on < clock.today(),
        "sheet": (sheet if sheet is not None and sheet.id == mine.id else mine) if may else None,
        "clause": (clause_label(held.deduction.ref), clause_url(held.deduction.ref)),
    }  # fmt: skip


@staff_page("")
def orders(request: HttpRequest) -> HttpResponse:
    """Every order to mend, the overdue first; POST reports or re-checks one."""
    staff, today = reader(request), clock.today()
    found = Rectification.objects.filter(inspection__in=Inspection.objects.visible_to(request.user))
    rows = found.select_related(
        "inspection__round__organiser", "inspection__institution", "responsible", "issued_by", "deduction"
    )
    wanted = request.GET.get("show", "open")
    kept = rows.filter(state="closed") if wanted == "closed" else rows.exclude(state="closed")
    kept = kept.filter(due_on__lt=today) if wanted == "late" else kept
    sheet = None
    if request.method == "POST":
        held = _one(rows, request.POST.get("of", ""))
        asked = reporting(held) if request.POST.get("sheet", "").startswith("r") else rechecking(held)
        sheet = fill(request, asked, lambda answers: (
            report(held, answers["report"], answers["evidence"], by=staff) if asked.id.startswith("r")
            else recheck(answers.id, held, answers["passed"] == "1", answers["words"], by=staff)))  # fmt: skip
        if sheet is None:
            say(request, Toast("已办理"))
            return redirect(request.get_full_path())
    shown = Paginator(kept.order_by("due_on", "id"), PER_PAGE).get_page(request.GET.get("page"))
    counts = {
        "open": rows.exclude(state="closed").count(), "closed": rows.filter(state="closed").count(),
        "late": rows.exclude(state="closed").filter(due_on__lt=today).count(),
    }  # fmt: skip
    tabs = [(name, label, counts[name]) for name, label in TABS]
    context = {"rows": [_order(each, staff, sheet) for each in shown], "shown": shown, "tabs": tabs, "wanted": wanted,
               "at": "orders", "today": today}  # fmt: skip
    answer = page(request, "web/appraisal/orders.html", context, at="appraisal", rail=True)
    answer.status_code = 422 if sheet is not None else 200
    return answer


def reporting(held: Rectification) -> Sheet:
    """What the institution has mended."""
    return Sheet(f"r{held.pk.hex[:8]}", "报告整改", "报告", (
        Question("report", "整改情况", "long", must=True, longest=500),
        Question("evidence", "证据", must=True, longest=300, hint="补正的记录、照片编号"),
    ), hidden=(("of", str(held.pk)),))  # fmt: skip


def rechecking(held: Rectification) -> Sheet:
    """Whether it is mended."""
    return Sheet(f"c{held.pk.hex[:8]}", "复核", "复核", (
        Question("passed", "结论", "radio", must=True, options=(("1", "合格"), ("0", "不合格，继续整改"))),
        Question("words", "复核情况", "long", must=True, longest=300),
    ), hidden=(("of", str(held.pk)),))  # fmt: skip


def _order(held: Rectification, staff: Staff, sheet: Sheet | None) -> dict[str, Any]:
    inspection = held.inspection
    made: Sheet | None = None
    foreign = not own(staff, inspection.institution)
    if held.state == "open" and may_answer(staff, inspection.institution):
        made = reporting(held)
    elif held.state == "reported" and foreign and (
        organises(staff, inspection.round) or judging(staff, inspection.round)
    ):
        made = rechecking(held)
    if made is not None and sheet is not None and sheet.id == made.id:
        made = sheet
    today = clock.today()
    return {
        "held": held, "inspection": inspection, "late": late(held, today), "days": abs((held.due_on - today).days),
        "sheet": made, "rechecks": list(held.rechecks.select_related("by")),
        "clause": (clause_label(held.ref), clause_url(held.ref)),
    }  # fmt: skip


def _one(rows: Any, text: str) -> Any:
    try:
        found = rows.filter(pk=uuid.UUID(text)).first()
    except ValueError:
        found = None
    if found is None:
        raise Http404("没有这一条，或不在您的范围内")
    return found


urlpatterns = [
    path("appraisal/objections/", objections, name="appraisal_objections"),
    path("appraisal/orders/", orders, name="appraisal_orders"),
]
