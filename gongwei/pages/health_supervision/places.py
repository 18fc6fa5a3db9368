"""单位巡查: every registered place with the patrols of the year, what is still lacking, and the sheet to fill."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import path, reverse
from django.utils.http import urlencode

from gongwei.indicators.institution import rows_of
from gongwei.kernel import clock
from gongwei.people.grants import may, works_for
from gongwei.programmes.health_supervision import codes
from gongwei.programmes.health_supervision.models import Unit
from gongwei.ui.lists import Column, Filter, Held, Listing, chosen, narrowed
from gongwei.ui.lists import page as list_page
from gongwei.ui.status import Chip
from gongwei.ui.workbook import export
from gongwei.web.activities.reach import institutions_for
from gongwei.web.frame.scope import Scope
from gongwei.web.frame.shell import page, staff_page

PROGRAMME = "health_supervision"
SUBJECT_OF = {1: 2, 2: 3, 3: 4}
"""Kind of place → the subject under which it is patrolled; others are 公共场所."""
VIEWS = (("lacking", "次数不足"), ("base", "本底未核对"))


@dataclass(frozen=True)
class Line:
    """One place: its facts, the patrols of the year, and where the next one is recorded."""

    pk: str
    unit: Unit
    place: str
    kind: str
    patrols: int
    lacking: int
    last: str
    base: bool
    url: str

    @property
    def chip(self) -> Chip:
        """Enough, or how many are lacking."""
        return Chip(f"差 {self.lacking} 次", "due") if self.lacking else Chip("够次数", "done")


def lines(scope: Scope, today: dt.date) -> list[Line]:
    """Every place in business of the scope's institutions, the most lacking first."""
    own = list(institutions_for(scope, PROGRAMME).values_list("pk", flat=True))
    rows = {row["subject_id"]: row for row in rows_of("health_supervision.places", own, today)}
    units = Unit.objects.filter(pk__in=list(rows)).select_related("institution")
    found = [
        _line(each, rows[str(each.pk)], works_for(scope.staff, "write", PROGRAMME, each.institution)) for each in units
    ]
    return sorted(found, key=lambda line: (-line.lacking, line.last, line.unit.institution_id, line.unit.number or 0))


def _line(unit: Unit, row: dict[str, Any], writes: bool) -> Line:
    given = {
        "institution": unit.institution_id, "unit_no": unit.number, "subject": SUBJECT_OF.get(unit.kind or 0, 7),
        "venue": unit.name,
    }  # fmt: skip
    return Line(
        str(unit.pk), unit, str(unit.institution), codes.UNIT.label(unit.kind), int(row["patrols"]),
        int(row["patrolled_enough_lacking"]), row["last_value"] or "", bool(row["base_checked"]),
        f"{reverse('web:work_new', args=['health_supervision_patrol'])}?{urlencode(given)}" if writes else "",
    )  # fmt: skip


def _kept(rows: Any, test: Any) -> Held:
    return Held([each for each in rows.rows if test(each)])


LISTING = Listing(
    "places", "单位",
    (
        Column("number", "编号", "unit.number"), Column("name", "单位", "unit.name"), Column("place", "机构"),
        Column("kind", "类别"), Column("address", "地址", "unit.address"),
        Column("patrols", "今年巡查", format="integer"), Column("lacking", "还差", format="integer"),
        Column("last", "上次"),
    ),
    (
        Filter("view", "只看", lambda rows, one: _kept(
            rows, (lambda each: each.lacking > 0) if one == "lacking" else (lambda each: not each.base)
        ), VIEWS),
        Filter("kind", "类别", lambda rows, one: _kept(rows, lambda each: str(each.unit.kind) == one),
               tuple((str(code), label) for code, label in codes.UNIT)),
    ),
    row_template="health_supervision/place_row.html", page_size=40, unit="单位",
)  # fmt: skip


@staff_page()
def places(request: HttpRequest) -> HttpResponse:
    """The places of the scope as a list."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    found = lines(scope, clock.today())
    url = reverse("health_supervision:places_export") if may(request.user, "export", PROGRAMME) else ""
    context = {
        "list": list_page(LISTING, Held(found), request.GET, export_url=url), "total": len(found),
        "lacking": sum(line.lacking > 0 for line in found), "unchecked": sum(not line.base for line in found),
    }  # fmt: skip
    return page(request, "health_supervision/places.html", context, at=PROGRAMME)


@staff_page("export")
def places_export(request: HttpRequest) -> HttpResponseBase:
    """The filtered places as a workbook; they are units, not people."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    rows = narrowed(LISTING, Held(lines(scope, clock.today())), chosen(LISTING, request.GET))
    about = f"单位 · {scope.words} · 截至 {clock.today()} · 导出人 {scope.staff.name}"
    return export(LISTING, rows, about=(about,))


urlpatterns = [
    path("places/", places, name="places"),
    path("places/export/", places_export, name="places_export"),
]
