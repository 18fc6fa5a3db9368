"""项目进展: every indicator's actual, target, gap, where the year ends at this pace, and who lags (PLAN-26)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.http import urlencode

from gongwei.facts import reader
from gongwei.indicators.figures import Figure
from gongwei.indicators.places import By
from gongwei.people.grants import may
from gongwei.planning.progress import Pace, pace_of
from gongwei.web.figures.indicators import no_mart
from gongwei.web.figures.standing import (
    as_of_day,
    counted,
    freshness,
    own_groups,
    place_of,
    reach_of,
    target_words,
)
from gongwei.web.frame.scope import Scope
from gongwei.web.frame.shell import page, staff_page


@dataclass(frozen=True)
class Line:
    """One indicator of the reader's place, with those below it that lag, worst first."""

    figure: Figure
    pace: Pace
    target: str
    url: str
    laggards: tuple[tuple[str, Pace, str], ...]


def lines(whole: Iterable[Figure], parts: Iterable[Figure], day: dt.date, names: bool) -> list[Line]:
    """Indicators with a number to reach; those whose pace misses it come first."""
    below: dict[str, list[tuple[str, Pace, str]]] = {}
    for figure in parts:
        pace = pace_of(figure, day)
        if pace is not None and pace.lags:
            below.setdefault(figure.indicator, []).append((figure.group_label, pace, _names(figure, names)))
    made = []
    for figure in whole:
        pace = pace_of(figure, day)
        if pace is not None:
            found = sorted(below.get(figure.indicator, ()), key=lambda each: each[1].done - each[1].task)
            made.append(Line(figure, pace, target_words(figure), _names(figure, names), tuple(found)))
    return sorted(made, key=lambda line: line.pace.reaches)


def _names(figure: Figure, names: bool) -> str:
    """The people behind a figure, for readers of names."""
    if not names:
        return ""
    where = {str(figure.by): figure.group_id} if figure.by in ("institution", "village") else {}
    address = reverse("web:indicator", args=[figure.indicator])
    return f"{address}?{urlencode(where)}" if where else address


@staff_page("figures")
def progress(request: HttpRequest) -> HttpResponse:
    """The district by institutions, an institution or a village doctor's villages by villages."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    if reader.freshness() is None:
        return no_mart(request)
    reach, day = reach_of(scope), as_of_day()
    place = place_of({}, scope, reach)
    wide = place.institution is None
    by: By = "district" if wide else "institution"
    whole = [each for each in counted(day, by, place) if wide or each.group_id == place.institution]
    parts = own_groups(counted(day, "institution" if wide else "village", place), reach, scope.staff)
    found = lines(whole, parts, day, may(request.user, "read"))
    context: dict[str, Any] = {
        "lines": found, "day": day, "place": scope.words, "late": sum(not line.pace.reaches for line in found),
    }  # fmt: skip
    return page(request, "web/planning/progress.html", context, at="plan", rail=True, as_of=freshness())


urlpatterns = [path("plan/progress/", progress, name="plan_progress")]
