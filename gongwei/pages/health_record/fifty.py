"""务实应用50项: the office words the items and scores, the institution ticks with evidence (EHR-10)."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from gongwei.appraisal import checklist as verbs
from gongwei.appraisal.authority import own
from gongwei.appraisal.checklist import Line, Wording
from gongwei.appraisal.models import Tick
from gongwei.kernel import clock
from gongwei.people.grants import may
from gongwei.people.models import Institution, Staff
from gongwei.people.problems import HARD, Invalid
from gongwei.records.layout import Problem
from gongwei.ui.notices import Toast
from gongwei.ui.refusals import NotYours
from gongwei.web.figures.clauses import clause_url
from gongwei.web.figures.standing import reach_of
from gongwei.web.frame.asking import Answers, attempt, key_of
from gongwei.web.frame.scope import Scope
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.frame.toasts import say
from gongwei.web.frame.words import clause_label

CHAPTER = "health_record"
LIST = "ehr-practical-50"
LONGEST = {"words": 200, "evidence": 300, "remark": 200}


@dataclass(frozen=True)
class Row:
    """One number as shown: what stands or was typed, and what is wrong with it."""

    line: Line
    values: Mapping[str, str]
    problems: tuple[str, ...]


@staff_page()
def fifty(request: HttpRequest) -> HttpResponseBase:
    """One institution's list, and how far each institution is; the year is this year."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    held, year, places = verbs.checklists()[LIST], clock.today().year, list(reach_of(scope).institutions)
    place = _place(request, places)
    ticks = place is not None and verbs.may_tick(scope.staff, place)
    scores = place is not None and may(request.user, "appraise", institution=place) and not own(scope.staff, place)
    shown = verbs.lines(held, place, year)
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        if place is None or not (ticks or scores):
            raise PermissionDenied("由本机构公卫科填写、项目办评分")
        act = _ticking if ticks else _scoring
        problems = _attempt(request, act(request, shown, place, year))
        if not problems:
            say(request, Toast("已保存"))
            return redirect(f"{reverse('health_record:fifty')}?institution={place.pk}")
    context = {
        "held": held, "year": year, "place": place, "ticks": ticks, "scores": scores and not ticks,
        "rows": [_row(request, each, problems) for each in shown], "standings": verbs.standings(held, places, year),
        "worded": sum(each.item is not None for each in shown), "key": str(uuid.uuid4()),
        "said": [each.message for each in problems], "clause": (clause_label(held.ref), clause_url(held.ref)),
        "words": may(request.user, "plan"),
    }  # fmt: skip
    answer = page(request, "health_record/fifty.html", context, at=CHAPTER, rail=True)
    answer.status_code = 422 if problems else 200
    return answer


@staff_page("plan")
def fifty_items(request: HttpRequest) -> HttpResponseBase:
    """The project office words the items; an empty number stays empty."""
    held = verbs.checklists()[LIST]
    shown = verbs.lines(held, None, clock.today().year)
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        by = request.scope.staff  # type: ignore[attr-defined]
        problems = _attempt(request, lambda: verbs.word(held, _wordings(request, shown), by=by))
        if not problems:
            say(request, Toast("已保存各项内容"))
            return redirect("health_record:fifty")
    context = {
        "held": held, "rows": [_row(request, each, problems) for each in shown], "key": str(uuid.uuid4()),
        "said": [each.message for each in problems], "clause": (clause_label(held.ref), clause_url(held.ref)),
    }  # fmt: skip
    answer = page(request, "health_record/fifty_items.html", context, at=CHAPTER, rail=True)
    answer.status_code = 422 if problems else 200
    return answer


def _attempt(request: HttpRequest, act: Callable[[], Any]) -> tuple[Problem, ...]:
    return attempt(Answers({}, {}, (), key_of(request)), act)


def _place(request: HttpRequest, places: list[Institution]) -> Institution | None:
    """The institution asked for, inside the reach; the only one where there is one."""
    wanted = request.GET.get("institution", "")
    if not wanted:
        return places[0] if len(places) == 1 else None
    found = next((each for each in places if str(each.pk) == wanted), None)
    if found is None:
        raise NotYours("这个机构不在您的范围内", how="请联系该机构公卫科或项目办")
    return found


