"""指标总览: every figure by institution, village, doctor or month; each cell says its gap and opens to the names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.http import urlencode

from gongwei.catalogue.chapters import chapter, measures
from gongwei.catalogue.plans import plan
from gongwei.indicators.evaluation import evaluate
from gongwei.indicators.figures import Figure, Judgement
from gongwei.indicators.places import UNASSIGNED
from gongwei.indicators.places import Scope as Places
from gongwei.people.grants import may
from gongwei.ui.bars import Dock, HeatCell, Spark
from gongwei.ui.bars import Figure as Fig
from gongwei.ui.figures import thousands
from gongwei.ui.lists import Column, Held, Listing
from gongwei.ui.workbook import export
from gongwei.web.figures import (
    Reach,
    as_of_day,
    elapsed,
    freshness,
    pace,
    reach_of,
    target_words,
    weeks_left,
    within,
)
from gongwei.web.scope import Scope
from gongwei.web.shell import page, staff_page
from gongwei.web.words import clause_label

GROUPS = {"institution": "机构", "village": "村", "doctor": "医生", "month": "月"}
SHOWN = "target"


def figures_of(scope: Scope, by: str, day: dt.date) -> list[Figure]:
    """The figures of a page, only of groups within reach and programmes that the account may see."""
    reach = reach_of(scope)
    narrowed = within(scope, reach) if by != "institution" else Places()
    found = evaluate(day, by, within=narrowed)  # type: ignore[arg-type]
    return [
        each for each in found
        if may(scope.user, "figures", each.chapter) and (by != "institution" or reach.holds(each.group_id))
        and (not reach.villages or by != "village" or each.group_id in reach.villages)
    ]  # fmt: skip


@staff_page("figures")
def overview(request: HttpRequest) -> HttpResponse:
    """Groups × indicators with a target, tinted against the year gone by; trends of the district on top."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    by = request.GET.get("by", "institution")
    if by not in GROUPS:
        raise Http404("没有这种分组")
    day, reach = as_of_day(), reach_of(scope)
    found = figures_of(scope, by, day)
    shown = [
        each
        for each in found
        if each.implemented and (each.target.value is not None or request.GET.get("all"))
    ]
    names = list(dict.fromkeys(each.indicator for each in shown))
    heads = [next(each for each in shown if each.indicator == name) for name in names]
    rows = [_row(scope, label, cells, names, day) for label, cells in _by_group(shown)]
    context = {
        "by": by,
        "groups": [(key, label, key == by) for key, label in GROUPS.items()],
        "bands": [(chapter(key), len(list(each))) for key, each in groupby(heads, lambda head: head.chapter)],
        "heads": [_head(each, _trend(scope, reach, each.indicator, day)) for each in heads],
        "rows": rows,
        "total": _total(scope, reach, by, names, day),
        "missing_ones": sorted({each.label for each in found if not each.implemented}),
        "gone": round(elapsed(day) * 100),
        "weeks": weeks_left(day),
        "place": scope.words if not reach.everything or scope.institution else plan().file.label,
        "everything": bool(request.GET.get("all")),
        "dock": None,
    }
    return page(request, "web/indicators.html", context, at="indicators", as_of=freshness(), rail=True)


@staff_page("figures")
def dock(request: HttpRequest, indicator: str) -> HttpResponse:
    """What explains one cell, asked for when it is focused."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    day = as_of_day()
    by, group = request.GET.get("by", "institution"), request.GET.get("group", "")
    found = [
        each for each in figures_of(scope, by, day) if (each.indicator, each.group_id) == (indicator, group)
    ]
    if not found:
        raise Http404("没有这一格，或不在您的范围内")
    return render(request, "ui/dock.html", {"dock": explained(scope, found[0], day)})


def explained(scope: Scope, figure: Figure, day: dt.date) -> Dock:
    """Numerator, denominator, target, gap, definition and clause of one figure."""
    gap = figure.gap
    left = max(weeks_left(day), 1)
    readings = "；".join(
        f"{each.label} {thousands(each.denominator or 0)}{'（采用）' if each.chosen else ''}"
        for each in figure.readings
    )
    target = Fig(
        f"目标 {target_words(figure)}" + (f" = {thousands(figure.required)} 人" if figure.required else ""),
        figure.judgement.value if not gap else f"差 {thousands(gap)}",
        "" if not gap else "人", f"需 {gap / left:.1f} 人/周" if gap else "", tint="overdue" if gap else "done",
    )  # fmt: skip
    return Dock(
        figure.label, figure.group_label,
        (Fig("分子 / 分母", f"{thousands(figure.numerator or 0)} / {thousands(figure.denominator or 0)}",
             f"= {figure.percent()}{figure.unit}" if figure.rate is not None else figure.reason, readings), target),
        figure.definition, clause_label(figure.clause),
        open_label=f"打开 {thousands((figure.people or 0) - (figure.numerator or 0))} 人名单" if may(scope.user, "read") else "",
        open_url=_url(figure) if may(scope.user, "read") else "",
    )  # fmt: skip


@staff_page("figures")
def overview_export(request: HttpRequest) -> HttpResponse:
    """The figures of the page as a workbook."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    by = request.GET.get("by", "institution")
    if by not in GROUPS:
        raise Http404("没有这种分组")
    day = as_of_day()
    listing = Listing("indicators", "指标", (
        Column("indicator", "指标编号"), Column("label", "指标"), Column("group_label", GROUPS[by]),
        Column("numerator", "分子", format="integer"), Column("denominator", "分母", format="integer"),
        Column("rate", "比例", lambda row: None if row.rate is None else float(row.rate), format="rate"),
        Column("target", "目标", target_words), Column("gap", "差（人）", format="integer"),
        Column("judgement", "评价", lambda row: row.judgement.value), Column("clause", "依据"),
    ))  # fmt: skip
    about = (f"{plan().file.label} · 截至 {day} · {freshness().words}", f"导出人 {scope.staff.name}")
    return export(listing, Held(figures_of(scope, by, day)), name=f"指标-{GROUPS[by]}-{day}", about=about)


