"""年终基本情况: the district's numbers of a year from live data, on screen, on paper and in Excel (DATA-18)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import path

from gongwei.facts import reader
from gongwei.kernel.clock import today
from gongwei.reporting.counting import count, ground
from gongwei.reporting.definitions import Definition, definitions
from gongwei.reporting.models import Entry
from gongwei.ui.workbook import export
from gongwei.web.figures.indicators import no_mart
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.reporting.reports import WORKBOOK
from gongwei.web.reporting.rows import Held


@dataclass(frozen=True)
class Statement:
    """The kind, the day it is drawn up to, its lines and the build behind them."""

    kind: Definition
    through: dt.date
    lines: list[Entry]
    build: int
    snapshot_at: dt.datetime


def _drawn(request: HttpRequest) -> Statement:
    """The year that is asked for, up to today where it is not over."""
    day = today()
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and 2009 <= int(asked) <= day.year else day.year
    through = min(dt.date(year, 12, 31), day)
    kind = next(each for each in definitions().values() if each.statement)
    held = ground()
    counted = count(kind, through, None, held.build)
    lines = [
        Entry(
            position=number, line=line.id, label=line.label, unit=line.unit, indicator=line.indicator,
            numerator=counted[line.id].numerator, denominator=counted[line.id].denominator,
            rows=counted[line.id].rows, reason=counted[line.id].reason,
        )
        for number, line in enumerate(kind.lines, 1) if line.id in counted
    ]  # fmt: skip
    return Statement(kind, through, lines, held.build, held.snapshot_at)


@staff_page("plan")
def statement(request: HttpRequest) -> HttpResponseBase:
    """The sheet of the project office."""
    if reader.freshness() is None:
        return no_mart(request)
    drawn = _drawn(request)
    years = range(today().year, today().year - 3, -1)
    context: dict[str, Any] = {"drawn": drawn, "years": years}
    return page(request, "web/reporting/statement.html", context, at="plan", rail=True)


@staff_page("plan")
def statement_book(request: HttpRequest) -> HttpResponseBase:
    """The same as a workbook."""
    if reader.freshness() is None:
        return no_mart(request)
    drawn = _drawn(request)
    about = [f"{drawn.kind.label} 截至 {drawn.through:%Y-%m-%d}", f"第 {drawn.build} 次构建"]
    return export(WORKBOOK, Held(drawn.lines), name=about[0], about=about)


urlpatterns = [
    path("reports/statement/", statement, name="statement"),
    path("reports/statement/excel/", statement_book, name="statement_book"),
]
