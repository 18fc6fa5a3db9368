"""零报告与应急准备: foodborne months reported or not, and what each institution must keep, with what has run out."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.http import urlencode

from gongwei.kernel import clock
from gongwei.pages.infectious_disease import reach
from gongwei.people.grants import may
from gongwei.programmes.infectious_disease.codes import KEPT
from gongwei.programmes.infectious_disease.forms import FOODBORNE, READINESS
from gongwei.web.frame.shell import page, staff_page

SOON = 30


@dataclass(frozen=True)
class Square:
    """One cell: words, tint, and where it leads."""

    text: str
    tint: str
    url: str = ""
    title: str = ""


@staff_page()
def readiness(request: HttpRequest) -> HttpResponse:
    """Two tables, an institution a row."""
    places, today = reach.choices(request), clock.today()
    writes = may(request.user, "write", reach.PROGRAMME)
    months = [dt.date(today.year, month, 1) for month in range(1, today.month + 1)]
    cases, kept = _cases(request, today.year), _kept(request)
    context = {
        "months": months,
        "food": [(place, [_month(place, month, cases, today, writes) for month in months]) for place in places],
        "kinds": [label for _, label in KEPT],
        "kept": [(place, [_square(place, code, kept, today, writes) for code, _ in KEPT]) for place in places],
        "zero": reverse("web:work_new", args=[FOODBORNE.id]) if writes else "",
        "more": reverse("web:work_new", args=[READINESS.id]) if writes else "",
    }  # fmt: skip
    return page(request, "infectious_disease/readiness.html", context, at=reach.PROGRAMME)


def _cases(request: HttpRequest, year: int) -> dict[tuple[int, int], int]:
    """(institution, month) → cases, 0 for a zero report."""
    found: dict[tuple[int, int], int] = {}
    for row in reach.records(request, FOODBORNE).filter(served_on__year=year):
        key = (row.institution_id, row.served_on.month)
        found[key] = found.get(key, 0) + row.cases
    return found


def _month(
    place: Any, month: dt.date, cases: dict[tuple[int, int], int], today: dt.date, writes: bool
) -> Square:
    told = cases.get((place.pk, month.month))
    if told:
        return Square(str(told), "", title=f"{told} 例")
    if told == 0:
        return Square("零", "done", title="零报告")
    given = urlencode({"institution": place.pk, "cases": 0})
    url = f"{reverse('web:work_new', args=[FOODBORNE.id])}?{given}" if writes else ""
    if month.month == today.month:
        return Square("待报", "due", url, "本月还没有报告")
    return Square("未报", "overdue", url, "既没有病例也没有零报告")


def _kept(request: HttpRequest) -> dict[tuple[int, int], Any]:
    """(institution, kind) → its last record, the one that is valid longest."""
    found: dict[tuple[int, int], Any] = {}
    far = dt.date.max
    for row in reach.records(request, READINESS).order_by("served_on"):
        key = (row.institution_id, row.kind)
        held = found.get(key)
        if held is None or (row.valid_until or far) >= (held.valid_until or far):
            found[key] = row
    return found


def _square(place: Any, code: int, kept: dict[tuple[int, int], Any], today: dt.date, writes: bool) -> Square:
    row = kept.get((place.pk, code))
    if row is None:
        given = urlencode({"institution": place.pk, "kind": code})
        return Square(
            "缺", "overdue", f"{reverse('web:work_new', args=[READINESS.id])}?{given}" if writes else ""
        )
    url = reverse("web:work_record", args=[READINESS.id, row.pk])
    if row.valid_until is not None and row.valid_until < today:
        return Square("过期", "overdue", url, f"{row.title} {row.valid_until} 到期")
    if row.valid_until is not None and (row.valid_until - today).days <= SOON:
        return Square(f"{row.valid_until:%m-%d}到期", "due", url, row.title)
    return Square(f"{row.served_on:%y-%m-%d}", "", url, row.title)


urlpatterns = [path("readiness/", readiness, name="readiness")]
