"""Scoreboards: institutions by round, clinics by quarter, doctors by what was checked of their work."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from gongwei.appraisal.models import Check, Deduction, Inspection, Sampled
from gongwei.appraisal.sampling import UNTRUE, Truth, truth
from gongwei.appraisal.tally import Total
from gongwei.appraisal.tallying import totals_of
from gongwei.catalogue.plans import plan
from gongwei.kernel.money import ZERO
from gongwei.people.models import Institution, Staff


@dataclass(frozen=True)
class PlaceRow:
    """An institution or clinic: its inspection in every round, with the sum of each."""

    place: Institution
    cells: tuple[tuple[Inspection, Total | None] | None, ...]

    @property
    def mean(self) -> Decimal | None:
        """The mean of the accepted scores; None without any."""
        scores = [
            total.score for cell in self.cells if cell and (total := cell[1]) and total.score is not None
        ]
        return round(sum(scores, ZERO) / len(scores), 2) if scores else None


def by_place(user: Any, kinds: Iterable[str]) -> tuple[list[str], list[PlaceRow]]:
    """(names of the rounds, rows) of what an account may see, the best mean first, without any last."""
    held = Inspection.objects.visible_to(user).filter(round__plan=plan().id, round__kind__in=list(kinds))
    found_rows = held.select_related("round__organiser", "institution__parent")
    rows = list(found_rows.order_by("round__ends_on", "round__rule"))
    totals = totals_of(row for row in rows if row.state == "accepted")
    names = list(dict.fromkeys(row.round.label for row in rows))
    cells: dict[Institution, dict[str, Inspection]] = {}
    for row in rows:
        cells.setdefault(row.institution, {})[row.round.label] = row
    found = [
        PlaceRow(
            place, tuple((mine[name], totals.get(mine[name])) if name in mine else None for name in names)
        )
        for place, mine in cells.items()
    ]
    return names, sorted(found, key=lambda row: (row.mean is None, -(row.mean or ZERO), row.place.pk))


@dataclass(frozen=True)
class DoctorRow:
    """What was checked of one doctor's work, what was untrue, and the points it cost."""

    doctor: Staff
    truth: Truth
    faults: int
    lost: Decimal

    @property
    def rate(self) -> float | None:
        """True ÷ verified; None where nothing could be verified (APR-23)."""
        return self.truth.true / self.truth.known if self.truth.known else None


def by_doctor(user: Any) -> list[DoctorRow]:
    """Every doctor whose records were sampled in what an account may see; the lowest truth rate first."""
    seen = Inspection.objects.visible_to(user).filter(round__plan=plan().id)
    rows = Sampled.objects.filter(sample__inspection__in=seen, staff__isnull=False)
    held: dict[Staff, list[Sampled]] = {}
    for row in rows.select_related("staff__institution").prefetch_related("checks"):
        assert row.staff is not None
        held.setdefault(row.staff, []).append(row)
    lost: Counter[int] = Counter()
    faults: Counter[int] = Counter()
    standing = Deduction.objects.filter(inspection__in=seen, state="standing", staff__isnull=False)
    for staff, points, source in standing.values_list("staff_id", "points", "source"):
        assert staff is not None
        lost[staff] += points  # type: ignore[assignment]
        faults[staff] += source == "review"
    found = [
        DoctorRow(doctor, truth(mine), faults[doctor.pk], Decimal(lost[doctor.pk]))
        for doctor, mine in held.items()
    ]
    return sorted(found, key=lambda row: (row.rate is None, row.rate or 0, -row.lost, row.doctor.pk))


def untrue_of(user: Any, doctor: Staff) -> list[Check]:
    """A doctor's untrue findings that an account may see."""
    seen = Inspection.objects.visible_to(user).filter(round__plan=plan().id)
    rows = Check.objects.filter(sampled__staff=doctor, outcome=UNTRUE, sampled__sample__inspection__in=seen)
    return list(rows.select_related("sampled__sample__inspection__round", "sampled__resident"))
