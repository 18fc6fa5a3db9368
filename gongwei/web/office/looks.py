"""查看记录: who looked at whose record, when, from where and for what; for those with the right to the log."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import path

from gongwei.catalogue.chapters import forms
from gongwei.kernel import clock
from gongwei.people.grants import ACTIONS, RESTRICTED, grants_of, may
from gongwei.people.models import AccessLog, Resident, Staff
from gongwei.ui.lists import Column, Filter, Listing
from gongwei.ui.lists import page as list_page
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.person.matters import staff

KINDS = (("look", "查看"), ("reveal", "显示号码"), ("export", "导出打印"))
SPANS = (("1", "今天"), ("7", "一周内"), ("31", "一个月内"), ("366", "一年内"))


def logged(by: Staff) -> QuerySet[AccessLog]:
    """The lines of institutions over which this account may read the log."""
    reach = Q(pk__in=())
    for grant in grants_of(by):
        if "log" in ACTIONS[grant.role]:
            reach |= Q(institution__path__startswith=grant.path)
    return AccessLog.objects.filter(reach).select_related("staff", "institution")


def _since(query: QuerySet[AccessLog], days: str) -> QuerySet[AccessLog]:
    return query.filter(at__gt=clock.now() - dt.timedelta(days=int(days)))


def listing_for(names: dict[int, str], user: Any) -> Listing:
    """The log's columns; residents out of reach are shown by number only, restricted programmes without their words."""
    kinds = dict(KINDS)
    secret = {id for id in RESTRICTED if not may(user, "read", id)}
    withheld = [form.label for form in forms().values() if form.programme in secret]

    def what(row: AccessLog) -> str:
        return "（受限项目）" if any(label in row.detail for label in withheld) else row.detail

    def who(row: AccessLog) -> str:
        return names.get(row.resident_id or 0, f"居民 #{row.resident_id}" if row.resident_id else "—")

    return Listing(
        "looks",
        "查看记录",
        (
            Column("at", "时间", sort=("at",), format="moment"),
            Column("staff", "人员", "staff.name"),
            Column("institution", "机构", lambda row: str(row.institution)),
            Column("action", "动作", lambda row: kinds.get(row.action, row.action)),
            Column("resident", "居民", who),
            Column("purpose", "用途"),
            Column("detail", "内容", what),
            Column("address", "地址"),
        ),
        (
            Filter("action", "动作", lambda query, value: query.filter(action=value), KINDS),
            Filter("span", "时间", _since, SPANS),
            Filter(
                "staff",
                "人员姓名",
                lambda query, value: query.filter(staff__name__startswith=value[:20]),
                free=True,
            ),
        ),
        order="-at",
        unit="条",
    )


@staff_page("log")
def looks(request: HttpRequest) -> HttpResponse:
    """The log, newest first; names only of residents whom the reader may see."""
    query = logged(staff(request))
    wanted: Any = request.GET.get("resident", "")
    if wanted.isdecimal() and len(wanted) < 15:
        query = query.filter(resident=int(wanted))
    return page(request, "web/looks.html", {"listing": _page_of(request, query)}, at="institutions")


def _page_of(request: HttpRequest, query: QuerySet[AccessLog]) -> Any:
    """The page is cut first, then the names of its residents are read."""
    names: dict[int, str] = {}
    first = list_page(listing_for(names, request.user), query, request.GET)
    ids = [line.row.resident_id for line in first.rows]
    seen = Resident.objects.visible_to(request.user).filter(pk__in=ids)
    names.update(seen.values_list("pk", "name"))
    return list_page(listing_for(names, request.user), query, request.GET)


urlpatterns = [path("looks/", looks, name="looks")]