def _all(acts: list[Callable[[], Any]]) -> Callable[[], None]:
    """All or none, every refusal told at once."""

    def run() -> None:
        problems: list[Problem] = []
        with transaction.atomic():
            for act in acts:
                try:
                    act()
                except Invalid as refused:
                    problems += refused.problems
            if problems:
                raise Invalid(*problems)

    return run


def _ticking(request: HttpRequest, shown: list[Line], place: Institution, year: int) -> Callable[[], None]:
    """What was changed in ticks and evidence."""
    acts: list[Callable[[], Any]] = []
    by = request.scope.staff  # type: ignore[attr-defined]
    for line in shown:
        item, former = line.item, line.tick
        if item is None or f"evidence-{line.number}" not in request.POST:  # a request cut short changes nothing here
            continue
        done, evidence = f"done-{line.number}" in request.POST, _text(request, "evidence", line.number)
        if (done, evidence if done else "") == ((former.done, former.evidence) if former else (False, "")):
            continue
        acts.append(partial(verbs.tick, item, place, year, evidence, done=done, by=by))
    return _all(acts)


def _scoring(request: HttpRequest, shown: list[Line], place: Institution, year: int) -> Callable[[], None]:
    """What was changed in points and remarks."""
    acts: list[Callable[[], Any]] = []
    by = request.scope.staff  # type: ignore[attr-defined]
    for line in shown:
        former, text, remark = line.tick, _text(request, "score", line.number), _text(request, "remark", line.number)
        if former is None or not former.done or not text:
            continue
        if former.score is not None and (text, remark) == (_plain(former.score), former.remark):
            continue
        acts.append(partial(_scored, former, line.number, text, remark, by))
    return _all(acts)


def _scored(former: Tick, number: int, text: str, remark: str, by: Staff) -> None:
    verbs.score(former, _number(text, f"score-{number}", f"第 {number} 项得分"), remark, by=by)


def _wordings(request: HttpRequest, shown: list[Line]) -> dict[int, Wording]:
    problems, found = [], {}
    for line in shown:
        words, points = _text(request, "words", line.number), _text(request, "points", line.number)
        if f"words-{line.number}" not in request.POST or (not words and line.item is None):
            continue
        try:
            label = f"第 {line.number} 项分值"
            found[line.number] = Wording(words, _number(points or "0", f"points-{line.number}", label))
        except Invalid as refused:
            problems += refused.problems
    if problems:
        raise Invalid(*problems)
    return found


def _number(text: str, field: str, label: str) -> Decimal:
    if not re.fullmatch(r"\d{1,3}(\.\d)?", text):
        raise Invalid(Problem(field, HARD, f"{label}：“{text[:8]}”不是数，请按 2 或 1.5 的样式填写"))
    return Decimal(text)


def _text(request: HttpRequest, name: str, number: int) -> str:
    text = "".join(sign for sign in request.POST.get(f"{name}-{number}", "") if sign.isprintable())
    return text.strip()[: LONGEST.get(name, 8)]


def _plain(value: Decimal | None) -> str:
    return "" if value is None else f"{value.normalize():f}"


def _row(request: HttpRequest, line: Line, problems: tuple[Problem, ...]) -> Row:
    """What stands, or what was typed where it was refused."""
    item, tick = line.item, line.tick
    values = {
        "words": item.words if item else "", "points": _plain(item.points) if item else "",
        "done": "1" if tick and tick.done else "", "evidence": tick.evidence if tick else "",
        "score": _plain(tick.score) if tick else "", "remark": tick.remark if tick else "",
    }  # fmt: skip
    if problems:
        typed = {name: request.POST.get(f"{name}-{line.number}") for name in values}
        values.update({name: text for name, text in typed.items() if text is not None})
        if any(name.startswith("evidence-") for name in request.POST):
            values["done"] = request.POST.get(f"done-{line.number}", "")
    said = tuple(each.message for each in problems if each.field.endswith(f"-{line.number}"))
    return Row(line, values, said)
