"""One township's quarter: 任务经费 → 应得 − 扣回 − 已预拨 = 应补付, clinic by clinic, and in plain words."""

from __future__ import annotations

import uuid
from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse

from gongwei.catalogue.plans import plan
from gongwei.funds.answering import confirm, object_to, pay, reply, review, serves
from gongwei.funds.explaining import parts
from gongwei.funds.instalments import clocks, prepay
from gongwei.funds.models import Instalment, LineService, Score, ServedPopulation, Settlement, SettlementLine
from gongwei.funds.models.settlement import LINE_STATES
from gongwei.funds.rules import Quarter, choose_cycle, finished, funds, settlement_rules
from gongwei.funds.scores import record_score
from gongwei.funds.settling import current, settle
from gongwei.kernel import clock
from gongwei.kernel.money import ZERO
from gongwei.people.models import Resident
from gongwei.people.problems import refuse
from gongwei.ui.frame import AsOf
from gongwei.ui.notices import Toast
from gongwei.web.figures.clauses import clause_url
from gongwei.web.frame.asking import Answers, attempt
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.frame.toasts import say
from gongwei.web.frame.words import clause_label
from gongwei.web.funds.amounts import uuid_typed
from gongwei.web.funds.reach import Reach, quarter_of, reach

TINTS = {"waiting": "later", "confirmed": "done", "objected": "overdue", "answered": "due"}
ROWS = 12
STEPS = ("试算", "村医确认", "公卫科审核", "支付")


@staff_page("")
def quarter_page(request: HttpRequest, township_id: int, year: int, number: int) -> HttpResponse:
    """The table of the clinics, the flow above it, one clinic in plain words, and where its services come from."""
    allowed = reach(request, township_id)
    quarter = quarter_of(year, number, allowed.township)
    problems: list[str] = []
    if request.method == "POST":
        problems = _act(request, allowed, quarter)
        if not problems and request.POST.get("do") == "cycle":
            return redirect("web:funds_quarter", township_id, year, 1)
        if not problems:
            return redirect(request.get_full_path())
    made = current(allowed.township, quarter)
    every = list(made.lines.select_related("clinic", "settlement")) if made else []
    lines = allowed.lines(every)
    if made is not None and allowed.village_only and not lines:
        raise Http404("这里没有您服务的村卫生室")
    shown = _shown(request, lines)
    rows, rest = _folded(lines, shown, whole="all" in request.GET)
    context = {
        "reach": allowed, "quarter": quarter, "made": made, "lines": [_row(each) for each in rows],
        "rest": _totals(rest) if rest else None, "rest_count": len(rest),
        "totals": _totals(lines), "shown": shown, "plain": plain(request, shown, allowed) if shown else None,
        "steps": _steps(made, every), "rules": funds(), "settlement_rules": settlement_rules(),
        "clauses": [(clause_label(ref), clause_url(ref)) for ref in _refs() if clause_url(ref)],
        "quarters": finished(clock.today(), quarter.months), "cycle": _cycle(allowed, quarter),
        "problems": problems, "clocks": _clocks(allowed), "scored": _scored(allowed, quarter, made),
        "new_key": str(uuid.uuid4()), "parts": parts(shown) if shown else [], "price": _price(lines),
    }  # fmt: skip
    as_of = AsOf(made.made_at, made.build, year=year) if made and made.build else None
    answer = page(request, "web/funds/quarter.html", context, at="funds", as_of=as_of, rail=True)
    answer.status_code = 422 if problems else 200
    return answer


def _act(request: HttpRequest, allowed: Reach, quarter: Quarter) -> list[str]:
    """One press of a button, refused in words; nothing is half done."""
    said = {"text": ""}

    def act() -> None:
        said["text"] = _do(request, allowed, quarter)

    answers = Answers({}, {}, (), request.POST.get("key", ""))
    refused = [problem.message for problem in attempt(answers, act)]
    if not refused:
        say(request, Toast(said["text"]))
    return refused