def _by_group(shown: Sequence[Figure]) -> Iterable[tuple[tuple[str, str], list[Figure]]]:
    groups: dict[tuple[str, str], list[Figure]] = {}
    for each in shown:
        groups.setdefault((each.group_id, each.group_label), []).append(each)
    return groups.items()


def _row(
    scope: Scope, group: tuple[str, str], found: list[Figure], names: list[str], day: dt.date
) -> dict[str, Any]:
    by_name = {each.indicator: each for each in found}
    population = plan().base(group[1], "population") if found and found[0].by == "institution" else None
    cells = [
        _cell(by_name.get(name), day, place > 0 and _other_chapter(names, place))
        for place, name in enumerate(names)
    ]
    return {"label": group[1], "population": population, "cells": cells}


def _other_chapter(names: list[str], place: int) -> bool:
    return measures()[names[place]][0] is not measures()[names[place - 1]][0]


def _cell(figure: Figure | None, day: dt.date, first: bool) -> HeatCell:
    if figure is None or figure.numerator is None:
        return HeatCell(0, 0, reason=figure.reason if figure else "没有人", group_start=first)
    query = urlencode({"by": figure.by, "group": figure.group_id})
    return HeatCell(
        figure.numerator, figure.denominator or 0, pace(figure, day), figure.gap or 0, _url(figure),
        f"{reverse('web:dock', args=[figure.indicator])}?{query}", label=f"{figure.group_label} {figure.label}",
        reason=figure.reason, group_start=first,
    )  # fmt: skip


def _url(figure: Figure) -> str:
    """The list of people behind a cell; a month or the whole opens without a place."""
    place = {"institution": "institution", "village": "village", "doctor": "doctor"}.get(figure.by)
    query = f"?{urlencode({place: figure.group_id})}" if place else ""
    return reverse("web:indicator", args=[figure.indicator]) + query


def _head(figure: Figure, trend: Spark) -> dict[str, Any]:
    return {
        "label": figure.label,
        "target": target_words(figure),
        "trend": trend,
        "url": reverse("web:indicator", args=[figure.indicator]),
    }


def _trend(scope: Scope, reach: Reach, indicator: str, day: dt.date) -> Spark:
    months = evaluate(day, "month", within=within(scope, reach), indicators=(indicator,))
    values = tuple(None if each.rate is None else float(each.rate) * 100 for each in months)
    value = months[-1].target.value if months else None
    target = (
        100.0 if months and months[-1].target.unit == "人" else (float(value) if value is not None else None)
    )
    return Spark(values, target, "逐月走势", 84)


def _total(scope: Scope, reach: Reach, by: str, names: list[str], day: dt.date) -> dict[str, Any] | None:
    """The line 合计, from the district's own evaluation: people, not an average of rates."""
    if by == "month" or (by == "institution" and not reach.everything):
        return None
    narrowed = within(scope, reach)
    whole = "institution" if narrowed.institution and not narrowed.village else "district"
    found = [each for each in evaluate(day, whole, within=narrowed) if each.group_id != UNASSIGNED]  # type: ignore[arg-type]
    return _row(scope, ("", "合计"), [each for each in found if each.indicator in names], names, day)


def my_year(scope: Scope) -> list[Figure]:
    """The figures of the scope's own people against their targets, for the workbench; empty before the first build."""
    if freshness().build is None:
        return []
    narrowed = within(scope, reach_of(scope))
    by = "village" if narrowed.village else "institution" if narrowed.institution else "district"
    found = evaluate(as_of_day(), by, within=narrowed)  # type: ignore[arg-type]
    return [
        each for each in found
        if each.implemented and each.target.value is not None and each.judgement is not Judgement.UNKNOWN
        and may(scope.user, "figures", each.chapter)
    ]  # fmt: skip


urlpatterns = [
    path("indicators/", overview, name="indicators"),
    path("indicators/export/", overview_export, name="indicators_export"),
    path("indicators/<str:indicator>/dock/", dock, name="dock"),
]
