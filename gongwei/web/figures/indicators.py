"""指标总览: every figure by institution, village, doctor or month; each cell says its gap and opens to the names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import path
from django.utils.http import urlencode

from gongwei.catalogue.chapters import chapters
from gongwei.catalogue.plans import plan
from gongwei.facts import reader
from gongwei.indicators.figures import Figure, Judgement
from gongwei.indicators.places import UNASSIGNED, By
from gongwei.indicators.places import Scope as Places
from gongwei.people.grants import may
from gongwei.ui.bars import Dock, Progress
from gongwei.ui.bars import Figure as Fig
from gongwei.ui.figures import thousands
from gongwei.ui.lists import Column, Held, Listing
from gongwei.ui.workbook import export
from gongwei.web.figures.clauses import clause_url
from gongwei.web.figures.heat import Links, heat, trends_ready
from gongwei.web.figures.missing_rows import one_figure
from gongwei.web.figures.standing import (
    Reach,
    as_of_day,
    counted,
    elapsed,
    freshness,
    needed,
    own_groups,
    pace,
    place_of,
    reach_of,
    target_words,
    weeks_left,
    within,
)
from gongwei.web.frame.scope import Scope
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.frame.words import clause_label

CELLS = 180
"""So many cells make a page that is light on a slow line; the line 合计 counts every page."""
GROUPS: dict[By, str] = {"institution": "机构", "village": "村", "doctor": "医生", "month": "月"}


def by_of(request: HttpRequest, reach: Reach) -> By:
    """The grouping asked for; a village doctor's figures begin with his villages."""
    by = request.GET.get("by", "village" if reach.villages else "institution")
    if by not in GROUPS or (reach.villages and by == "institution"):
        raise Http404("没有这种分组")
    return by


def place_for(request: HttpRequest, scope: Scope, reach: Reach, by: By) -> Places:
    """The place of the page; villages and doctors are shown one institution at a time."""
    place = place_of(request.GET.dict(), scope, reach)
    if by in ("village", "doctor") and place.institution is None and reach.institutions:
        place = Places(institution=str(reach.institutions[0].pk))
    return place


def figures_of(scope: Scope, reach: Reach, by: By, place: Places, day: dt.date) -> list[Figure]:
    """The figures of a page, only of groups within reach and programmes that the account may see."""
    asked = Places() if by == "institution" and place == within(scope, reach) and not reach.villages else place
    found = own_groups(counted(day, by, asked), reach, scope.staff)
    return [each for each in found if may(scope.user, "figures", each.chapter)]


@staff_page("figures")
def overview(request: HttpRequest) -> HttpResponse:
    """Groups × indicators with a target, tinted against the year gone by; trends of the place on top."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    if reader.freshness() is None:
        return no_mart(request)
    reach, day = reach_of(scope), as_of_day()
    by = by_of(request, reach)
    place = place_for(request, scope, reach, by)
    everything = bool(request.GET.get("all"))
    found = figures_of(scope, reach, by, place, day)
    wanted = [each for each in found if each.implemented and (each.target.value is not None or everything)]
    part = request.GET.get("chapter", MAIN)
    shown = part_of(wanted, part)
    trends = trends_ready(day) or by == "month" or "trends" in request.GET
    table = heat(shown, _total(scope, reach, by, place, day), scope, place, day, trends)
    narrowed = {name: request.GET.get(name, "") for name in ("all", "chapter")}
    asked = {"institution": place.institution or "", **narrowed}
    kept = {key: value for key, value in asked.items() if value}
    lines = Paginator(table.rows, max(4, CELLS // max(1, len(table.heads)))).get_page(request.GET.get("page"))
    context = {
        "shown": lines,
        "by": by,
        "groups": [
            (f"?{urlencode({**kept, 'by': key})}", label, key == by)
            for key, label in GROUPS.items() if not (reach.villages and key == "institution")
        ],
        "heat": table,
        "parts": [
            (f"?{urlencode({**kept, 'by': by, 'chapter': key})}", label, key == part) for key, label in parts_of(wanted)
        ],
        "later": "" if trends else f"?{urlencode({**kept, 'by': by, 'trends': '1', 'page': str(lines.number)})}",
        "institutions": [
            (f"?{urlencode({**kept, 'by': by, 'institution': str(each.pk)})}", each.short_name or each.name,
             str(each.pk) == place.institution)
            for each in reach.institutions
        ] if by != "institution" and len(reach.institutions) > 1 else [],
        "missing_ones": sorted({each.label for each in found if not each.implemented}),
        "gone": round(elapsed(day) * 100),
        "weeks": weeks_left(day),
        "place": _place_words(scope, reach, place),
        "everything": everything,
        "all_url": f"?{urlencode({'by': by, **kept, 'all': '' if everything else '1'})}",
        "export_query": request.GET.urlencode(),
        "dock": explained(scope, place, table.first, day) if table.first else None,
    }  # fmt: skip
    return page(request, "web/indicators.html", context, at="indicators", as_of=freshness(), rail=True)


MAIN = "main"


def parts_of(found: Sequence[Figure]) -> list[tuple[str, str]]:
    """What the table can be narrowed to: the indicators of the plan's task tables, or one chapter of those with any."""
    there = {each.chapter for each in found}
    main = [(MAIN, "任务表")] if any(each.indicator in tasked() for each in found) else []
    return main + [(each.id, f"{each.number} {each.short}") for each in chapters() if each.id in there]


