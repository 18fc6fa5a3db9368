"""Where a clinic's score of a quarter comes from: the first source that has one; no score is refused, never assumed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from gongwei.appraisal.places import CLINICS
from gongwei.appraisal.village import quarter_scores
from gongwei.catalogue.plans import plan
from gongwei.funds.models import Score
from gongwei.funds.rules import Quarter, settlement_rules
from gongwei.kernel.clock import today
from gongwei.people.models import Institution, Staff
from gongwei.people.problems import Forbidden, refuse
from gongwei.people.verbs.authority import require
from gongwei.records.history import acting


@dataclass(frozen=True)
class Points:
    """A score and where it stands written."""

    points: Decimal
    source: str


Source = Callable[[Quarter, Collection[int]], Mapping[int, Points]]
"""(quarter, clinics) → clinic → score: what an appraisal offers to the settlement."""


def recorded(quarter: Quarter, clinics: Collection[int]) -> Mapping[int, Points]:
    """Scores that 公卫科 recorded by hand."""
    rows = Score.objects.filter(plan=plan().id, quarter=quarter.number, clinic__in=clinics)
    return {row.clinic_id: Points(row.points, f"{row.scored_on} {row.evidence}") for row in rows}


def appraised(quarter: Quarter, clinics: Collection[int]) -> Mapping[int, Points]:
    """Scores of accepted village appraisals (九（二）按季度绩效评价后拨付)."""
    found = quarter_scores(quarter.appraised_in, clinics)
    return {clinic: Points(points, source) for clinic, (points, source) in found.items()}


SOURCES: tuple[Source, ...] = (appraised, recorded)


def scores(quarter: Quarter, clinics: Collection[int]) -> dict[int, Points]:
    """The score of every clinic that has one."""
    found: dict[int, Points] = {}
    for source in SOURCES:
        left = [clinic for clinic in clinics if clinic not in found]
        found.update(source(quarter, left))
    return found


def record_score(clinic: Institution, quarter: Quarter, points: Decimal, evidence: str, *, by: Staff) -> Score:
    """Write a clinic's score of a quarter with its evidence; nobody scores his own institution."""
    if clinic.kind not in CLINICS or clinic.parent is None:
        raise refuse("clinic", "只给村卫生室（站）打分")
    require(by, "settle", clinic.parent)
    if by.institution_id == clinic.pk:
        raise Forbidden("不能给自己所在的机构打分")
    full = settlement_rules().quality.full.value
    if not 0 <= points <= full:
        raise refuse("points", f"得分应在 0 到 {full} 之间，写的是 {points}")
    if not evidence.strip():
        raise refuse("evidence", "请写明评价依据，例如评价表日期和编号")
    with transaction.atomic(), acting(str(by.pk), "记录评价得分"):
        return Score.objects.update_or_create(
            plan=plan().id, clinic=clinic, quarter=quarter.number,
            defaults={"points": points, "evidence": evidence.strip(), "scored_on": today(), "scored_by": by},
        )[0]  # fmt: skip
