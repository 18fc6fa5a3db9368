"""What a desk looks at: its items' figures by institution, the ones behind first, with the words for an urging."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from gongwei.facts import reader
from gongwei.indicators.figures import Figure
from gongwei.indicators.places import Scope as Places
from gongwei.organisation.queries import Desk
from gongwei.people.grants import may
from gongwei.people.models import Institution
from gongwei.web.figures.standing import as_of_day, counted, pace, target_words

ORDER = {"far": 0, "lag": 1}


@dataclass(frozen=True)
class Behind:
    """One institution behind in one indicator."""

    figure: Figure
    institution: Institution
    far: bool
    words: str
    names: str


@dataclass(frozen=True)
class Indicator:
    """One indicator of the desk over its institutions."""

    id: str
    label: str
    chapter: str
    target: str
    numerator: int
    denominator: int
    reached: int
    places: int


def figures(user: Any, desk: Desk) -> list[Figure]:
    """Only of the desk's items, of institutions of its districts, that this account may see; none without a build."""
    if reader.freshness() is None:
        return []
    places = {str(each.pk) for each in desk.institutions()}
    shown = {each for each in desk.chapters if may(user, "figures", each)}
    return [
        each for each in counted(as_of_day(), "institution", Places())
        if each.chapter in shown and each.group_id in places and each.implemented and each.target.value is not None
    ]  # fmt: skip


def behind(found: list[Figure], desk: Desk) -> list[Behind]:
    """The institutions behind the year gone by, far behind first, then by people missing."""
    places = {str(each.pk): each for each in desk.institutions()}
    rows = []
    for each in found:
        kind = pace(each, as_of_day())
        if kind in ORDER:
            query = urlencode({"institution": each.group_id})
            names = f"{reverse('web:indicator', args=[each.indicator])}?{query}"
            rows.append(Behind(each, places[each.group_id], kind == "far", said(each), names))
    return sorted(rows, key=lambda row: (not row.far, -(row.figure.gap or 0), row.figure.indicator))


def said(figure: Figure) -> str:
    """132/253，52.2%，目标 ≥64%，差 30 人."""
    parts = [f"{figure.numerator or 0:,}/{figure.denominator or 0:,}"]
    if figure.rate is not None:
        parts.append(f"{float(figure.rate) * 100:.1f}%")
    parts.append(f"目标 {target_words(figure)}")
    if figure.gap:
        parts.append(f"差 {figure.gap:,} {figure.rows}")
    return "，".join(parts)


def totals(found: list[Figure]) -> list[Indicator]:
    """Each indicator once: the sums, and how many institutions have reached the target."""
    kept: dict[str, list[Figure]] = {}
    for each in found:
        kept.setdefault(each.indicator, []).append(each)
    return [
        Indicator(
            name, rows[0].label, rows[0].chapter, target_words(rows[0]),
            sum(row.numerator or 0 for row in rows), sum(row.denominator or 0 for row in rows),
            sum(pace(row, as_of_day()) == "met" for row in rows), len(rows),
        )
        for name, rows in kept.items()
    ]  # fmt: skip
