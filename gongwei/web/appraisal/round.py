"""One round: institutions × state, the score of each, its members, and accepting what was submitted."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path

from gongwei.appraisal.authority import may_decide, organises, own
from gongwei.appraisal.models import Inspection, Member, Round
from gongwei.appraisal.rounds import add_member, items_of, rule_of
from gongwei.appraisal.schemes import scheme
from gongwei.appraisal.scoring import accept
from gongwei.appraisal.tallying import totals_of
from gongwei.kernel import clock
from gongwei.ui.notices import Toast
from gongwei.web.appraisal.home import members_typed
from gongwei.web.appraisal.reach import fill, press, reader
from gongwei.web.figures.clauses import clause_url
from gongwei.web.frame.asking import Question, Sheet
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.frame.toasts import say
from gongwei.web.frame.words import clause_label

TINTS = {"open": "later", "submitted": "accent", "returned": "due", "accepted": "done"}
ROWS = 60


@staff_page("")
def round_page(request: HttpRequest, round_id: uuid.UUID) -> HttpResponse:
    """The table of a round; POST adds a member or accepts what another has submitted."""
    staff = reader(request)
    rows = _rows(request, round_id)
    held = rows[0].round
    sheet = Sheet("member", "增加评价员", "增加", (
        Question("account", "账号", must=True, longest=60, hint="任何科室都可派员参加，只能查看和评分"),
        Question("until", "截止日期", "day", hint="不填到本次评价的期限为止"),
    ))  # fmt: skip
    problems: list[str] = []
    if request.method == "POST" and request.POST.get("sheet") == "member":
        left = fill(request, sheet, lambda answers: [
            add_member(held, each, by=staff, until=answers["until"]) for each in members_typed(answers["account"])
        ])  # fmt: skip
        if left is None:
            say(request, Toast("已增加评价员"))
            return redirect(request.get_full_path())
        sheet = left
    elif request.method == "POST":
        problems = press(request, lambda: _accept_all(rows, staff))
        if not problems:
            say(request, Toast("已采纳可以采纳的结果"))
            return redirect(request.get_full_path())
    context = _context(rows, held, staff, sheet, problems)
    answer = page(request, "web/appraisal/round.html", context, at="appraisal", rail=True)
    answer.status_code = 422 if problems or sheet.problems else 200
    return answer


def _rows(request: HttpRequest, round_id: uuid.UUID) -> list[Inspection]:
    seen = Inspection.objects.visible_to(request.user).filter(round=round_id)
    rows = list(seen.select_related("round__organiser", "institution__parent", "submitted_by", "decided_by"))
    if not rows:
        raise Http404("没有这次评价，或不在您的范围内")
    return sorted(rows, key=lambda row: (row.institution.position, row.institution_id))


def _accept_all(rows: list[Inspection], staff: Any) -> None:
    for row in rows:
        if _may_accept(row, staff):
            accept(row, by=staff)


def _may_accept(row: Inspection, staff: Any) -> bool:
    ready = row.state == "submitted" and row.submitted_by_id != staff.pk
    return ready and may_decide(staff, row) and not own(staff, row.institution)


def _context(rows: list[Inspection], held: Round, staff: Any, sheet: Sheet, problems: list[str]) -> dict[str, Any]:
    totals, today, rule = totals_of(rows), clock.today(), rule_of(held)
    scheme_of = scheme(held.scheme)
    shown = []
    for row in rows:
        made = totals[row] if row.state in ("submitted", "accepted") else None
        grade = scheme_of.grade(made.score).label if made and made.score is not None else ""
        late = held.due_on < today and row.state != "accepted"
        shown.append({"row": row, "total": made, "tint": TINTS[row.state], "grade": grade, "late": late})
    accepted = [made.score for row, made in totals.items() if row.state == "accepted" and made.score is not None]
    return {
        "round": held, "rows": shown[:ROWS], "more": max(len(shown) - ROWS, 0), "rule": rule, "scheme": scheme_of,
        "members": Member.objects.filter(round=held).select_related("staff__institution"), "at": "home",
        "items": items_of(held), "clause": (clause_label(rule.ref), clause_url(rule.ref)), "problems": problems,
        "sheet": sheet if organises(staff, held) else None, "mean": sum(accepted) / len(accepted) if accepted else None,
        "acceptable": sum(_may_accept(row, staff) for row in rows), "key": str(uuid.uuid4()),
        "done": sum(row.state == "accepted" for row in rows), "count": len(rows),
    }  # fmt: skip


urlpatterns = [path("appraisal/rounds/<uuid:round_id>/", round_page, name="appraisal_round")]
