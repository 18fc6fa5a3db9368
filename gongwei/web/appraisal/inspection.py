"""One institution's sheet: sample on the left, items opening to deductions in the middle, what follows on the right."""

from __future__ import annotations

import uuid
from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path

from gongwei.appraisal.authority import judging, may_answer, may_decide, organises, own
from gongwei.appraisal.models import Deduction, Inspection, Objection, Rectification
from gongwei.appraisal.objecting import object_to, objections_until
from gongwei.appraisal.rectifying import issue, late
from gongwei.appraisal.sampling import draw_sample, same, truth_of
from gongwei.appraisal.scheme_file import DIMENSIONS, METHODS, SECTIONS, STREAMS, Findings, Manual
from gongwei.appraisal.scoring import accept, deduct, mark, retract, send_back, submit
from gongwei.appraisal.sheets import Sheet as Scores
from gongwei.appraisal.sheets import sheet as score_sheet
from gongwei.kernel import clock
from gongwei.people.models import Staff
from gongwei.people.problems import refuse
from gongwei.ui.notices import Toast
from gongwei.web.appraisal.reach import fill, inspection_for, named, press, reader
from gongwei.web.figures.clauses import clause_url
from gongwei.web.frame.asking import Answers, Question, Sheet
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.frame.toasts import say
from gongwei.web.frame.words import clause_label

STATES = {"waiting": ("待查", "later"), "true": ("属实", "done"), "untrue": ("不属实", "overdue"),
          "not_reached": ("未联系上", "due")}  # fmt: skip
SHOWN = 30


@staff_page("")
def inspection_page(request: HttpRequest, inspection_id: uuid.UUID) -> HttpResponse:
    """The whole page; POST is one press or one sheet."""
    staff, held = reader(request), inspection_for(request, inspection_id)
    sheets, problems = _sheets(request, held, staff), list[str]()
    if request.method == "POST":
        wanted = request.POST.get("sheet", "")
        if wanted:
            if wanted not in sheets:
                raise Http404("没有这个动作，请刷新页面")
            left = fill(request, sheets[wanted], lambda answers: _fill(wanted, held, answers, staff))
            if left is not None:
                sheets[wanted], problems = left, []
        else:
            problems = press(request, lambda: _do(request, held, staff))
        if not problems and not any(each.problems for each in sheets.values()):
            say(request, Toast(SAID.get(wanted or request.POST.get("do", ""), "已办理")))
            return redirect(request.get_full_path())
        held = inspection_for(request, inspection_id)
    context = _context(request, held, staff, sheets, problems)
    answer = page(request, "web/appraisal/inspection.html", context, at="appraisal", rail=True)
    answer.status_code = 422 if problems or any(each.problems for each in sheets.values()) else 200
    return answer


SAID = {
    "draw": "已按种子抽样，名单不能换人", "submit": "已提交，等另一人采纳", "accept": "已采纳，结果进入结算",
    "retract": "已撤销", "mark": "已记下查阅", "deduct": "已扣分", "send_back": "已退回", "issue": "已发整改通知",
    "object": "异议已送复议",
}  # fmt: skip


def _do(request: HttpRequest, held: Inspection, staff: Staff) -> None:
    wanted = request.POST.get("do", "")
    if wanted == "draw":
        draw_sample(held, by=staff)
    elif wanted == "submit":
        submit(held, by=staff)
    elif wanted == "accept":
        accept(held, by=staff)
    elif wanted == "retract":
        retract(_deduction(held, request.POST.get("deduction", "")), by=staff)
    else:
        raise refuse("do", "没有这个动作，请刷新页面")


def _fill(wanted: str, held: Inspection, answers: Answers, staff: Staff) -> None:
    if wanted == "mark":
        mark(held, answers["item"], answers["basis"], by=staff)
    elif wanted == "deduct":
        points = points_typed(answers["points"])
        deduct(answers.id, held, answers["item"], points, answers["words"], answers["evidence"], by=staff)
    elif wanted == "send_back":
        send_back(held, answers["reason"], by=staff)
    elif wanted == "issue":
        open_ones = held.deductions.filter(state="standing", order__isnull=True)
        issue(held, open_ones, "", answers["due_on"], by=staff)
    else:
        object_to(answers.id, _deduction(held, answers["deduction"]), answers["reason"], by=staff)


def points_typed(text: str) -> Decimal:
    """Points as people write them."""
    try:
        points = Decimal(text.replace("−", "").replace("-", "").strip()[:8])
    except InvalidOperation:
        raise refuse("points", f"扣分：“{text[:8]}”不是数，请按 0.5 的样式填写") from None
    if not points.is_finite() or points != round(points, 2):
        raise refuse("points", f"扣分：“{text[:8]}”最多写两位小数")
    return points


def _deduction(held: Inspection, text: str) -> Deduction:
    try:
        found = held.deductions.filter(pk=uuid.UUID(text)).first()
    except ValueError:
        found = None
    if found is None:
        raise refuse("deduction", "扣分：请从本次评价的扣分中选择")
    return found


