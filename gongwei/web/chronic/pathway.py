"""慢病一体化门诊: where each patient stands on the pathway, who is stuck, whose turn it is (NCD-20).

The pathway is data of ``care.pathways``; no chapter is named here.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.http import urlencode

from gongwei.care.models import PathwayRun
from gongwei.care.pathways.definitions import Pathway, Step, pathways
from gongwei.care.pathways.walking import move, overdue, start, turn_of
from gongwei.catalogue.chapters import siblings
from gongwei.kernel import clock
from gongwei.people.grants import may
from gongwei.people.models import Resident
from gongwei.ui.notices import Toast
from gongwei.ui.refusals import NotYours
from gongwei.web.appraisal.reach import fill
from gongwei.web.chronic.both import registers
from gongwei.web.frame import words
from gongwei.web.frame.asking import Question, Sheet
from gongwei.web.frame.leaving import leaves, per_page
from gongwei.web.frame.scope import Scope
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.frame.toasts import say
from gongwei.web.worklist.home import named
from gongwei.web.worklist.walk import page_of

PAGE = 40
STUCK, OUTSIDE = "stuck", "outside"


@dataclass(frozen=True)
class Standing:
    """One patient on the pathway: at which step, how long, how many days too long."""

    run: PathwayRun
    step: Step | None
    late: int
    stood: int


def _reach(request: HttpRequest, held: Pathway) -> tuple[set[int], list[Standing]]:
    """Who could be on the pathway, and who is: only registers that the account reads, only residents it sees."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    today = clock.today()
    readable = [each for each in siblings() if each.id in held.programmes and may(request.user, "read", each.id)]
    managed = set[int]().union(*registers(scope.residents(), readable, today).values()) if readable else set()
    runs = PathwayRun.objects.filter(pathway=held.id, ended_on=None, resident__in=managed).order_by("entered_on", "pk")
    found = [_standing(held, run, today) for run in runs.select_related("resident__institution")]
    return managed, sorted(found, key=lambda one: (-one.late, one.run.entered_on))


def _standing(held: Pathway, run: PathwayRun, today: dt.date) -> Standing:
    step = held.step(run.step)
    return Standing(run, step, overdue(run, step, today), (today - run.entered_on).days)


