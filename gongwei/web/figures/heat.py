"""The heat table of 指标总览: bands of chapters, headings with trends, a line per group, the line 合计."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from gongwei.catalogue.chapters import chapter
from gongwei.catalogue.plans import plan
from gongwei.facts import reader
from gongwei.indicators.evaluation import month_ends, names_of
from gongwei.indicators.figures import Figure
from gongwei.indicators.places import Scope as Places
from gongwei.indicators.results import ready
from gongwei.people.grants import may
from gongwei.ui.bars import HeatCell, Spark
from gongwei.web.figures.standing import FAR_BEHIND, counted, elapsed, pace, target_words
from gongwei.web.frame import words
from gongwei.web.frame.scope import Scope

PLACES = {"institution": "institution", "village": "village", "doctor": "doctor"}


@dataclass(frozen=True)
class Heat:
    """The whole table, ready for the template; ``first`` is the cell that is focused at first."""

    bands: list[tuple[Any, int]]
    heads: list[dict[str, Any]]
    rows: list[dict[str, Any]]
    total: dict[str, Any] | None
    first: Figure | None


def heat(
    shown: Sequence[Figure], total: Sequence[Figure], scope: Scope, place: Places, day: dt.date, trends: bool
) -> Heat:
    """Figures by indicator and group as a table; the cell farthest behind its pace is chosen at first."""
    names = list(dict.fromkeys(each.indicator for each in shown))
    heads = [next(each for each in shown if each.indicator == name) for name in names]
    months = trends_of(day, place) if trends else {}
    first = _farthest(shown, day)
    groups: dict[tuple[str, str], list[Figure]] = {}
    for each in shown:
        groups.setdefault((each.group_id, each.group_label), []).append(each)
    links = Links(scope, place, day)
    return Heat(
        bands=[(chapter(key), len(list(each))) for key, each in groupby(heads, lambda head: head.chapter)],
        heads=[_head(each, months, links) for each in heads],
        rows=[_row(group, found, names, links, first) for group, found in groups.items()],
        total=_row(("", "合计"), total, names, links, None) if total else None,
        first=first,
    )


@dataclass(frozen=True)
class Links:
    """Where cells lead: to names for whoever may read them, else to the months of the group."""

    scope: Scope
    place: Places
    day: dt.date

    def query(self, figure: Figure) -> dict[str, str]:
        """The place of a figure as an address: the place of the page, narrowed to the group."""
        kept = {"institution": self.place.institution, "village": self.place.village, "doctor": self.place.doctor}
        narrowed = {**kept, figure.by: figure.group_id} if figure.by in PLACES else kept
        return {key: value for key, value in narrowed.items() if value}

    def names(self, figure: Figure) -> str:
        """The list of people behind a figure; empty for whoever may see figures only."""
        if not may(self.scope.user, "read", figure.chapter):
            return ""
        return f"{reverse('web:indicator', args=[figure.indicator])}?{urlencode(self.query(figure))}".rstrip("?")

    def whole(self, figure: Figure) -> str:
        """Names of everybody in the place of the page; months for whoever may not read them."""
        return self.of(replace(figure, by="district"))

    def of(self, figure: Figure) -> str:
        """Names, or months without names."""
        months = f"{reverse('web:indicators')}?{urlencode({'by': 'month', **self.query(figure)})}"
        return self.names(figure) or months

    def dock(self, figure: Figure) -> str:
        """What explains a cell of the figure's line, after the indicator's own address."""
        kept = {key: value for key, value in self.query(figure).items() if key != figure.by}
        return f"?{urlencode({'by': figure.by, 'group': figure.group_id, **kept})}"


def judged_on(figure: Figure, day: dt.date) -> dt.date:
    """The day by which a figure is judged: the month's own end in a series, else the day of the page."""
    ends = {f"{each:%Y-%m}": each for each in month_ends(day)} if figure.by == "month" else {}
    return ends.get(figure.group_id, day)


