"""服务目录: classes and items of a year with people, norm, forms and indicators; history; who has no task (PLAN-13)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, reverse

from gongwei.catalogue.chapters import Chapter, chapter, chapters, forms
from gongwei.catalogue.plans import plan
from gongwei.facts import reader
from gongwei.indicators.figures import Figure
from gongwei.indicators.places import Scope as Places
from gongwei.kernel import clock
from gongwei.people.grants import may
from gongwei.planning.coverage import coverage
from gongwei.policy.catalogue import BUILT_IN, Version, version_of, versions
from gongwei.policy.plan_file import Item
from gongwei.web.figures.clauses import clause_url
from gongwei.web.figures.standing import as_of_day, counted, freshness, reach_of
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.frame.words import clause_label

GROUPS = {"original": "原十二类", "new": "新划入", "contract": "签约服务", "other": "其他"}
FIRST_YEAR = 2006


@dataclass(frozen=True)
class Row:
    """One item: its class, whom it serves, by which norm, with which forms and indicators, and who answers for it."""

    chapter: Chapter
    item: Item | None
    tier: str
    norm: str
    forms: tuple[str, ...]
    indicators: int
    targets: int
    owners: tuple[str, ...]
    clause: str
    clause_url: str


def rows_of(held: Version | None, own: bool) -> list[Row]:
    """The plan's own items this year (``own``), else what the national catalogue of that year held."""
    if own:
        return [_row(chapter(item.chapter), item) for item in plan().file.items]
    return [_row(each, None) for each in chapters() if held is not None and each.id in held.chapters]


def _row(held: Chapter, item: Item | None) -> Row:
    current = plan()
    norm = current.norm(item) if item else held.document.partition("#")[0]
    ref = item.ref if item else held.document
    owned = [each for each in current.file.responsibilities if held.id in each.chapters] if item else []
    return Row(
        held, item, GROUPS[item.group] if item else "",
        current.library[norm].title if norm in current.library else norm,
        tuple(form.label for form in forms().values() if form.programme == held.id), len(held.measures),
        sum(target.chapter == held.id for target in current.targets) if item else 0,
        tuple(dict.fromkeys(unit for each in owned for unit in each.units)), clause_label(ref), clause_url(ref),
    )  # fmt: skip


def judged(request: HttpRequest, year: int, held: Version) -> list[Figure]:
    """The figures of a past year, only of what its own catalogue held (PLAN-14)."""
    if reader.freshness() is None or not reach_of(request.scope).everything:  # type: ignore[attr-defined]
        return []
    day = min(as_of_day(), as_of_day().replace(year=year, month=12, day=31))
    found = counted(day, "district", Places())
    return [
        each for each in found
        if each.implemented and each.chapter in held.chapters and each.denominator
        and may(request.user, "figures", each.chapter)
    ]  # fmt: skip


def _year(request: HttpRequest) -> int:
    text, last = request.GET.get("year", ""), clock.today().year
    if not text:
        return plan().year
    if not text.isdecimal() or not FIRST_YEAR <= int(text) <= max(last, plan().year):
        raise Http404("没有这一年的目录")
    return int(text)


@staff_page("")
def catalogue(request: HttpRequest) -> HttpResponse:
    """This year's by the plan; a past year's by the national catalogue of then, with its figures when asked."""
    year, own = _year(request), False
    own, held = year == plan().year, version_of(year)
    rows = rows_of(held, own)
    original = {row.item.number for row in rows if row.item and row.item.group == "original" and not row.item.local}
    wanted = bool(request.GET.get("judged")) and may(request.user, "figures") and held is not None
    context: dict[str, Any] = {
        "year": year, "own": own, "held": held, "tiers": list(_tiers(rows, own)), "versions": versions(),
        "classes": len(original), "built_in": BUILT_IN, "wanted": wanted,
        "judged": judged(request, year, held) if wanted and held else [],
        "judge_url": f"{reverse('web:plan_catalogue')}?year={year}&judged=1" if may(request.user, "figures") else "",
        "coverage": coverage(plan()) if own and may(request.user, "plan") else [],
    }  # fmt: skip
    return page(request, "web/planning/catalogue.html", context, at="plan", rail=True, as_of=freshness())


def _tiers(rows: list[Row], own: bool) -> Iterator[tuple[str, list[Row]]]:
    """原十二类 first, then what was newly included, each by itself (PLAN-16)."""
    if not own:
        yield "国家目录", rows
        return
    for group, label in GROUPS.items():
        found = [row for row in rows if row.item and row.item.group == group]
        if found:
            yield label, found


urlpatterns = [path("plan/catalogue/", catalogue, name="plan_catalogue")]
