"""绩效目标: the goals of each notice, how far they are against the year gone by, and the sample of their quality."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path

from gongwei.appraisal.models import Sampled
from gongwei.appraisal.sampling import Truth, truth
from gongwei.catalogue.plans import plan
from gongwei.facts import reader
from gongwei.indicators.figures import Figure, Target
from gongwei.indicators.places import By
from gongwei.people.grants import may
from gongwei.people.models import Institution
from gongwei.planning.goals import bring
from gongwei.planning.models import Goal
from gongwei.planning.progress import Pace, elapsed, pace_of
from gongwei.web.figures.indicators import no_mart
from gongwei.web.figures.standing import as_of_day, counted, freshness, place_of, reach_of, target_words
from gongwei.web.frame.asking import Question, Sheet
from gongwei.web.frame.scope import Scope
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.organisation.directory import Acts, answered, pressed


@dataclass(frozen=True)
class Line:
    """One goal: what the plan asks, how far it is, and what the year's samples of the programme showed."""

    goal: Goal
    label: str
    asked: str
    lower: bool
    pace: Pace | None
    sample: Truth

    @property
    def owed(self) -> int:
        """What the elapsed part of the year asks for, rounded up."""
        return -int(-self.pace.task * self.pace.elapsed // 1) if self.pace else 0


def lines(goals: Iterable[Goal], figures: Iterable[Figure], day: Any, samples: dict[str, Truth]) -> list[Line]:
    """The goals in the order of their notice, each judged on the figure that the plan counts."""
    by_id = {each.indicator: each for each in figures}
    made = []
    for goal in goals:
        figure = by_id.get(goal.indicator)
        held = replace(figure, target=Target(value=goal.value, unit=goal.unit)) if figure else None
        own = figure.target if figure else Target()
        lower = own.value is not None and own.unit == goal.unit and own.value < goal.value
        made.append(Line(
            goal, figure.label if figure else goal.indicator, target_words(figure) if figure else "", lower,
            pace_of(held, day) if held else None, samples.get(figure.chapter if figure else "", Truth()),
        ))  # fmt: skip
    return made


@staff_page("figures")
def goals(request: HttpRequest) -> HttpResponse:
    """The office brings goals in; every reader of figures sees the own place against them."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    acts: Acts = {}
    if may(request.user, "plan"):
        acts = {"goals": (_asking(), lambda a: bring(a.id, plan(), a["notice"], a["goals"], by=scope.staff))}
    done = pressed(request, acts, "web:plan_goals")
    if done is not None:
        return done
    if reader.freshness() is None:
        return no_mart(request)
    reach, day = reach_of(scope), as_of_day()
    place = place_of({}, scope, reach)
    wide = place.institution is None
    by: By = "district" if wide else "institution"
    figures = [each for each in counted(day, by, place) if wide or each.group_id == place.institution]
    held = Goal.objects.filter(plan=plan().id, replaced=False)
    samples = _samples(place.institution, office=bool(acts))
    found = lines(held if wide else held.exclude(unit="人"), figures, day, samples)
    context = {
        "lines": found, "day": day, "place": scope.words, "elapsed": f"{float(elapsed(day) * Fraction(100)):.1f}",
        "behind": sum(line.pace is not None and line.pace.done < line.owed for line in found),
        "sheets": [sheet for sheet, _ in acts.values()],
    }  # fmt: skip
    return answered(
        page(request, "web/planning/goals.html", context, at="plan", rail=True, as_of=freshness()), acts
    )


def _asking() -> Sheet:
    return Sheet("goals", "导入绩效目标", "导入", (
        Question("notice", "通知文号", must=True, longest=60, hint="例如 财社〔2024〕41号"),
        Question("goals", "绩效目标", "long", must=True, longest=6000,
                 hint="从通知附表复制，每行一项：指标名称 ≥目标值%（或人）"),
    ), note="指标按方案中的名称对应；同一文号再导入即替换")  # fmt: skip


def _samples(institution: str | None, *, office: bool) -> dict[str, Truth]:
    """Programme → what the checks of the plan's samples showed in the reader's place; others see accepted ones only."""
    rows = Sampled.objects.filter(sample__inspection__round__plan=plan().id).prefetch_related("checks")
    if not office:
        rows = rows.filter(sample__inspection__state="accepted")
    if institution is not None:
        within = Institution.objects.get(pk=int(institution))
        rows = rows.filter(sample__inspection__institution__path__startswith=within.path)
    by: dict[str, list[Sampled]] = {}
    for row in rows:
        by.setdefault(row.programme, []).append(row)
    return {programme: truth(held) for programme, held in by.items()}


urlpatterns = [path("plan/goals/", goals, name="plan_goals")]
