"""分级管理: the level that answers for each chronic patient, and the one plan that all levels read (NCD-13).

The level follows from the last yearly grading by the county's rule; no chapter is named here.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import path, reverse

from gongwei.care.models import Referral
from gongwei.catalogue.chapters import Chapter, forms, siblings
from gongwei.catalogue.judging import judge
from gongwei.catalogue.plans import refs_on, values_on
from gongwei.kernel import clock
from gongwei.obligations import worklist
from gongwei.people import access
from gongwei.people.grants import may
from gongwei.people.models import Resident
from gongwei.records.grading import COMORBID, GRADE, YEAR_CONTROL
from gongwei.records.supplement import TIER
from gongwei.web.chronic.both import registers
from gongwei.web.chronic.grading import form_id
from gongwei.web.frame import words
from gongwei.web.frame.leaving import leaves, per_page
from gongwei.web.frame.scope import Scope
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.worklist.home import named
from gongwei.web.worklist.walk import page_of

PAGE, RULE, OPEN = 40, "responsible_tier", "none"
VIEWS = {"3": "县级", "2": "镇街", "1": "村级", OPEN: "未定"}
GRADES = {"tier_grade_1": "一级管理", "tier_grade_2": "二级管理", "tier_grade_3": "三级管理",
          "tier_uncontrolled": "最近一次未达标", "tier_complicated": "有并发症"}  # fmt: skip


@dataclass(frozen=True)
class Assigned:
    """One patient in one register: the last grading, the level that follows from it, the level on the supplement."""

    resident: int
    sheet: Any
    tier: int | None
    noted: int | None = None

    @property
    def part(self) -> str:
        """Which part of the list holds the patient."""
        return str(self.tier) if self.tier else OPEN

    @property
    def label(self) -> str:
        """The level in words; why it is open."""
        if self.tier:
            return TIER.label(self.tier)
        return "未定：还没有分级评估" if self.sheet is None else "未定：分级评估的资料不全"

    @property
    def why(self) -> str:
        """What of the grading decides."""
        if self.sheet is None:
            return ""
        ills = [COMORBID.label(code) for code in self.sheet.comorbid or () if code != 1]
        return "；".join([GRADE.label(self.sheet.grade), YEAR_CONTROL.label(self.sheet.year_control), *ills])


def assigned(held: Chapter, residents: Any, today: dt.date) -> list[Assigned]:
    """Every patient with the level by the last valid grading of this year or the year before."""
    ids = list(residents)
    valid = {"resident__in": ids, "voided_at": None, "served_on__lte": today}
    sheets: Any = forms()[form_id(held)].model._default_manager.filter(**valid, served_on__year__gte=today.year - 1)
    last = {each.resident_id: each for each in sheets.order_by("served_on", "pk")}
    supplements: Any = forms()[f"{held.id}_supplement"].model._default_manager.filter(**valid)
    noted = dict(supplements.order_by("served_on", "pk").values_list("resident_id", "tier"))
    levels = _levels(held, list(last.values()))
    return [
        Assigned(each, last.get(each), levels[_key(last[each])] if each in last else None, noted.get(each))
        for each in ids
    ]


def _key(sheet: Any) -> tuple[Any, ...]:
    return (sheet.served_on, sheet.grade, sheet.year_control, tuple(sheet.comorbid or ()), sheet.comorbid is None)


def _levels(held: Chapter, sheets: list[Any]) -> dict[tuple[Any, ...], int | None]:
    """What the rule says of each different answer: many patients, few answers."""
    different = {_key(each): each for each in sheets}
    rows = [
        {"served_on": each.served_on, "grade": each.grade, "year_control": each.year_control, "comorbid": each.comorbid}
        for each in different.values()
    ]
    return {key: said[RULE] for key, said in zip(different, judge(held.id, rows), strict=True)}


@staff_page()
@leaves()
def roster(request: HttpRequest) -> HttpResponseBase:
    """One level at a time of one register; the county's rule stands above it."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    today = clock.today()
    readable = [each for each in siblings() if may(request.user, "read", each.id)]
    if not readable:
        return page(request, "web/chronic/tiers.html", {"views": (), "registers": ()}, at="home")
    held = next((each for each in readable if each.id == request.GET.get("register")), readable[0])
    found = assigned(held, registers(scope.residents(), [held], today)[held.id], today)
    view = request.GET.get("view", "3")
    view = view if view in VIEWS else "3"
    part = [one for one in found if one.part == view]
    size = per_page(request, PAGE)
    pages = max(1, -(-len(part) // size))
    number = min(pages, max(1, page_of(request.GET.get("page", "")) or 1))
    shown = part[(number - 1) * size : number * size]
    people = named([one.resident for one in shown], scope.hidden)
    context = {
        "registers": [(each.id, each.short, each.id == held.id) for each in readable], "held": held, "view": view,
        "views": [(key, label, key == view, sum(one.part == key for one in found)) for key, label in VIEWS.items()],
        "rule": rule_of(held, today),
        "rows": [_row(one, people[one.resident]) for one in shown if one.resident in people],
        "count": len(part), "page_number": number, "pages": pages,
    }  # fmt: skip
    return page(request, "web/chronic/tiers.html", context, at=held.id)


def rule_of(held: Chapter, today: dt.date) -> list[tuple[str, str, str]]:
    """The county's definition as it stands: what, which level, by which clause."""
    values, refs = values_on(held.id, today), refs_on(held.id, today)
    return [(label, TIER.label(values[name]), words.clause_label(refs.get(name, ""))) for name, label in GRADES.items()]


def _row(one: Assigned, person: Resident) -> dict[str, Any]:
    differs = one.tier is not None and one.noted is not None and one.noted != one.tier
    return {
        "person": words.person(person, clock.today()), "village": words.place(person.village.name), "one": one,
        "noted": TIER.label(one.noted) if differs else "", "plan": reverse("web:shared_plan", args=[person.pk]),
    }  # fmt: skip


@staff_page()
def shared_plan(request: HttpRequest, resident_id: int) -> HttpResponse:
    """One patient's plan, the same for village, township and lead hospital: level, tasks of the year, referrals."""
    person = access.resident_for(request.user, resident_id)
    today = clock.today()
    readable = [each for each in siblings() if may(request.user, "read", each.id)]
    standing = registers(Resident.objects.visible_to(request.user).filter(pk=person.pk), readable, today)
    held = [each for each in readable if person.pk in standing[each.id]]
    if not held:
        raise Http404("这位居民不在您能看的慢性病登记里")
    access.look(request.user, person, "查看分级管理方案", request)
    names = [each.id for each in held]
    owed = [one for one, _ in worklist.year_of(person.pk, today.year) if one.programme in names]
    referrals = Referral.objects.filter(resident=person, programme__in=names, voided_at=None)
    context = {
        "resident": person, "who": words.person(person, today), "year": today.year,
        "levels": [(each, assigned(each, [person.pk], today)[0], rule_of(each, today)) for each in held],
        "tasks": [_task(each, today) for each in sorted(owed, key=lambda one: (one.window.due_on, one.programme))],
        "referrals": referrals.select_related("institution").order_by("-served_on")[:5],
    }  # fmt: skip
    return page(request, "web/chronic/shared_plan.html", context, at=held[0].id)


def _task(one: Any, today: dt.date) -> dict[str, Any]:
    step = words.step_of(one.programme, one.step)
    return {"one": one, "label": step.label if step else one.step, "due": words.due_of(one, today)}


urlpatterns = [
    path("two-diseases/tiers/", roster, name="tiers"),
    path("two-diseases/tiers/<int:resident_id>/", shared_plan, name="shared_plan"),
]
