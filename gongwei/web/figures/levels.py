"""分级判定: every target judged at the level it is set for, each unit by itself beside the county's mean (PLAN-11)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.http import urlencode

from gongwei.catalogue.plans import plan
from gongwei.facts import reader
from gongwei.indicators.figures import Figure, Judgement
from gongwei.indicators.places import UNASSIGNED, By
from gongwei.indicators.places import Scope as Places
from gongwei.people.grants import may
from gongwei.policy.provisions import LEVEL_LABELS, EvaluationLevel, Provision
from gongwei.web.figures.indicators import no_mart
from gongwei.web.figures.said import said
from gongwei.web.figures.standing import as_of_day, counted, freshness, own_groups, reach_of, within
from gongwei.web.frame.scope import Scope
from gongwei.web.frame.shell import page, staff_page

UNITS: Mapping[EvaluationLevel, By] = {"village": "village", "institution": "institution", "town": "institution"}
"""Levels below the county; a town is judged by the institution that serves it."""
JUDGED = {Judgement.MET, Judgement.SHORT, Judgement.WARNED}


@dataclass(frozen=True)
class Unit:
    """One unit that is short of the target."""

    label: str
    shown: str
    gap: int | None
    url: str


@dataclass(frozen=True)
class Line:
    """One target with its level: how many units were judged, how many reach it, which do not; the mean beside it."""

    label: str
    level: str
    demand: str
    mean: str
    mean_met: bool
    judged: int
    met: int
    unknown: int
    short: tuple[Unit, ...]

    @property
    def hidden(self) -> bool:
        """The county as a whole reaches it and some unit does not: the mean hides it."""
        return self.mean_met and self.met < self.judged


def line(target: Provision, units: Sequence[Figure], whole: Figure | None, names: bool) -> Line:
    """Every unit judged by itself; a unit without anybody to serve is not judged, and never counted as reaching it."""
    judged = [each for each in units if each.judgement in JUDGED]
    short = [each for each in judged if each.judgement is not Judgement.MET]
    short.sort(key=lambda each: -(each.gap or 0))
    return Line(
        target.label, LEVEL_LABELS[target.level], said(target), whole.shown if whole else "—",
        whole is not None and whole.judgement is Judgement.MET, len(judged), len(judged) - len(short),
        len(units) - len(judged),
        tuple(Unit(each.group_label, each.shown, each.gap, _names(each) if names else "") for each in short),
    )  # fmt: skip


def _names(figure: Figure) -> str:
    query = {str(figure.by): figure.group_id} if figure.by in ("institution", "village") else {}
    return f"{reverse('web:indicator', args=[figure.indicator])}?{urlencode(query)}"


def lines_of(request: HttpRequest, day: dt.date) -> list[Line]:
    """The targets of the plan that are judged below the county, in its order, over the units within reach."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    reach, place = reach_of(scope), within(scope, reach_of(scope))
    held: dict[By, dict[str, list[Figure]]] = {}
    grouped: tuple[By, ...] = ("institution", "village")
    for by in grouped:
        found = counted(day, by, place if not reach.everything else Places())
        for each in own_groups(found, reach, scope.staff):
            if each.implemented and each.group_id != UNASSIGNED and may(request.user, "figures", each.chapter):
                held.setdefault(by, {}).setdefault(each.indicator, []).append(each)
    wholes = {each.indicator: each for each in counted(day, "district", Places())} if reach.everything else {}
    made = []
    for target in plan().targets_on(day if day.year == plan().year else plan().last_day):
        below = UNITS.get(target.level)
        units = held.get(below, {}).get(target.indicator, []) if below else []
        if units:
            made.append(line(target, units, wholes.get(target.indicator), may(request.user, "read")))
    return made


@staff_page("figures")
def levels(request: HttpRequest) -> HttpResponse:
    """The units in reach; those that the county's mean hides first."""
    if reader.freshness() is None:
        return no_mart(request)
    day = as_of_day()
    found = sorted(lines_of(request, day), key=lambda each: (not each.hidden, each.met == each.judged))
    context: dict[str, Any] = {"lines": found, "day": day, "hidden": sum(each.hidden for each in found)}
    return page(request, "web/levels.html", context, at="plan", rail=True, as_of=freshness())


urlpatterns = [path("plan/levels/", levels, name="plan_levels")]