def _sheets(request: HttpRequest, held: Inspection, staff: Staff) -> dict[str, Sheet]:
    """What this reader may fill in now."""
    found = {}
    judges = judging(staff, held.round) and not own(staff, held.institution)
    if held.editable and judges:
        made = [row.item for row in score_sheet(held).rows if isinstance(row.item.method, Manual | Findings)]
        options = tuple((item.id, item.label) for item in made)
        looked = tuple((item.id, item.label) for item in made if isinstance(item.method, Manual))
        chosen = request.GET.get("item", "")
        found["mark"] = Sheet("mark", "查阅一项", "记下已查阅", (
            Question("item", "条目", "choice", must=True, options=looked, value=chosen),
            Question("basis", "查阅内容", "long", must=True, longest=300, hint="看了哪些台账、记录、现场"),
        ))  # fmt: skip
        found["deduct"] = Sheet("deduct", "记一条扣分", "扣分", (
            Question("item", "条目", "choice", must=True, options=options, value=chosen),
            Question("points", "扣分", must=True, longest=8),
            Question("words", "问题", "long", must=True, longest=300),
            Question("evidence", "证据", must=True, longest=300, hint="台账页码、照片编号、记录编号"),
        ), note="每条必须有条款和证据，条款取自细则的条目")  # fmt: skip
    decides = may_decide(staff, held) and not own(staff, held.institution)
    if held.state == "submitted" and decides and staff.pk != held.submitted_by_id:
        found["send_back"] = Sheet("send_back", "退回", "退回", (
            Question("reason", "退回原因", "long", must=True, longest=300),), danger=True)  # fmt: skip
    follows = (judges or organises(staff, held.round)) and not own(staff, held.institution)
    waiting = held.deductions.filter(state="standing", order__isnull=True)
    if not held.editable and follows and waiting.exists():
        found["issue"] = Sheet("issue", "整改通知", f"对 {waiting.count()} 条扣分发整改通知", (
            Question("due_on", "期限", "day", hint="不填按细则的天数"),))  # fmt: skip
    until = objections_until(held)
    if until is not None and clock.today() <= until and may_answer(staff, held.institution):
        rows = held.deductions.filter(state="standing", objection__isnull=True)
        if options := tuple((str(row.pk), f"−{row.points} {row.words}"[:60]) for row in rows):
            found["object"] = Sheet("object", f"提出异议（{until:%m-%d} 截止）", "送复议", (
                Question("deduction", "对哪一条", "choice", must=True, options=options),
                Question("reason", "理由和依据", "long", must=True, longest=500)))  # fmt: skip
    return found


def _context(
    request: HttpRequest, held: Inspection, staff: Staff, sheets: dict[str, Sheet], problems: list[str]
) -> dict[str, Any]:
    made = score_sheet(held)
    chosen = request.GET.get("item", "")
    judges = judging(staff, held.round) and not own(staff, held.institution)
    orders = Rectification.objects.filter(inspection=held).select_related("responsible")
    return {
        "held": held, "made": made, "total": made.total, "grade": made.grade, "truth": made.truth, "at": "home",
        "rows": [_row(request, row, chosen, staff) for row in made.rows], "sample": _sample(request, made),
        "sample_more": max(len(made.sample) - SHOWN, 0), "sample_count": len(made.sample),
        "drawn": getattr(held, "sample", None), "same": same(held.sample) if hasattr(held, "sample") else None,
        "sheets": list(sheets.values()), "problems": problems, "key": str(uuid.uuid4()),
        "judges": judges and held.editable, "until": objections_until(held),
        "accepts": held.state == "submitted" and may_decide(staff, held) and not own(staff, held.institution)
        and staff.pk != held.submitted_by_id,
        "orders": [{"order": each, "late": late(each, clock.today())} for each in orders],
        "objections": Objection.objects.filter(deduction__inspection=held).select_related("deduction", "by"),
    }  # fmt: skip


def _row(request: HttpRequest, row: Any, chosen: str, staff: Staff) -> dict[str, Any]:
    visible = named(request, [loss.sampled for loss in row.losses if loss.sampled])
    losses = [
        {"loss": loss, "resident": visible.get(loss.sampled.pk) if loss.sampled else None,
         "clause": (clause_label(loss.ref), clause_url(loss.ref)),
         "mine": loss.stored is not None and loss.stored.source == "hand" and loss.stored.by_id == staff.pk}
        for loss in row.losses
    ]  # fmt: skip
    item = row.item
    return {
        "row": row, "item": item, "line": row.line, "losses": losses[:SHOWN], "more": max(len(losses) - SHOWN, 0),
        "section": SECTIONS[item.section], "stream": STREAMS[item.stream], "method": METHODS[item.method.kind],
        "dimensions": "、".join(DIMENSIONS[each] for each in item.dimensions), "on": item.id == chosen,
        "clause": (clause_label(item.ref), clause_url(item.ref)),
        "indicator": getattr(item.method, "indicator", ""), "asks": getattr(item.method, "asks", ""),
    }  # fmt: skip


def _sample(request: HttpRequest, made: Scores) -> list[dict[str, Any]]:
    rows = made.sample if request.GET.get("all") else made.sample[:SHOWN]
    visible = named(request, rows)
    return [
        {"row": row, "resident": visible.get(row.pk), "state": STATES[truth_of(row)],
         "faults": len({fault for check in row.checks.all() for fault in check.faults})}
        for row in rows
    ]  # fmt: skip


urlpatterns = [path("appraisal/inspections/<uuid:inspection_id>/", inspection_page, name="appraisal_inspection")]
