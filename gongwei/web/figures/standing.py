"""Whose figures an account may see, how a figure stands against the year gone by, and the words around it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from django.http import Http404

from gongwei.catalogue.plans import plan
from gongwei.facts import reader
from gongwei.indicators.evaluation import evaluate
from gongwei.indicators.figures import Figure, Judgement
from gongwei.indicators.places import By
from gongwei.indicators.places import Scope as Places
from gongwei.indicators.results import day_of
from gongwei.kernel import clock
from gongwei.people.grants import ACTIONS, BY_PROGRAMME, BY_TAG, grants_of
from gongwei.people.models import Institution, Staff
from gongwei.policy.provisions import OPERATOR_LABELS
from gongwei.ui.frame import AsOf
from gongwei.ui.refusals import NotYours
from gongwei.web.frame.scope import Scope

Pace = Literal["met", "ok", "lag", "far"]
FAR_BEHIND = Fraction(9, 10)
"""Below this share of what the elapsed year asks for a cell is 明显落后."""


@dataclass(frozen=True)
class Reach:
    """The institutions whose figures an account may see; ``everything`` has the district's total too.

    ``villages`` binds a village doctor to his own; ``some_people`` are readers of some residents of a place only
    (a line sees its programme's members), whose lists are narrowed person by person.
    """

    institutions: tuple[Institution, ...]
    everything: bool
    villages: tuple[str, ...] = ()
    some_people: bool = False

    def holds(self, institution: str) -> bool:
        """Whether a group of the institutions table is within reach."""
        return self.everything or any(str(each.pk) == institution for each in self.institutions)


def reach_of(scope: Scope) -> Reach:
    """From the roles: the responsible institutions in the subtrees, a village doctor's own villages."""
    grants = [grant for grant in grants_of(scope.staff) if "figures" in ACTIONS[grant.role]]
    responsible = list(Institution.objects.responsible().order_by("position", "code"))
    covered = tuple(each for each in responsible if any(grant.covers(each) for grant in grants))
    villages = tuple(sorted({village for grant in grants for village in grant.villages}))
    only_villages = all(grant.role == "village_doctor" for grant in grants)
    everything = len(covered) == len(responsible) and not only_villages
    readers = [grant.role for grant in grants if "read" in ACTIONS[grant.role]]
    some_people = all(role in BY_PROGRAMME or role in BY_TAG for role in readers)
    return Reach(covered, everything, villages if only_villages else (), some_people)


def within(scope: Scope, reach: Reach) -> Places:
    """The narrowest place of the scope as the indicators know it."""
    village = scope.village.pk if scope.village else None
    institution = str(scope.institution.pk) if scope.institution else None
    if institution is None and not reach.everything and len(reach.institutions) == 1:
        institution = str(reach.institutions[0].pk)
    return Places(institution=institution, village=village, villages=reach.villages)


def place_of(given: Mapping[str, str], scope: Scope, reach: Reach) -> Places:
    """The place that an address asks for, inside the scope in force; refused outside the account's reach."""
    asked = {key: given[key] for key in ("institution", "village", "doctor") if given.get(key)}
    if not all(value.isdecimal() or value == "unassigned" for value in asked.values()):
        raise Http404("没有这个地方")
    narrowest = within(scope, reach)
    place = replace(
        narrowest,
        institution=asked.get("institution", narrowest.institution),
        village=asked.get("village", narrowest.village),
        doctor=asked.get("doctor"),
    )
    if place.institution is not None and not reach.holds(place.institution):
        raise NotYours("这个机构不在您的范围内", how="请联系该机构公卫科或项目办")
    if reach.villages and place.village is not None and place.village not in reach.villages:
        raise NotYours("这个村不在您的范围内", how="请联系服务该村的村医或公卫科")
    if not reach.everything and place.institution is None:
        raise NotYours("请先选机构", how="在页面左上角选择数据范围")
    return place


def counted(day: dt.date, by: By, place: Places) -> tuple[Figure, ...]:
    """All figures of a place by group, evaluated once per build."""
    number = reader.newest()
    return _counted(day, by, place, plan().id, number, reader.address(number))


@lru_cache(maxsize=64)
def _counted(day: dt.date, by: By, place: Places, plan_id: str, build: int, address: str) -> tuple[Figure, ...]:
    return tuple(evaluate(day, by, within=place, build=build))


def own_groups(found: tuple[Figure, ...], reach: Reach, staff: Staff) -> list[Figure]:
    """Without the groups that are somebody else's: other institutions, villages, and for a village doctor doctors."""
    return [
        each for each in found
        if each.by not in ("institution", "village", "doctor")
        or (each.by == "institution" and reach.holds(each.group_id))
        or (each.by == "village" and (not reach.villages or each.group_id in reach.villages))
        or (each.by == "doctor" and (not reach.villages or each.group_id == str(staff.pk)))
    ]  # fmt: skip


def as_of_day() -> dt.date:
    """The day up to which figures are counted: the day that the newest build shows, never after today."""
    fresh = reader.freshness()
    return day_of(fresh.number) if fresh else clock.today()


def freshness() -> AsOf:
    """What the header says on every page that reads the mart; a build is never newer than today."""
    fresh = reader.freshness()
    if fresh is None:
        return AsOf(clock.now(), year=clock.today().year, stale="还没有统计数据集")
    at = fresh.snapshot_at.astimezone(clock.CHINA)
    shown = dt.datetime.combine(min(at.date(), clock.today()), at.time(), clock.CHINA)
    return AsOf(shown, fresh.number, year=clock.today().year)


def elapsed(day: dt.date) -> Fraction:
    """The share of the year gone by at the end of the day."""
    first = dt.date(day.year, 1, 1)
    return Fraction((day - first).days + 1, (dt.date(day.year, 12, 31) - first).days + 1)


def pace(figure: Figure, day: dt.date) -> Pace:
    """Against target × elapsed year: met, on pace (stays white), behind, far behind."""
    if figure.judgement is Judgement.MET:
        return "met"
    if figure.count is not None and figure.target.each is not None:
        return "ok" if Fraction(figure.count) >= Fraction(figure.target.each) * elapsed(day) else "far"
    expected = figure.expected(elapsed(day))
    if expected is None or figure.numerator is None or figure.numerator >= expected:
        return "ok"
    return "far" if figure.numerator < expected * FAR_BEHIND else "lag"


def target_words(figure: Figure) -> str:
    """≥64%, =任务数."""
    target = figure.target
    if target.value is None:
        return "无目标"
    if figure.count is not None and target.demand:
        return target.demand
    if target.unit == "人":
        return "=任务数"
    return f"{OPERATOR_LABELS.get(target.operator, target.operator)}{target.value.normalize():f}{target.unit}"  # type: ignore[call-overload]


def weeks_left(day: dt.date) -> int:
    """Full weeks until the end of the year."""
    return (plan().last_day - day).days // 7


def needed(figure: Figure, day: dt.date) -> str:
    """How many people a week close the gap by the end of the year: 19.5."""
    return f"{(figure.gap or 0) / max(weeks_left(day), 1):.1f}"
