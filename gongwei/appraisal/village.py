"""What money asks of appraisal: a clinic's accepted score of a quarter, an institution's of the year."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal

from gongwei.appraisal.models import Inspection
from gongwei.appraisal.tallying import totals_of
from gongwei.catalogue.plans import plan
from gongwei.people.models import Institution


def quarter_scores(quarter: int, clinics: Collection[int]) -> dict[int, tuple[Decimal, str]]:
    """Clinic → (score out of 100, where it stands written); only results that were accepted count."""
    held = Inspection.objects.filter(
        round__plan=plan().id,
        round__kind="village",
        round__period=quarter,
        institution__in=clinics,
        state="accepted",
    )
    found = {}
    for row, made in totals_of(held.select_related("round", "institution")).items():
        if made.score is None:
            continue
        words = f"{row.round.label}：{made.gained} ÷ {made.points} 分，{row.accepted_on} 采纳"
        converted = f"（{len(made.no_data)} 项无数据，已折算）" if made.no_data else ""
        found[row.institution_id] = (made.score, words + converted)
    return found


def year_score(place: Institution) -> tuple[Decimal, str] | None:
    """(score, source) of an institution's accepted year-end appraisal; None before there is one."""
    held = Inspection.objects.filter(
        round__plan=plan().id, round__kind="year_end", institution=place, state="accepted"
    )
    for row, made in totals_of(held.select_related("round", "institution")).items():
        if made.score is not None:
            return made.score, f"{row.round.label}，{row.accepted_on} 采纳"
    return None