def _do(request: HttpRequest, allowed: Reach, quarter: Quarter) -> str:
    by, wanted = allowed.staff, request.POST.get("do", "")
    if wanted == "settle":
        replaces = uuid_typed(request.POST.get("replaces", ""))
        settle(uuid_typed(request.POST["key"]), allowed.township, quarter, by=by, replaces=replaces)
        return "已试算，请村医确认"
    if wanted == "score":
        _record_scores(request, allowed, quarter)
        return "已记录评价得分"
    if wanted == "cycle":
        choose_cycle(allowed.township, 1 if request.POST.get("months") == "1" else 3, by=by)
        return "已选定结算周期"
    if wanted == "prepay":
        held = Instalment.objects.filter(pk=uuid_typed(request.POST.get("instalment", ""))).first() or _lost()
        prepay(held, allowed.township, clock.today(), by=by)
        return "已拟好预拨，交财政或项目办审核"
    made = current(allowed.township, quarter) or _lost()
    if wanted in ("confirm", "object", "reply"):
        wanted_line = uuid_typed(request.POST.get("line", ""))
        line = made.lines.select_related("clinic", "settlement").filter(pk=wanted_line).first() or _lost()
        text = request.POST.get("text", "")[:500]
        if wanted == "confirm":
            confirm(line, by=by)
            return "已确认"
        if wanted == "object":
            object_to(line, text, by=by)
            return "异议已送公卫科"
        reply(line, text, by=by)
        return "已答复"
    if wanted == "review":
        review(made, by=by)
        return "已审核，可以支付"
    if wanted == "pay":
        pay(made, clock.today(), by=by)
        return "付款单已拟好，交财政或项目办审核"
    raise refuse("do", "没有这个动作，请刷新页面")


def _lost() -> Any:
    raise refuse("do", "页面已过时，请刷新后再试")


def _record_scores(request: HttpRequest, allowed: Reach, quarter: Quarter) -> None:
    rows = ServedPopulation.objects.filter(plan=plan().id, township=allowed.township)
    for row in rows.select_related("clinic__parent"):
        typed = request.POST.get(f"score-{row.clinic_id}", "").strip()
        if not typed:
            continue
        try:
            points = Decimal(typed[:8])
        except InvalidOperation:
            raise refuse("score", f"{row.clinic} 的得分“{typed[:8]}”不是数") from None
        evidence = request.POST.get("evidence", "")[:200]
        record_score(row.clinic, quarter, points, evidence, by=allowed.staff)


def _shown(request: HttpRequest, lines: list[SettlementLine]) -> SettlementLine | None:
    wanted = request.GET.get("clinic", "")
    chosen = next((line for line in lines if str(line.clinic_id) == wanted), None)
    return chosen or (lines[0] if lines else None)


def _folded(
    lines: list[SettlementLine], shown: SettlementLine | None, *, whole: bool
) -> tuple[list[SettlementLine], list[SettlementLine]]:
    """The first rows with the one in focus, and the rest that one line sums up until it is unfolded."""
    if whole or len(lines) <= ROWS + 1:
        return lines, []
    rows = [line for place, line in enumerate(lines) if place < ROWS or line == shown]
    return rows, [line for line in lines if line not in rows]


def _row(line: SettlementLine) -> dict[str, Any]:
    state = LINE_STATES[line.state] if not line.carried_out or line.state == "waiting" else "转下季抵扣"
    tint = "due" if state == "转下季抵扣" else TINTS[line.state]
    return {"line": line, "state": state, "tint": tint, "low": line.quality < Decimal("0.95"),
            "balance": line.payable - line.carried_out}  # fmt: skip


def _totals(lines: list[SettlementLine]) -> dict[str, Any]:
    names = ("people", "budget", "valid", "questioned", "missing", "task", "earned", "deducted", "adjusted", "carried",
             "prepaid", "payable", "carried_out")  # fmt: skip
    return {name: sum((getattr(line, name) for line in lines), ZERO if name not in _COUNTS else 0) for name in names}


_COUNTS = ("people", "valid", "questioned", "missing", "task")


