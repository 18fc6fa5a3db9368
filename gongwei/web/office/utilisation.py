"""档案使用: how much the records of a month were looked at, by staff and by residents themselves (EHR-22)."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, ExpressionWrapper, F, OuterRef, Q, Subquery, TextField
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import path

from gongwei.kernel import clock
from gongwei.kernel.dates import add_months
from gongwei.people.grants import ACTIONS, grants_of
from gongwei.people.models import Institution, Resident
from gongwei.ui.lists import Column, Held, Listing
from gongwei.ui.workbook import export
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.office.looks import logged
from gongwei.web.person.card import OWN_LOOK
from gongwei.web.person.matters import staff

MONTHS = 6
COUNTS = ("people", "looks", "records", "own", "revealed", "taken")


@dataclass(frozen=True)
class Use:
    """One institution in a month, its clinics and stations included."""

    name: str
    people: int
    looks: int
    records: int
    filed: int
    revealed: int
    taken: int
    own: int

    @property
    def rate(self) -> float | None:
        """Records opened in percent of those filed; None where no record is filed."""
        return 100 * self.records / self.filed if self.filed else None


BOOK = Listing(
    "utilisation", "档案使用月报",
    (
        Column("name", "机构", width=200), Column("people", "使用人员", format="integer"),
        Column("looks", "查看次数", format="integer"), Column("records", "查看过的档案", format="integer"),
        Column("filed", "在册档案", format="integer"),
        Column("rate", "使用率", lambda row: None if row.rate is None else row.rate / 100, format="rate"),
        Column("own", "居民本人查询", format="integer"), Column("revealed", "显示号码", format="integer"),
        Column("taken", "导出打印", format="integer"),
    ), unit="个机构",
)  # fmt: skip


@staff_page("log")
def utilisation(request: HttpRequest) -> HttpResponseBase:
    """The months and one of them by institution."""
    first, wrong = _month(request)
    rows = uses(request, first)
    this = clock.today().replace(day=1)
    context = {
        "rows": rows, "month": first, "months": [add_months(this, -back) for back in range(MONTHS)], "wrong": wrong,
        "typed": request.GET.get("month", ""), "total": sum(row.looks for row in rows),
        "own": sum(row.own for row in rows),
    }  # fmt: skip
    answer = page(request, "web/utilisation.html", context, at="institutions")
    answer.status_code = 422 if wrong else 200
    return answer


@staff_page("log")
def utilisation_book(request: HttpRequest) -> HttpResponseBase:
    """The month as a workbook."""
    first, _ = _month(request)
    name = f"档案使用月报 {first:%Y-%m}"
    return export(BOOK, Held(uses(request, first)), name=name, about=(name, f"导出人 {staff(request).name}"))


def _month(request: HttpRequest) -> tuple[dt.date, str]:
    """The month asked for, never after this one; and what is wrong with the question."""
    this, text = clock.today().replace(day=1), request.GET.get("month", "").strip()
    if not text:
        return this, ""
    found = re.fullmatch(r"(20\d\d)-(0[1-9]|1[0-2])", text)
    if found is None:
        return this, f"月份：“{text[:10]}”不是月份，请按 2024-09 的样式填写"
    asked = dt.date(int(found[1]), int(found[2]), 1)
    return (asked, "") if asked <= this else (this, f"月份：不能晚于 {this:%Y-%m}")


def uses(request: HttpRequest, first: dt.date) -> list[Use]:
    """Each primary institution that the reader's log reaches, then all other readers together."""
    start = dt.datetime.combine(first, dt.time(), clock.CHINA)
    end = dt.datetime.combine(add_months(first, 1), dt.time(), clock.CHINA)
    above = Institution.objects.responsible().annotate(
        of=ExpressionWrapper(OuterRef("institution__path"), output_field=TextField())
    )
    mine = logged(staff(request)).filter(at__gte=start, at__lt=end)
    found: Any = (
        mine.annotate(centre=Subquery(above.filter(of__startswith=F("path")).values("pk")[:1]))
        .order_by().values("centre").annotate(
            people=Count("staff", distinct=True), looks=Count("pk", filter=Q(action="look")),
            records=Count("resident", filter=Q(action="look"), distinct=True),
            own=Count("pk", filter=Q(action="look", purpose=OWN_LOOK)),
            revealed=Count("pk", filter=Q(action="reveal")), taken=Count("pk", filter=Q(action="export")),
        )
    )  # fmt: skip
    counted = {row["centre"]: {name: row[name] for name in COUNTS} for row in found}
    filed = dict(
        Resident.objects.filter(living=True).order_by().values_list("institution").annotate(Count("pk"))
    )
    nothing = dict.fromkeys(COUNTS, 0)
    places = Institution.objects.responsible().filter(pk__in=_reached(request)).order_by("position", "pk")
    rows = [
        Use(name=str(each), filed=filed.get(each.pk, 0), **counted.get(each.pk, nothing)) for each in places
    ]
    if None in counted:
        rows.append(Use(name="区级机构和其他", filed=0, **counted[None]))
    return rows


def _reached(request: HttpRequest) -> list[int]:
    """The primary institutions over which the reader may read the log."""
    paths = tuple(grant.path for grant in grants_of(staff(request)) if "log" in ACTIONS[grant.role])
    return [each.pk for each in Institution.objects.responsible() if each.path.startswith(paths)]


urlpatterns = [
    path("looks/months/", utilisation, name="utilisation"),
    path("looks/months/excel/", utilisation_book, name="utilisation_book"),
]
