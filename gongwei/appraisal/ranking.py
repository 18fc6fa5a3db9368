"""Scores and ranks that the county got from above, year by year; a year between two known ones is named (APR-21)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from gongwei.appraisal.models import APPRAISERS, UpperScore
from gongwei.kernel.clock import today
from gongwei.people.grants import allowed
from gongwei.people.models import Staff
from gongwei.people.problems import Forbidden, refuse
from gongwei.records.history import acting

FIRST_YEAR = 2009
"""The programme began."""


@dataclass(frozen=True)
class Told:
    """What the result says, besides whose and of when; a rank only together with of how many."""

    score: Decimal
    full: Decimal
    document: str
    rank: int | None = None
    ranked: int | None = None


@dataclass(frozen=True)
class Year:
    """One year of one appraiser; ``held`` is None where nothing was entered."""

    year: int
    held: UpperScore | None
    before: UpperScore | None = None

    @property
    def moved(self) -> int | None:
        """Places gained since the year before (negative: lost); None without both ranks."""
        if self.held is None or self.before is None or self.held.rank is None or self.before.rank is None:
            return None
        return self.before.rank - self.held.rank

    @property
    def lost(self) -> int:
        """Places lost since the year before."""
        return max(0, -(self.moved or 0))


def enter(appraiser: str, year: int, told: Told, *, by: Staff) -> UpperScore:
    """Keep a year's result; entered again it is corrected."""
    if not allowed(by, "appraise"):
        raise Forbidden("上级评价得分由项目办登记")
    if appraiser not in APPRAISERS:
        raise refuse("appraiser", f"评价层级：请选 {'、'.join(APPRAISERS.values())}")
    if not FIRST_YEAR <= year <= today().year:
        raise refuse("year", f"年度：应在 {FIRST_YEAR} 到 {today().year} 之间")
    if told.full <= 0:
        raise refuse("full", "满分：应大于 0")
    if not 0 <= told.score <= told.full:
        raise refuse("score", f"得分：应在 0 到满分 {told.full} 之间")
    if (told.rank is None) != (told.ranked is None):
        raise refuse("rank", "名次和参评单位数：要么都填，要么都不填")
    if told.rank is not None and told.ranked is not None and not 1 <= told.rank <= told.ranked:
        raise refuse("rank", f"名次：应在 1 到 {told.ranked} 之间")
    if not told.document.strip():
        raise refuse("document", "文件：请写明通报的名称或文号")
    with transaction.atomic(), acting(str(by.pk), "登记上级评价得分"):
        made, _ = UpperScore.objects.update_or_create(
            appraiser=appraiser, year=year,
            defaults={
                "score": told.score, "full": told.full, "rank": told.rank, "ranked": told.ranked,
                "document": told.document.strip(), "entered_by": by, "entered_on": today(),
            },
        )  # fmt: skip
        return made


def years(appraiser: str) -> list[Year]:
    """From the newest year known to the oldest, those without a result between them too."""
    held = {each.year: each for each in UpperScore.objects.filter(appraiser=appraiser)}
    if not held:
        return []
    return [Year(year, held.get(year), held.get(year - 1)) for year in range(max(held), min(held) - 1, -1)]
