"""全区报表: the numbers of the district up to a day, on screen, on paper and in Excel; kept, they stand (DATA-18)."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import path

from gongwei.facts import reader
from gongwei.kernel.clock import today
from gongwei.reporting import stating
from gongwei.reporting.counting import ground
from gongwei.reporting.definitions import Definition, definitions
from gongwei.reporting.models import Entry
from gongwei.reporting.models import Statement as Kept
from gongwei.ui.notices import Toast
from gongwei.ui.workbook import export
from gongwei.web.figures.indicators import no_mart
from gongwei.web.frame.asking import Answers, attempt, key_of
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.frame.toasts import say
from gongwei.web.frame.typed import day_of
from gongwei.web.reporting.reports import WORKBOOK
from gongwei.web.reporting.rows import Held

FIRST_YEAR = 2009


@dataclass(frozen=True)
class Statement:
    """The kind, the day it is drawn up to, its lines and the build behind them."""

    kind: Definition
    through: dt.date
    lines: list[Entry]
    build: int
    snapshot_at: dt.datetime


def kinds() -> dict[str, Definition]:
    """The kinds that are statements of the district."""
    return {each.id: each for each in definitions().values() if each.statement}


def _kind(request: HttpRequest) -> Definition:
    """The kind asked for, else 年终基本情况; an unknown one does not exist."""
    known = kinds()
    wanted = request.GET.get("kind", "year-end" if "year-end" in known else next(iter(known)))
    if wanted not in known:
        raise Http404("没有这张报表")
    return known[wanted]


def _through(request: HttpRequest) -> tuple[dt.date, str]:
    """The day asked for (``on``, else the end of ``year``) up to today, and what is wrong with it."""
    day, asked, text = today(), request.GET.get("year", ""), request.GET.get("on", "").strip()
    year = int(asked) if asked.isdecimal() and FIRST_YEAR <= int(asked) <= day.year else day.year
    through = min(dt.date(year, 12, 31), day)
    if not text:
        return through, ""
    on = day_of(text)
    if on is None:
        return through, f"截至日：“{text[:20]}”不是真实的日期，请按 2024-12-31 的样式填写"
    if not FIRST_YEAR <= on.year or on > day:
        return through, f"截至日：应在 {FIRST_YEAR}-01-01 到今天（{day}）之间"
    return on, ""


def _drawn(request: HttpRequest) -> tuple[Statement, str]:
    kind, (through, wrong), held = _kind(request), _through(request), ground()
    lines = stating.draw(kind, through, held.build)
    return Statement(kind, through, lines, held.build, held.snapshot_at), wrong


@staff_page("plan")
def statement(request: HttpRequest) -> HttpResponseBase:
    """The sheet of the project office; POST keeps it as it stands."""
    if reader.freshness() is None:
        return no_mart(request)
    if request.method == "POST":
        return _keep(request)
    drawn, wrong = _drawn(request)
    context: dict[str, Any] = {
        "drawn": drawn, "years": range(today().year, today().year - 3, -1), "kinds": kinds().values(), "wrong": wrong,
        "on": request.GET.get("on", ""), "key": str(uuid.uuid4()),
        "kept": Kept.objects.filter(kind=drawn.kind.id).select_related("kept_by")[:12],
    }  # fmt: skip
    answer = page(request, "web/reporting/statement.html", context, at="plan", rail=True)
    answer.status_code = 422 if wrong else 200
    return answer


def _keep(request: HttpRequest) -> HttpResponseBase:
    kind, on = kinds().get(request.POST.get("kind", "")), day_of(request.POST.get("on", ""))
    if kind is None or on is None:
        raise Http404("没有这张报表，或截至日不是日期")
    key, staff = key_of(request), request.scope.staff  # type: ignore[attr-defined]
    problems = attempt(Answers({}, {}, (), key), lambda: stating.keep(uuid.UUID(key), kind, on, by=staff))
    if problems:
        say(request, Toast("；".join(each.message for each in problems)))
        return redirect("web:statement")
    say(request, Toast("已留存，数字和数据集不再变动"))
    return redirect("web:statement_kept", key)


@staff_page("plan")
def statement_kept(request: HttpRequest, statement_id: uuid.UUID) -> HttpResponseBase:
    """A kept statement: its own figures, and whether its build gives them again."""
    held, kind = _kept(statement_id)
    drawn = Statement(kind, held.through, stating.lines_of(held), held.build, held.snapshot_at)
    context = {"drawn": drawn, "held": held, "differing": stating.differing(held, kind)}
    return page(request, "web/reporting/statement.html", context, at="plan", rail=True)


def _kept(statement_id: uuid.UUID) -> tuple[Kept, Definition]:
    held = Kept.objects.filter(pk=statement_id).select_related("kept_by").first()
    if held is None or held.kind not in kinds():
        raise Http404("没有这张留存的报表")
    return held, kinds()[held.kind]


@staff_page("plan")
def statement_book(request: HttpRequest) -> HttpResponseBase:
    """The same as a workbook."""
    if reader.freshness() is None:
        return no_mart(request)
    drawn, _ = _drawn(request)
    return _book(drawn)


@staff_page("plan")
def statement_kept_book(request: HttpRequest, statement_id: uuid.UUID) -> HttpResponseBase:
    """A kept one as a workbook."""
    held, kind = _kept(statement_id)
    return _book(Statement(kind, held.through, stating.lines_of(held), held.build, held.snapshot_at))


def _book(drawn: Statement) -> HttpResponseBase:
    about = [f"{drawn.kind.label} 截至 {drawn.through:%Y-%m-%d}", f"第 {drawn.build} 次构建"]
    return export(WORKBOOK, Held(drawn.lines), name=about[0], about=about)


urlpatterns = [
    path("reports/statement/", statement, name="statement"),
    path("reports/statement/excel/", statement_book, name="statement_book"),
    path("reports/statement/<uuid:statement_id>/", statement_kept, name="statement_kept"),
    path("reports/statement/<uuid:statement_id>/excel/", statement_kept_book, name="statement_kept_book"),
]
