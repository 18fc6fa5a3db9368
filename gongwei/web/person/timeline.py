"""全部服务: every service of one resident on one timeline, filtered by programme (XC-08, EHR-21)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse

from gongwei.catalogue.chapters import chapter, chapters
from gongwei.people.grants import may
from gongwei.records.layout import Form
from gongwei.records.models import VISIT_MODE
from gongwei.ui.lists import Column, Filter, Listing
from gongwei.ui.lists import page as list_page
from gongwei.web.frame.shell import staff_page
from gongwei.web.person.matters import matter, person_at
from gongwei.web.person.services import outside, records_of
from gongwei.web.visit.lasts import headline, verdicts

Line = dict[str, Any]


def lines_of(user: Any, resident_id: int) -> list[Line]:
    """Each record as a row; a value not at target is marked."""
    pairs = records_of(user, resident_id)
    bad: dict[Any, bool] = {}
    for form in {form.id: form for form, _ in pairs}.values():
        records = [each for other, each in pairs if other is form]
        bad |= dict(zip((each.pk for each in records), verdicts(form, records), strict=True))
    return [_line(form, each, bad[each.pk]) for form, each in pairs]


def _line(form: Form, record: Any, bad: bool) -> Line:
    mode = getattr(record, "mode", None)
    return {
        "id": record.pk,
        "served_on": record.served_on,
        "programme": form.programme,
        "label": form.label,
        "value": headline(form, record),
        "bad": bad,
        "mode": VISIT_MODE.label(mode) if mode else "",
        "staff": record.staff.name,
        "institution": f"{record.institution}{'（外院）' if outside(record) else ''}",
        "from": "outside" if outside(record) else "own",
        "url": reverse("web:record", args=[form.id, record.pk]),
    }


def listing_for(user: Any) -> Listing:
    """Columns, and the programmes that this account may read."""
    known = [(each.id, each.label) for each in chapters() if may(user, "read", each.id)]
    return Listing(
        "services",
        "全部服务",
        (
            Column("served_on", "服务日期", sort=("served_on",), format="date"),
            Column("label", "服务", cell="web/service_cell.html"),
            Column("value", "主要结果"),
            Column("mode", "方式"),
            Column("staff", "服务人员"),
            Column("institution", "机构"),
            Column("programme", "项目", lambda row: _chapter(row["programme"])),
        ),
        (
            Filter(
                "programme",
                "项目",
                lambda rows, value: [row for row in rows if row["programme"] == value],
                known,
            ),
            Filter(
                "from",
                "来源",
                lambda rows, value: [row for row in rows if row["from"] == value],
                [("own", "本机构"), ("outside", "外院")],
            ),
            Filter(
                "year",
                "年度",
                lambda rows, value: [row for row in rows if str(row["served_on"].year) == value],
                [(str(year), f"{year}年") for year in range(2024, 2008, -1)],
            ),
        ),
        order="-served_on",
        unit="条",
    )


def _chapter(programme: str) -> str:
    return chapter(programme).label if programme in {each.id for each in chapters()} else "居民健康档案"


@staff_page()
def services(request: HttpRequest, resident_id: int) -> HttpResponse:
    """The whole timeline; what belongs to programmes one may not read is left out."""
    person = person_at(request, resident_id, "查看全部服务")
    lines = lines_of(request.user, person.pk)
    found = list_page(listing_for(request.user), lines, request.GET)
    return matter(
        request, person, "services", "全部服务", template="web/services.html", listing=found, count=len(lines)
    )


urlpatterns = [path("residents/<int:resident_id>/services/", services, name="services")]