def trends_ready(day: dt.date) -> bool:
    """Whether the months of the year are evaluated; else the page comes first and its trends follow."""
    number = reader.newest()
    return all(ready(each, number) for each in month_ends(day))


def trends_of(day: dt.date, place: Places) -> Mapping[str, list[Figure]]:
    """The months of the year of every indicator, evaluated together."""
    found: dict[str, list[Figure]] = {}
    for each in counted(day, "month", place):
        found.setdefault(each.indicator, []).append(each)
    return found


def _row(
    group: tuple[str, str], found: Iterable[Figure], names: list[str], links: Links, first: Figure | None
) -> dict[str, Any]:
    by_name = {each.indicator: each for each in found}
    starts = {name for place, name in enumerate(names) if place == 0 or _chapter(names[place - 1]) != _chapter(name)}
    cells = [_cell(by_name.get(name), links, name in starts, first) for name in names]
    some = next(iter(by_name.values()), None)
    label = words.place(group[1])
    return {"label": label, "population": _population(some), "cells": cells, "url": _inside(some, links),
            "dock": links.dock(some) if some else ""}


def _chapter(indicator: str) -> str:
    return indicator.partition(".")[0]


def _population(figure: Figure | None) -> int | None:
    """The population of the plan, below the institution's name and below 合计 of the district."""
    if figure is None or figure.by not in ("institution", "district"):
        return None
    code = names_of(reader.newest(), plan()).code(figure.group_id) if figure.by == "institution" else None
    return plan().base(code, "population") if figure.by == "district" or code else None


def _inside(figure: Figure | None, links: Links) -> str:
    """An institution opens to its villages, a village to its doctors."""
    finer = {"institution": "village", "village": "doctor"}.get(figure.by) if figure else None
    if figure is None or finer is None or not figure.group_id.isdecimal():
        return ""
    return f"?{urlencode({'by': finer, **links.query(figure)})}"


def _cell(figure: Figure | None, links: Links, start: bool, first: Figure | None) -> HeatCell:
    if figure is None or figure.numerator is None:
        return HeatCell(0, 0, reason="没有人", group_start=start)
    shown = figure.shown if figure.count is not None else ""
    return HeatCell(
        figure.numerator, figure.denominator or 0, pace(figure, judged_on(figure, links.day)), figure.gap or 0,
        links.of(figure).removeprefix(reverse("web:indicators")), figure is first, _override(figure),
        "没有人" if figure.denominator == 0 else "无分母", start, shown,
    )  # fmt: skip


def _override(figure: Figure) -> str:
    """Why the printed task number differs from its rule, if it does."""
    if figure.by != "institution":
        return ""
    code = names_of(reader.newest(), plan()).code(figure.group_id)
    return _overrides().get((figure.indicator, code or ""), "")


@cache
def _overrides() -> dict[tuple[str, str], str]:
    return {
        (column.indicator, code): f"目标数为印发值：{held.reason}"
        for table in plan().file.tasks for column in table.columns if column.indicator
        for code, held in column.overrides.items()
    }  # fmt: skip


def _head(figure: Figure, trends: Mapping[str, list[Figure]], links: Links) -> dict[str, Any]:
    months = trends.get(figure.indicator, [])
    values = tuple(None if each.rate is None else float(each.rate) * 100 for each in months)
    target = float(figure.target_shown) if figure.target_shown else None
    return {
        "label": figure.label,
        "indicator": figure.indicator,
        "target": target_words(figure),
        "trend": Spark(values, target, f"{figure.label}逐月走势", 84) if months else None,
        "url": links.whole(figure),
    }


def _farthest(shown: Sequence[Figure], day: dt.date) -> Figure | None:
    """The institution's cell with the smallest share of what the elapsed year asks for; elsewhere the first cell."""
    behind = []
    for place, each in enumerate(shown):
        expected = each.expected(elapsed(day)) if each.by == "institution" else None
        if expected and each.numerator is not None and each.numerator < expected * FAR_BEHIND:
            behind.append((each.numerator / expected, place, each))
    return min(behind)[2] if behind else next((each for each in shown if each.numerator is not None), None)