def _price(lines: list[SettlementLine]) -> Decimal | None:
    """What one questioned service takes off on average."""
    count = sum(line.questioned for line in lines)
    total = sum((line.deducted for line in lines), ZERO)
    return (total / count).quantize(Decimal("0.01")) if count else None


def _steps(made: Settlement | None, lines: list[SettlementLine]) -> list[tuple[str, str]]:
    """The four steps with their tint: done, now, later."""
    if made is None:
        return [(f"{place + 1} {word}", "accent" if not place else "later") for place, word in enumerate(STEPS)]
    answered = sum(line.state in ("confirmed", "answered") for line in lines)
    at = {"trial": 1, "reviewed": 3, "paid": 4}[made.state]
    words = [*STEPS]
    words[1] = f"村医确认 {answered}/{len(lines)}"
    at = 2 if made.state == "trial" and answered == len(lines) else at
    return [
        (f"{place + 1} {word}", "done" if place < at else "accent" if place == at else "later")
        for place, word in enumerate(words)
    ]


def _refs() -> list[str]:
    """The clauses of the settlement and of the prepayment, as the plan cites them."""
    ahead = funds().prepay
    return [settlement_rules().ref, *([ahead.ratio.ref] if ahead else [])]


def _cycle(allowed: Reach, quarter: Quarter) -> int | None:
    """The other cycle that 公卫科 may still choose: until the year's first settlement."""
    begun = Settlement.objects.filter(plan=plan().id, township=allowed.township).exclude(state="replaced").exists()
    return None if begun or not allowed.office else 4 - quarter.months


def _clocks(allowed: Reach) -> list[dict[str, Any]]:
    today = clock.today()
    return [
        {"clock": each, "late": each.late(today), "days": abs((each.due_on - today).days)}
        for each in (clocks(allowed.township) if not allowed.village_only else [])
        if each.done_on is None
    ]


def _scored(allowed: Reach, quarter: Quarter, made: Settlement | None) -> list[dict[str, Any]]:
    """The clinics with their recorded score: asked of 公卫科 until the quarter is reviewed."""
    if not allowed.office or (made is not None and made.state != "trial"):
        return []
    held = dict(Score.objects.filter(plan=plan().id, quarter=quarter.number).values_list("clinic_id", "points"))
    rows = ServedPopulation.objects.filter(plan=plan().id, township=allowed.township).select_related("clinic")
    return [{"clinic": row.clinic, "points": held.get(row.clinic_id)} for row in rows.order_by("clinic_id")]


def plain(request: HttpRequest, line: SettlementLine, allowed: Reach) -> dict[str, Any]:
    """大白话: what the village doctor reads; the names of questioned services only for who may see those people."""
    made = line.settlement
    quarter = Quarter(made.year, made.quarter, made.months)
    visible = Resident.objects.visible_to(request.user)
    hidden = request.scope.hidden  # type: ignore[attr-defined]
    questioned = LineService.objects.filter(line=line, state="questioned").select_related("resident")
    named = questioned.filter(resident__in=visible).exclude(programme__in=hidden).order_by("served_on")
    labels = {each.key: each.label for each in settlement_rules().services}
    rows = [
        {"row": each, "label": labels.get(f"{each.programme}.{each.step}", each.step),
         "url": reverse("web:record", args=[each.form, each.record]) if each.record else ""}
        for each in named[:6]
    ]  # fmt: skip
    doctor = line.clinic.staff.filter(active_to=None).order_by("pk").first()
    return {
        "line": line, "doctor": doctor, "rows": rows, "more": max(line.questioned - len(rows), 0),
        "rate": f"{100 * (line.valid + line.questioned) / line.task:.2f}%" if line.task else "100%",
        "may_answer": serves(allowed.staff, line.clinic) and made.state == "trial",
        "may_reply": allowed.office and line.state == "objected" and made.state == "trial",
        "repair_until": quarter.repair_until, "repairable": quarter.repair_until >= clock.today(),
    }  # fmt: skip


urlpatterns = [
    path("funds/<int:township_id>/<int:year>/<int:number>/", quarter_page, name="funds_quarter"),
]
