"""流行曲线: cases by day or week of onset, for a disease and an institution, with last year's beside it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.urls import path

from gongwei.kernel import clock
from gongwei.pages.infectious_disease import reach
from gongwei.programmes.infectious_disease.diseases import diseases, name_of
from gongwei.programmes.infectious_disease.forms import CARD
from gongwei.web.frame.leaving import leaves
from gongwei.web.frame.shell import page, staff_page

SPANS = {"30": "30 天", "90": "90 天", "365": "一年"}
WEEKLY_FROM = 200
YEAR = dt.timedelta(days=364)
"""52 weeks: the same weekday a year before."""


@staff_page()
@leaves(reach.PROGRAMME)
def curve(request: HttpRequest) -> HttpResponse:
    """The curve, the counts by disease and by institution; every number opens the register."""
    span = request.GET.get("span", "90") if request.GET.get("span") in SPANS else "90"
    places = reach.choices(request)
    place = next((each for each in places if str(each.pk) == request.GET.get("institution")), None)
    text = request.GET.get("disease", "")
    disease = int(text) if text.isascii() and text.isdigit() and int(text[:5]) in diseases() else None
    last = clock.today()
    first = last - dt.timedelta(days=int(span) - 1)
    cards = reach.records(request, CARD).filter(card_type=1)
    if place is not None:
        cards = cards.filter(institution__path__startswith=place.path)
    now = cards.filter(onset_on__range=(first, last))
    by_disease = [
        {"code": row["disease"], "name": name_of(row["disease"]), "count": row["n"]}
        for row in now.order_by().values("disease").annotate(n=Count("pk")).order_by("-n", "disease")
    ]
    by_place = list(
        now.order_by().values("institution", "institution__short_name").annotate(n=Count("pk")).order_by("-n")
    )
    if disease is not None:
        cards = cards.filter(disease=disease)
    step = 7 if int(span) >= WEEKLY_FROM else 1
    ours, before = _counts(cards, first, last, step), _counts(cards, first - YEAR, last - YEAR, step)
    days = [first + dt.timedelta(days=number * step) for number in range(len(ours))]
    context = {
        "spans": [(key, label, key == span) for key, label in SPANS.items()], "span": span,
        "places": places, "place": place, "disease": disease,
        "disease_name": name_of(disease) if disease else "全部病种",
        "by_disease": by_disease, "by_place": by_place, "total": sum(ours), "before": sum(before),
        "most": max((row["count"] for row in by_disease), default=1), "step": step,
        "options": _options(days, ours, before), "rows": list(zip(days, ours, before, strict=True)),
    }  # fmt: skip
    return page(request, "infectious_disease/curve.html", context, at=reach.PROGRAMME)


def _counts(cards: Any, first: dt.date, last: dt.date, step: int) -> list[int]:
    """Cases by onset in steps of days; the last step may be short."""
    found = [0] * (((last - first).days // step) + 1)
    for row in (
        cards.filter(onset_on__range=(first, last)).order_by().values("onset_on").annotate(n=Count("pk"))
    ):
        found[(row["onset_on"] - first).days // step] += row["n"]
    return found


def _options(days: list[dt.date], ours: list[int], before: list[int]) -> dict[str, Any]:
    """The chart: bars of this span, the line of the year before."""
    return {
        "grid": {"left": 36, "right": 12, "top": 30, "bottom": 26},
        "legend": {"top": 0, "right": 8, "data": ["病例数", "上年同期"]},
        "tooltip": {"trigger": "axis"},
        "xAxis": {"type": "category", "data": [f"{day:%m-%d}" for day in days]},
        "yAxis": {"type": "value", "minInterval": 1},
        "series": [
            {"name": "病例数", "type": "bar", "data": ours, "barCategoryGap": "12%",
             "itemStyle": {"color": "--gw-data-1"}},
            {"name": "上年同期", "type": "line", "data": before, "symbol": "none",
             "lineStyle": {"color": "--gw-later-solid", "width": 1.5}, "itemStyle": {"color": "--gw-later-solid"}},
        ],
    }  # fmt: skip


urlpatterns = [path("curve/", curve, name="curve")]
