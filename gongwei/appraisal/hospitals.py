"""What a lead hospital does for its branches: guidance, quality control, and how it answers referrals (APR-28)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field
from statistics import median

from django.db.models import QuerySet

from gongwei.appraisal.models import Deduction, Rectification, Sampled
from gongwei.care.models import Referral
from gongwei.care.referrals import arrival_overdue
from gongwei.catalogue.plans import plan
from gongwei.organisation.models import Body, Visit
from gongwei.organisation.queries import Desk, desk_of, holding
from gongwei.people.models import Institution

KIND = "lead_hospital"


@dataclass
class Branch:
    """One institution under a lead hospital: what it received of guidance, control and care this year."""

    place: Institution
    planned: int = 0
    visited: int = 0
    sampled: int = 0
    checked: int = 0
    faults: int = 0
    unanswered: int = 0
    sent: int = 0
    late: int = 0
    waits: list[int] = field(default_factory=list)

    @property
    def arrived(self) -> int:
        """Patients whom the hospital has received."""
        return len(self.waits)

    @property
    def wait(self) -> float | None:
        """The median of the days until a patient was received; None without anybody."""
        return median(self.waits) if self.waits else None


@dataclass(frozen=True)
class Scorecard:
    """The three capabilities of one hospital, each the sum of its branches' rows."""

    hospital: Institution
    chapters: tuple[str, ...]
    branches: tuple[Branch, ...]

    def of(self, name: str) -> int:
        """The sum of one count over the branches."""
        return sum(getattr(branch, name) for branch in self.branches)

    @property
    def guided(self) -> int:
        """Branches that were visited at least once."""
        return sum(bool(branch.visited) for branch in self.branches)

    @property
    def controlled(self) -> int:
        """Branches of which a record was looked at."""
        return sum(bool(branch.checked) for branch in self.branches)

    @property
    def wait(self) -> float | None:
        """The median over all patients received."""
        waits = [days for branch in self.branches for days in branch.waits]
        return median(waits) if waits else None


def hospitals(on: dt.date) -> list[Institution]:
    """The lead hospitals in use on a day."""
    held = Institution.objects.filter(kind=KIND, active_from__lte=on)
    return [each for each in held.order_by("position", "pk") if each.active_to is None or on < each.active_to]


def duties(hospital: Institution, on: dt.date) -> list[Desk]:
    """What the bodies of a hospital answer for; none before the directory says so."""
    held = [desk_of(body, on) for body in Body.objects.filter(holding(on), institution=hospital)]
    return [desk for desk in held if desk.chapters]


def scorecard(hospital: Institution, on: dt.date, days: int) -> Scorecard:
    """Of the plan's year up to a day; a patient not received within ``days`` days counts as late."""
    desks = duties(hospital, on)
    named = {chapter: None for desk in desks for chapter in desk.chapters}
    found = {place.pk: Branch(place) for desk in desks for place in desk.institutions()}
    _guidance(found, hospital, on)
    _control(found, hospital, on)
    _referrals(found, hospital, tuple(named), on, days)
    ordered = sorted(found.values(), key=lambda branch: (branch.place.position, branch.place.pk))
    return Scorecard(hospital, tuple(named), tuple(ordered))


def _guidance(found: dict[int, Branch], hospital: Institution, on: dt.date) -> None:
    rows = Visit.objects.filter(body__institution=hospital, institution__in=found, planned_on__year=plan().year)
    for place, done_on in rows.values_list("institution", "done_on"):
        found[place].planned += 1
        found[place].visited += done_on is not None and done_on <= on


def _control(found: dict[int, Branch], hospital: Institution, on: dt.date) -> None:
    rounds = {"plan": plan().id, "kind": "quality", "organiser": hospital, "ends_on__lte": on}
    drawn = Sampled.objects.filter(
        sample__inspection__institution__in=found, **{f"sample__inspection__round__{k}": v for k, v in rounds.items()}
    )
    for row in drawn.select_related("sample__inspection").prefetch_related("checks"):
        branch = found[row.sample.inspection.institution_id]
        branch.sampled += 1
        branch.checked += bool(row.checks.all())
    for place in findings(hospital, found).values_list("inspection__institution", flat=True):
        found[place].faults += 1
    told = Rectification.objects.filter(
        inspection__institution__in=found, state="open", **{f"inspection__round__{k}": v for k, v in rounds.items()}
    )
    for place in told.values_list("inspection__institution", flat=True):
        found[place].unanswered += 1


def findings(hospital: Institution, places: Collection[int]) -> QuerySet[Deduction]:
    """What stands of a hospital's quality rounds of the year against some institutions, the newest first."""
    rows = Deduction.objects.filter(
        state="standing", inspection__institution__in=places, inspection__round__plan=plan().id,
        inspection__round__kind="quality", inspection__round__organiser=hospital,
    )  # fmt: skip
    return rows.select_related("inspection__institution", "inspection__round").order_by("-at", "pk")


def _referrals(
    found: dict[int, Branch], hospital: Institution, chapters: tuple[str, ...], on: dt.date, days: int
) -> None:
    mine = {"to_institution__path__startswith": hospital.path, "programme__in": chapters, "institution__in": found}
    sent = Referral.objects.filter(voided_at=None, served_on__year=plan().year, served_on__lte=on, **mine)
    for place, served_on, arrived_on in sent.values_list("institution", "served_on", "arrived_on"):
        found[place].sent += 1
        if arrived_on is not None and arrived_on <= on:
            found[place].waits.append((arrived_on - served_on).days)
    late = arrival_overdue(on, days).filter(served_on__year=plan().year, **mine)
    for place in late.values_list("institution", flat=True):
        found[place].late += 1
