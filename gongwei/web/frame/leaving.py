"""Each list exports to Excel: the tables of a page leave as a workbook, those that name people once released.

``@leaves(PROGRAMME)`` under ``staff_page``, ``per_page(request, PAGE)`` where the page cuts its rows, and
``{% excel %}`` in the header: the workbook is read from the page with every row on it, so that both are the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, wraps
from html import unescape
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode

from gongwei.kernel import clock
from gongwei.people.grants import may
from gongwei.people.models import Resident
from gongwei.ui.lists import Column, Held, Listing, Rows
from gongwei.ui.tables import Cell, Table, tables_of
from gongwei.ui.workbook import export_all
from gongwei.web.frame.releasing import PART, let_go
from gongwei.web.frame.scope import Scope
from gongwei.web.frame.words import SEX

View = Callable[..., HttpResponseBase]
TITLE = re.compile(r"<title>(.*?) · 公卫</title>", re.DOTALL)
NOTHING = Listing("table", "没有内容", (Column("nothing", "没有内容"),))
MOST = 20_000
"""Rows of one list that leave at once; whoever needs more narrows the list."""


def leaves(programme: str = "", *, names: bool = False) -> Callable[[View], View]:
    """Whoever may export takes the page's tables out; ``names``: it names people who are no residents of a record."""

    def wrap(view: View) -> View:
        @wraps(view)
        def listed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            allowed = may(request.user, "export", programme or None)
            if PART not in request.GET:
                request.leaves = allowed  # type: ignore[attr-defined]
                return view(request, *args, **kwargs)
            if not allowed:
                raise PermissionDenied("您的账号不能导出这个名单；如工作需要，请向本机构管理员申请")
            method, request.method = request.method, "GET"  # what is posted here answers for what the list is wanted
            answer = view(request, *args, **kwargs)
            request.method = method
            if not isinstance(answer, HttpResponse) or answer.status_code != 200:
                return answer
            return _book(request, programme, answer.content.decode(), names)

        return listed

    return wrap


def per_page(request: HttpRequest, usual: int) -> int:
    """Rows to a page: as usual, or all of them when the list leaves."""
    return MOST if PART in request.GET else usual


def excel_url(request: HttpRequest) -> str:
    """Where the tables of this page leave, as they are narrowed now; empty where nobody may take them out."""
    if not getattr(request, "leaves", False):
        return ""
    kept = [(key, text) for key, texts in request.GET.lists() for text in texts if key not in ("page", PART)]
    return f"?{urlencode([*kept, (PART, request.GET.get('view') or 'list')])}"


def _book(request: HttpRequest, programme: str, html: str, names: bool) -> HttpResponseBase:
    """The page's tables as a workbook under the page's title; those who are named are logged."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    label, tables = _title(html), tables_of(html)
    ids = {who for table in tables for row in table.rows for cell in row if (who := _resident(cell)) is not None}
    people = {each.pk: each for each in Resident.objects.visible_to(request.user).filter(pk__in=ids)}
    if ids or names:
        count = len(people) or sum(len(table.rows) for table in tables)
        if (asking := let_go(request, label, people.values(), count, programme)) is not None:
            return asking
    about = (f"{label} · {scope.words} · 截至 {clock.today()} · 导出人 {scope.staff.name}",)
    parts = [_part(table, label, people) for table in tables]
    return export_all(parts or [(NOTHING, Held(()))], name=label, about=about)


def _title(html: str) -> str:
    found = TITLE.search(html)
    return unescape(found[1]).strip() if found else "名单"


def _part(table: Table, label: str, people: dict[int, Resident]) -> tuple[Listing, Rows]:
    """A table as a list; after the column that names residents stand their number, sex and day of birth."""
    listing = table.listing(label)
    named = next((at for row in table.rows for at, cell in enumerate(row) if _resident(cell) is not None), None)
    if named is None:
        return listing, Held(table.rows)

    def of(row: list[Cell]) -> Resident | None:
        return people.get(_resident(row[named]) or 0)

    more = (
        Column("record_no", "档案编号", lambda row: getattr(of(row), "record_no", "")),
        Column("sex", "性别", lambda row: SEX.get(getattr(of(row), "sex", 0), "")),
        Column("birth_date", "出生日期", lambda row: getattr(of(row), "birth_date", None), format="date"),
    )
    columns: list[Column] = []
    for column in listing.columns:
        columns += [column, *more] if column.key == str(named) else [column]
    return Listing(listing.id, listing.label, tuple(columns)), Held(table.rows)


def _resident(cell: Cell) -> int | None:
    """The first resident whose page a cell leads to."""
    found = (_pages().fullmatch(each) for each in cell.links)
    return next((int(each[1]) for each in found if each), None)


@cache
def _pages() -> re.Pattern[str]:
    return re.compile(re.escape(reverse("web:resident", args=[0])).replace("0", r"(\d+)"))