def part_of(found: Sequence[Figure], part: str) -> list[Figure]:
    """The figures of one part: the task tables' first; a plan without them begins with its first chapter."""
    known = [key for key, _ in parts_of(found)]
    if part not in known:
        if part != MAIN:
            raise Http404("没有这一章的指标")
        part = next(iter(known), MAIN)
    return [each for each in found if (each.indicator in tasked() if part == MAIN else each.chapter == part)]


def tasked() -> frozenset[str]:
    """The indicators for which the plan hands every institution a number (附件2)."""
    columns = (column for table in plan().file.tasks for column in table.columns)
    return frozenset(column.indicator for column in columns if column.indicator)


def no_mart(request: HttpRequest) -> HttpResponse:
    """Before the first build there are no figures: what that means and who makes them."""
    return page(request, "web/no_mart.html", {}, at="indicators", as_of=freshness(), rail=True)


def _place_words(scope: Scope, reach: Reach, place: Places) -> str:
    if scope.village is not None:
        return scope.village.name
    if reach.villages:
        return f"您服务的 {len(reach.villages)} 个村"
    names = {str(each.pk): each.short_name or each.name for each in reach.institutions}
    return names.get(place.institution or "", plan().file.label)


@staff_page("figures")
def dock(request: HttpRequest, indicator: str) -> HttpResponse:
    """What explains one cell, asked for when it is focused."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    reach, day = reach_of(scope), as_of_day()
    by, group = request.GET.get("by", "institution"), request.GET.get("group", "")
    place = place_of(request.GET.dict(), scope, reach)
    if by not in (*GROUPS, "district") or reader.freshness() is None:
        raise Http404("没有这种分组")
    if by == "district" or (by == "institution" and place.institution == group):
        found = [one_figure(indicator, place, day)] if may(scope.user, "figures", indicator.partition(".")[0]) else []
    else:
        found = [
            each for each in figures_of(scope, reach, by, place, day)
            if (each.indicator, each.group_id) == (indicator, group)
        ]  # fmt: skip
    if not found or found[0] is None:
        raise Http404("没有这一格，或不在您的范围内")
    return render(request, "ui/dock.html", {"dock": explained(scope, place, found[0], day)})


def explained(scope: Scope, place: Places, figure: Figure, day: dt.date) -> Dock:
    """Numerator, denominator, target, gap, definition and clause of one figure."""
    gap = figure.gap
    readings = "；".join(
        f"{each.label} {thousands(each.denominator)}{'（采用）' if each.chosen else ''}" for each in figure.readings
    )
    target = Fig(
        f"目标 {target_words(figure)}" + (f" = {thousands(figure.required)} {figure.rows}" if figure.required else ""),
        figure.judgement.value if not gap else f"差 {thousands(gap)}", "" if not gap else figure.rows,
        f"需 {needed(figure, day)} 人/周" if gap and figure.rows == "人" else "",
        tint={"far": "overdue", "met": "done"}.get(pace(figure, day), ""),
    )  # fmt: skip
    counts = f"{thousands(figure.numerator)} / {thousands(figure.denominator)}"
    rate = f"= {figure.shown}" if figure.rate is not None else figure.reason
    names = Links(scope, place, day).names(figure)
    lacking = (figure.people or 0) - (figure.numerator or 0)
    return Dock(
        figure.label, figure.group_label,
        (Fig("分子 / 分母", counts, rate, readings), target),
        figure.definition, clause_label(figure.clause), clause_url(figure.clause),
        open_label=f"打开 {thousands(lacking)} {figure.rows}名单" if names else "", open_url=names,
        rule_version=figure.target.plan or "",
    )  # fmt: skip


@staff_page("figures")
def overview_export(request: HttpRequest) -> HttpResponseBase:
    """The figures of the page as a workbook; no names, so it needs no more than figures."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    if reader.freshness() is None:
        return no_mart(request)
    reach, day = reach_of(scope), as_of_day()
    by = by_of(request, reach)
    listing = Listing("indicators", "指标", (
        Column("indicator", "指标编号"), Column("label", "指标"), Column("group_label", GROUPS[by]),
        Column("shown", "数值"), Column("numerator", "分子", format="integer"),
        Column("denominator", "分母", format="integer"),
        Column("rate", "比例", lambda row: None if row.rate is None else float(row.rate), format="rate"),
        Column("target", "目标", target_words), Column("gap", "差", format="integer"), Column("rows", "计数单位"),
        Column("judgement", "评价", lambda row: row.judgement.value), Column("reason", "没有比例的原因"),
        Column("clause", "依据"),
    ))  # fmt: skip
    about = (f"{plan().file.label} · {freshness().words}", f"导出人 {scope.staff.name}")
    found = figures_of(scope, reach, by, place_for(request, scope, reach, by), day)
    return export(listing, Held(found), name=f"指标-{GROUPS[by]}-{day}", about=about)


