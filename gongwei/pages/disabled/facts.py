"""The facts of certified residents by the hundred: certificate, exams by year, assessment, open demand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from gongwei.care.models import HealthExam
from gongwei.obligations.models import Obligation
from gongwei.people.queries import ResidentQuery
from gongwei.programmes.disabled.codes import LEVEL, TYPES
from gongwei.programmes.disabled.models import Assessment, Certificate
from gongwei.programmes.disabled.schedule import TAG


@dataclass(frozen=True)
class Facts:
    """One person as the list shows them."""

    certificate: Certificate | None
    years: frozenset[int]
    assessment: Assessment | None
    demand: Obligation | None

    @property
    def kind(self) -> str:
        """肢体 二级; a person whose certificate nobody entered says so."""
        if self.certificate is None:
            return "证件未登记"
        types = "、".join(TYPES.label(code) for code in self.certificate.disability_types or ())
        return f"{types} {LEVEL.label(self.certificate.level)}"


def certified(residents: ResidentQuery) -> ResidentQuery:
    """Those of the residents who carry the tag today and live."""
    return residents.filter(tags__contains=[TAG], living=True)


def certificates_of(ids: Collection[int]) -> dict[int, Certificate]:
    """The last certificate of each, as it stands."""
    rows = Certificate.objects.filter(resident__in=ids, voided_at=None)
    newest = rows.order_by("resident_id", "-served_on", "-recorded_at").distinct("resident_id")
    return {each.resident_id: each for each in newest}


def exam_years(ids: Collection[int], first: int, last: int) -> dict[int, frozenset[int]]:
    """The years between both in which each was examined."""
    rows = HealthExam.objects.filter(
        resident__in=ids, voided_at=None, served_on__year__gte=first, served_on__year__lte=last
    )
    found: dict[int, set[int]] = {}
    for resident, day in rows.values_list("resident_id", "served_on"):
        found.setdefault(resident, set()).add(day.year)
    return {resident: frozenset(years) for resident, years in found.items()}


def facts_of(ids: Collection[int], today: dt.date, years: int) -> dict[int, Facts]:
    """Everything the list shows of some residents, in four questions."""
    cards, seen = certificates_of(ids), exam_years(ids, today.year - years + 1, today.year)
    judged = {
        each.resident_id: each
        for each in Assessment.objects.filter(
            resident__in=ids, voided_at=None, served_on__year=today.year
        ).order_by("served_on")
    }
    asked = {
        each.resident_id: each
        for each in Obligation.objects.filter(
            resident__in=ids, programme="disabled", step="demand", met_on=None, ended_on=None
        ).order_by("-due_on")
    }
    return {
        each: Facts(cards.get(each), seen.get(each, frozenset()), judged.get(each), asked.get(each))
        for each in ids
    }