@staff_page()
@leaves()
def clinic(request: HttpRequest) -> HttpResponseBase:
    """Patients by step, the stuck first; whoever's turn it is decides here."""
    every = pathways()
    held = every.get(request.GET.get("pathway") or request.POST.get("pathway") or next(iter(every)))
    if held is None:
        raise Http404("没有这条路径")
    managed, standing = _reach(request, held)
    views = {"": "在径", STUCK: "卡住", **{step.id: step.label for step in held.steps}, OUTSIDE: "未入径"}
    view = request.GET.get("view", "")
    view = view if view in views else ""
    sheet = _sheet(request, held, managed, standing)
    if request.method == "POST":
        if sheet is None:
            raise NotYours("这一步不由您完成", how="请看每一步写的由谁完成")
        left = fill(request, sheet, lambda answers: _do(request, held, standing, answers))
        if left is None:
            say(request, Toast("已记录"))
            return redirect(f"{reverse('web:pathway')}?{urlencode({'pathway': held.id, 'view': view})}")
        sheet = left
    on = {one.run.resident_id for one in standing}
    parts = {
        "": standing, STUCK: [one for one in standing if one.late],
        **{step.id: [one for one in standing if one.run.step == step.id] for step in held.steps},
    }  # fmt: skip
    outside = sorted(managed - on)
    size = per_page(request, PAGE)
    shown: list[Any] = list(outside if view == OUTSIDE else parts[view])
    pages = max(1, -(-len(shown) // size))
    number = min(pages, max(1, page_of(request.GET.get("page", "")) or 1))
    rows = _rows(request, held, shown[(number - 1) * size : number * size], view)
    context = {
        "held": held, "pathways": [(each.id, each.label, each.id == held.id) for each in every.values()], "view": view,
        "views": [(key, label, key == view, len(outside) if key == OUTSIDE else len(parts[key]))
                  for key, label in views.items()],
        "steps": [(step, len(parts[step.id]), sum(1 for one in parts[step.id] if one.late)) for step in held.steps],
        "rows": rows, "sheet": sheet, "count": len(shown), "page_number": number, "pages": pages,
    }  # fmt: skip
    answer = page(request, "web/chronic/pathway.html", context, at=held.programmes[0])
    answer.status_code = 422 if sheet is not None and sheet.problems else 200
    return answer


def _rows(request: HttpRequest, held: Pathway, shown: list[Any], view: str) -> list[dict[str, Any]]:
    scope: Scope = request.scope  # type: ignore[attr-defined]
    ids = [one if view == OUTSIDE else one.run.resident_id for one in shown]
    people = named(ids, scope.hidden)
    made = []
    for one, resident in zip(shown, ids, strict=True):
        person = people.get(resident)
        if person is None:
            continue
        row = {"person": words.person(person, clock.today()), "village": words.place(person.village.name), "url": ""}
        if view == OUTSIDE:
            acts = any(may(request.user, "write", each) for each in held.programmes)
            row |= {"one": None, "url": urlencode({"view": view, "start": resident}) if acts else ""}
        else:
            turn = one.step is not None and turn_of(scope.staff, one.step, one.run.resident)
            row |= {"one": one, "url": urlencode({"view": view, "run": one.run.pk}) if turn else ""}
        made.append(row)
    return made


def _sheet(request: HttpRequest, held: Pathway, managed: set[int], standing: list[Standing]) -> Sheet | None:
    """The decision asked of one patient, or the question whether to begin; 404 for whom the account does not see."""
    asked, begun = ((request.POST.get(key) or request.GET.get(key) or "") for key in ("run", "start"))
    scope: Scope = request.scope  # type: ignore[attr-defined]
    if begun:
        person = Resident.objects.filter(pk=int(begun) if begun.isdecimal() else 0, pk__in=managed).first()
        if person is None:
            raise Http404("没有这位患者，或不在您的服务范围内")
        if not any(may(request.user, "write", each) for each in held.programmes):
            return None
        first, kept = held.steps[0], (("start", str(person.pk)), ("pathway", held.id))
        note = f"第一步：{first.label}，由{first.actors}完成"
        return Sheet("start", f"{person.name} 进入{held.label}", "入径", note=note, hidden=kept)
    if not asked:
        return None
    one = next((each for each in standing if str(each.run.pk) == asked), None)
    if one is None or one.step is None:
        raise Http404("没有这位患者，或已经离开路径")
    if not turn_of(scope.staff, one.step, one.run.resident):
        return None
    at = request.POST.get("at") or one.step.id
    questions = (
        Question("choice", one.step.decision, "radio", must=True,
                 options=tuple((each.label, each.label) for each in one.step.choices)),
        Question("note", "说明", "long", longest=300),
    )  # fmt: skip
    hidden = (("run", asked), ("pathway", held.id), ("at", at))
    return Sheet("move", f"{one.run.resident.name}：{one.step.label}", "记录决定", questions, hidden=hidden)


def _do(request: HttpRequest, held: Pathway, standing: list[Standing], answers: Any) -> None:
    by = request.scope.staff  # type: ignore[attr-defined]
    if request.POST.get("start"):
        start(answers.id, held, Resident.objects.get(pk=int(request.POST["start"])), by=by)
        return
    one = next(each for each in standing if str(each.run.pk) == request.POST["run"])
    move(answers.id, one.run, request.POST.get("at", ""), answers["choice"], answers["note"] or "", by=by)


urlpatterns = [path("two-diseases/pathway/", clinic, name="pathway")]