def _total(scope: Scope, reach: Reach, by: By, place: Places, day: dt.date) -> list[Figure]:
    """The line 合计, from an evaluation of its own: people, not an average of rates."""
    if by == "month" or (by == "institution" and not reach.everything):
        return []
    if by == "institution":
        return [each for each in counted(day, "district", Places()) if may(scope.user, "figures", each.chapter)]
    whole: By = "district" if place.village or place.villages or not place.institution else "institution"
    found = [each for each in counted(day, whole, place) if each.group_id != UNASSIGNED]
    return [each for each in found if may(scope.user, "figures", each.chapter)]


def my_year(scope: Scope) -> list[Progress]:
    """The figures of the scope's own people against their targets, for the workbench; empty before the first build."""
    if reader.freshness() is None:
        return []
    day, reach = as_of_day(), reach_of(scope)
    place = within(scope, reach)
    by: By = "village" if place.village else "institution" if place.institution and not place.villages else "district"
    found = [
        each for each in counted(day, by, place)
        if each.implemented and each.target.value is not None and each.judgement is not Judgement.UNKNOWN
        and each.rows == "人" and may(scope.user, "figures", each.chapter)
    ]  # fmt: skip
    return [_line(each, scope, place, day) for each in found]


def _still(figure: Figure, gap: int, day: dt.date) -> str:
    """还差 12 人 · 需 3.0 人/周; for other rows only how many."""
    pace_ = f" · 需 {needed(figure, day)} 人/周" if figure.rows == "人" else ""
    return f"还差 {thousands(gap)} {figure.rows}{pace_}"


def _line(figure: Figure, scope: Scope, place: Places, day: dt.date) -> Progress:
    """Done of what the target asks for, the year gone by, people and pace still needed."""
    gap, required = figure.gap or 0, figure.required or figure.denominator or 0
    said = {"met": "✓ 已达标", "ok": "按进度", "lag": "落后", "far": "明显落后"}[pace(figure, day)]
    return Progress(
        figure.label, figure.numerator or 0, required, float(elapsed(day)) * 100, None, pace(figure, day),
        _still(figure, gap, day) if gap else figure.shown,
        said, Links(scope, place, day).names(figure),
    )  # fmt: skip


urlpatterns = [
    path("indicators/", overview, name="indicators"),
    path("indicators/export/", overview_export, name="indicators_export"),
    path("indicators/<str:indicator>/dock/", dock, name="dock"),
]
