"""Checking one sampled record: the record, what to tick off, and the outcome; then the next one of the sample."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse

from gongwei.appraisal.authority import may_judge
from gongwei.appraisal.checking import check, points_for
from gongwei.appraisal.frames import table_of
from gongwei.appraisal.models import Sampled
from gongwei.appraisal.sampling import WAITING, drawn, truth, truth_of
from gongwei.appraisal.schemes import scheme
from gongwei.catalogue.chapters import chapter, services
from gongwei.kernel.clock import CHINA
from gongwei.kernel.verifying import MODES, OUTCOMES
from gongwei.people import access
from gongwei.people.models import Resident
from gongwei.ui.notices import Toast
from gongwei.web.appraisal.inspection import STATES
from gongwei.web.appraisal.reach import inspection_for, named, press, reader
from gongwei.web.figures.clauses import clause_url
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.frame.toasts import say
from gongwei.web.frame.words import clause_label
from gongwei.web.visit.answers import answers_of

LIST = 40


@staff_page("")
def check_page(request: HttpRequest, sampled_id: uuid.UUID) -> HttpResponse:
    """The work page of the reviewer; POST keeps a check and leads to the next record that waits."""
    staff = reader(request)
    row = Sampled.objects.filter(pk=sampled_id).select_related("sample", "staff", "clinic").first()
    if row is None:
        raise Http404("没有这份样本，或不在您的范围内")
    held = inspection_for(request, row.sample.inspection_id)
    row.sample.inspection = held
    resident = named(request, [row]).get(row.pk)
    if resident is None:
        raise Http404("没有这份样本，或不在您的范围内")
    problems: list[str] = []
    if request.method == "POST":
        faults = request.POST.getlist("fault")
        outcome, words = request.POST.get("outcome", ""), request.POST.get("words", "")[:300]
        mode = request.POST.get("mode", "")
        problems = press(request, lambda: check(row, mode, outcome, words, faults, by=staff))
        if not problems:
            say(request, Toast(f"第 {row.place} 份：{MODES[mode]}{OUTCOMES[outcome]}"))
            return redirect(_next(held, row))
    access.look(request.user, resident, "评价抽样核实", request, row.form)
    context = _context(request, row, resident, problems)
    answer = page(request, "web/appraisal/check.html", context, at="appraisal", rail=True)
    answer.status_code = 422 if problems else 200
    return answer


def _next(held: Any, row: Sampled) -> str:
    """The next record that nobody has looked at, else the sheet."""
    rows = drawn(held)
    left = [each for each in rows if truth_of(each) == WAITING]
    after = next((each for each in left if each.place > row.place), left[0] if left else None)
    if after is None:
        return reverse("web:appraisal_inspection", args=[held.pk])
    return reverse("web:appraisal_check", args=[after.pk])


def _context(request: HttpRequest, row: Sampled, resident: Resident, problems: list[str]) -> dict[str, Any]:
    held = row.sample.inspection
    rows = drawn(held)
    at = next(place for place, each in enumerate(rows) if each.pk == row.pk)
    visible = named(request, rows)
    form = services().get(row.form)
    record: Any = table_of(row.form)._default_manager.filter(pk=row.record).first()
    labels: dict[str, str] = {signal.id: signal.label for signal in scheme(held.round.scheme).file.sampling.signals}
    mine = list(rows[at].checks.all())
    screen = next((each for each in mine if each.mode == "screen"), None)
    typed = request.POST if problems else None
    return {
        "row": row, "held": held, "resident": resident, "chapter": chapter(row.programme), "form": form,
        "lines": answers_of(form, record) if form and record else [], "record": record,
        "typed_at": record.recorded_at.astimezone(CHINA) if record else None,
        "signals": [labels.get(each, each) for each in row.signals], "checks": mine, "truth": truth(rows),
        "points": [(item, point, clause_label(point.ref), clause_url(point.ref)) for item, point in points_for(row)],
        "faults": typed.getlist("fault") if typed else (screen.faults if screen else []),
        "words": typed.get("words", "") if typed else "", "mode": typed.get("mode") if typed else "screen",
        "modes": MODES.items(), "outcomes": [(place, *each) for place, each in enumerate(OUTCOMES.items(), 1)],
        "problems": problems, "judges": may_judge(request.scope.staff, held),  # type: ignore[attr-defined]
        "key": str(uuid.uuid4()), "at": "home",
        "before": rows[at - 1] if at else None, "after": rows[at + 1] if at + 1 < len(rows) else None,
        "list": [(each, visible.get(each.pk), *STATES[truth_of(each)]) for each in rows[:LIST]], "count": len(rows),
        "clause": clause_url("gongwei-conventions#评价.抽样"),
    }  # fmt: skip


urlpatterns = [path("appraisal/checks/<uuid:sampled_id>/", check_page, name="appraisal_check")]
