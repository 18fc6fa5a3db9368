"""应服务: the whole worklist, filtered by chapter, village and doctor; the same rows leave as a workbook."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import path, reverse

from gongwei.catalogue.chapters import chapters
from gongwei.kernel import clock
from gongwei.obligations import worklist
from gongwei.obligations.worklist import Filter as Wanted
from gongwei.people.grants import may
from gongwei.people.models import Region, Resident, Staff
from gongwei.ui.lists import Chosen, Column, Filter, Listing, chosen, narrowed
from gongwei.ui.lists import page as list_page
from gongwei.ui.refusals import NotYours
from gongwei.ui.workbook import export
from gongwei.web.frame.doors import opens
from gongwei.web.frame.releasing import let_go
from gongwei.web.frame.scope import Scope
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.frame.spans import SPANS, until
from gongwei.web.worklist.home import rows
from gongwei.web.worklist.lost import lost_of
from gongwei.web.worklist.walk import Walk

BATCH = 2000
DOCTORS = ("village_doctor", "doctor")


@dataclass(frozen=True)
class DueRows:
    """The open obligations of a scope as rows of a list: counted, cut and streamed by the database."""

    walk: Walk
    wanted: Wanted

    def count(self) -> int:
        """People."""
        return worklist.length(self.walk.scope.residents(), self.wanted)

    def ordered(self, fields: Sequence[str]) -> DueRows:
        """Always overdue first, then by due day: that order is the point of the list."""
        return self

    def part(self, start: int, stop: int) -> Sequence[Any]:
        """Rows from start (inclusive) to stop."""
        return self.cut(start, stop)[0]

    def cut(self, start: int, stop: int) -> tuple[Sequence[Any], int]:
        """The same with the number of all rows, asked at once."""
        found = worklist.entries(self.walk.scope.residents(), self.wanted, stop - start, start)
        shown = rows(found.entries, self.wanted.today, replace(self.walk, place=start))
        return [replace(row, focus=place == 0) for place, row in enumerate(shown)], found.total

    def all(self) -> Iterator[Any]:
        """Every row, a batch at a time."""
        start = 0
        while part := self.part(start, start + BATCH):
            yield from part
            start += len(part)

    def narrowed(self, **changes: Any) -> DueRows:
        """The same list with a narrower filter."""
        return replace(self, wanted=replace(self.wanted, **changes))


def listing(scope: Scope, user: Any) -> Listing:
    """The worklist's columns and filters for what this account may see."""
    mine = scope.residents()
    villages = Region.objects.filter(Exists(mine.filter(village=OuterRef("pk")))).order_by("code")
    doctors = Staff.objects.visible_to(user).filter(roles__role__in=DOCTORS).distinct().order_by("name")
    if scope.institution is not None:
        doctors = doctors.filter(institution__path__startswith=scope.institution.path)
    return Listing(
        "due", "应服务",
        (
            Column("name", "居民", "person.name"),
            Column("sex", "性别", "person.sex", shown=False), Column("age", "年龄", "person.age", shown=False),
            Column("village", "村", "village"), Column("task", "应做什么", "task"),
            Column("until", "期限", "due.on", format="date"), Column("state", "状态", "due.full", shown=False),
            Column("last", "上次", "last"), Column("act", "", "action.label", exported=False),
        ),
        (
            Filter("span", "期限", lambda found, span: found.narrowed(until=until(span, found.wanted.today)),
                   tuple(SPANS.items())),
            Filter("programme", "项目", lambda found, one: found.narrowed(programmes=(one,)),
                   tuple((each.id, each.label) for each in chapters() if may(user, "read", each.id))),
            Filter("village", "村", lambda found, one: found.narrowed(village=one),
                   lambda: tuple(villages.values_list("code", "name"))),
            Filter("doctor", "医生", lambda found, one: found.narrowed(doctor=int(one)),
                   lambda: tuple((str(pk), name) for pk, name in doctors.values_list("pk", "name"))),
            Filter("late", "只看逾期", lambda found, _: found.narrowed(overdue_only=True), (("1", "逾期"),)),
        ),
        row_template="web/due_row.html",
    )  # fmt: skip


def source(scope: Scope, asked: Chosen) -> DueRows:
    """The unfiltered list of the scope, two weeks ahead unless asked otherwise."""
    today = clock.today()
    span = asked.filters.get("span", "fortnight")
    return DueRows(
        Walk(scope, span, asked.filters.get("programme", ""), 0),
        Wanted(today, until("fortnight", today), hidden=scope.hidden),
    )


@staff_page()
def due(request: HttpRequest) -> HttpResponse:
    """Whom to see, what to do, until when."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    declared = listing(scope, request.user)
    asked = chosen(declared, request.GET)
    out = reverse("web:due_export") if opens(request, "web:due_export") else ""
    shown = list_page(declared, source(scope, asked), request.GET, export_url=out)
    at = asked.filters.get("programme", "due")
    return page(request, "web/due.html", {"list": shown, "lost": lost_of(scope).count()}, at=at)


@staff_page("export")
def due_export(request: HttpRequest) -> HttpResponseBase:
    """The filtered list as a workbook; every resident in it is logged as taken out."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    declared = listing(scope, request.user)
    asked = chosen(declared, request.GET)
    found = narrowed(declared, source(scope, asked), asked)
    if not may(request.user, "export"):
        raise NotYours("您的角色不能导出名单", how="请由公卫科导出")
    ids = {int(row.person.id) for row in found.all()}
    people = Resident.objects.filter(pk__in=ids)
    if (asking := let_go(request, "应服务清单", people, len(ids), asked.filters.get("programme", ""))) is not None:
        return asking
    about = (f"{scope.words} · 截至 {clock.today()}", f"导出人 {scope.staff.name}")
    return export(declared, found, name=f"应服务-{scope.words}-{clock.today()}", about=about)


urlpatterns = [path("due/", due, name="due"), path("due/export/", due_export, name="due_export")]
