"""Whose figures an account may see, how a figure stands against the year gone by, and the words around it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from gongwei.catalogue.plans import plan
from gongwei.facts import reader
from gongwei.indicators.figures import Figure, Judgement
from gongwei.indicators.places import Scope as Places
from gongwei.kernel import clock
from gongwei.people.grants import grants_of
from gongwei.people.models import Institution
from gongwei.policy.provisions import OPERATOR_LABELS
from gongwei.ui.frame import AsOf
from gongwei.web.scope import Scope

Pace = Literal["met", "ok", "lag", "far"]
FAR_BEHIND = Fraction(9, 10)
"""Below this share of what the elapsed year asks for a cell is 明显落后."""


@dataclass(frozen=True)
class Reach:
    """The institutions whose figures an account may see; ``everything`` has the district's total too."""

    institutions: tuple[Institution, ...]
    everything: bool
    villages: tuple[str, ...] = ()

    def holds(self, institution: str) -> bool:
        """Whether a group of the institutions table is within reach."""
        return self.everything or any(str(each.pk) == institution for each in self.institutions)


def reach_of(scope: Scope) -> Reach:
    """From the roles: the responsible institutions in the subtrees, a village doctor's own villages."""
    grants = grants_of(scope.staff)
    responsible = list(Institution.objects.responsible().order_by("code"))
    covered = tuple(each for each in responsible if any(grant.covers(each) for grant in grants))
    villages = tuple({village for grant in grants for village in grant.villages})
    only_villages = bool(villages) and all(grant.role == "village_doctor" for grant in grants)
    everything = len(covered) == len(responsible) and not only_villages
    return Reach(covered, everything, villages if only_villages else ())


def within(scope: Scope, reach: Reach) -> Places:
    """The narrowest place of the scope as the indicators know it."""
    village = scope.village.pk if scope.village else None
    institution = str(scope.institution.pk) if scope.institution else None
    if institution is None and not reach.everything and len(reach.institutions) == 1:
        institution = str(reach.institutions[0].pk)
    if village is None and len(reach.villages) == 1:
        village = reach.villages[0]
    return Places(institution=institution, village=village)


def as_of_day() -> dt.date:
    """The day up to which figures are counted: the day that the newest build shows, never after today."""
    fresh = reader.freshness()
    return min(fresh.snapshot_at.astimezone(clock.CHINA).date(), clock.today()) if fresh else clock.today()


def freshness() -> AsOf:
    """What the header says on every page that reads the mart."""
    fresh = reader.freshness()
    if fresh is None:
        return AsOf(clock.now(), year=clock.today().year, stale="还没有统计数据集")
    return AsOf(fresh.snapshot_at.astimezone(clock.CHINA), fresh.number, year=clock.today().year)


def elapsed(day: dt.date) -> Fraction:
    """The share of the year gone by at the end of the day."""
    first = dt.date(day.year, 1, 1)
    return Fraction((day - first).days + 1, (dt.date(day.year, 12, 31) - first).days + 1)


def pace(figure: Figure, day: dt.date) -> Pace:
    """Against target × elapsed year: met, on pace (stays white), behind, far behind."""
    if figure.judgement is Judgement.MET:
        return "met"
    expected = figure.expected(elapsed(day))
    if expected is None or figure.numerator is None or figure.numerator >= expected:
        return "ok"
    return "far" if figure.numerator < expected * FAR_BEHIND else "lag"


def target_words(figure: Figure) -> str:
    """≥64%, =任务数."""
    target = figure.target
    if target.value is None:
        return "无目标"
    if target.unit == "人":
        return "=任务数"
    return f"{OPERATOR_LABELS.get(target.operator, target.operator)}{target.value.normalize():f}{target.unit}"  # type: ignore[call-overload]


def weeks_left(day: dt.date) -> int:
    """Full weeks until the end of the year."""
    return (plan().last_day - day).days // 7
