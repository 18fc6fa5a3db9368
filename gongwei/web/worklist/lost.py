"""失访: the lost still count in every denominator; here they wait to be found again or closed (conventions)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import path, reverse

from gongwei.kernel import clock
from gongwei.obligations import worklist
from gongwei.people.grants import may
from gongwei.people.models import Region, Resident, Standing
from gongwei.people.queries import ResidentQuery
from gongwei.ui.frame import Link
from gongwei.ui.lists import Column, Filter, Listing, chosen, narrowed
from gongwei.ui.lists import page as list_page
from gongwei.ui.notices import Empty
from gongwei.ui.workbook import export
from gongwei.web.frame import words
from gongwei.web.frame.releasing import let_go
from gongwei.web.frame.scope import Scope
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.worklist.home import named

BATCH = 2000
LOST = Standing.objects.filter(resident=OuterRef("pk"), state="lost", to_on=None)


def lost_of(scope: Scope) -> ResidentQuery:
    """The lost residents of a scope."""
    return scope.residents().filter(Exists(LOST), living=False)


@dataclass(frozen=True)
class Lost:
    """Lost residents, longest lost first, each with why, since when and what is owed meanwhile."""

    query: QuerySet[Resident]
    scope: Scope
    order: tuple[str, ...] = ()

    def count(self) -> int:
        return self.query.order_by().count()

    def ordered(self, fields: Sequence[str]) -> Lost:
        return replace(self, order=tuple(fields))

    def part(self, start: int, stop: int) -> Sequence[Any]:
        dated = self.query.annotate(since=Subquery(LOST.values("from_on")[:1]))
        ids = dated.order_by(*self.order, "since", "pk").values_list("pk", flat=True)[start:stop]
        return shown(list(ids), self.scope)

    def all(self) -> Iterator[Any]:
        start = 0
        while part := self.part(start, start + BATCH):
            yield from part
            start += len(part)


def shown(ids: Sequence[int], scope: Scope) -> list[Resident]:
    """The residents in this order, with what a row says."""
    today = clock.today()
    people = named(ids, scope.hidden)
    why = {each.resident_id: each for each in Standing.objects.filter(resident__in=ids, state="lost", to_on=None)}
    owed = worklist.open_of(ids, today, scope.hidden)
    found = []
    for each in (people[pk] for pk in ids if pk in people):
        open_ones = owed.get(each.pk, [])
        each.person = words.person(each, today)  # type: ignore[attr-defined]
        each.standing = why[each.pk]  # type: ignore[attr-defined]
        each.owed = len(open_ones)  # type: ignore[attr-defined]
        each.owed_from = min((one.window.due_on for one in open_ones), default=None)  # type: ignore[attr-defined]
        found.append(each)
    return found


def listing(scope: Scope) -> Listing:
    """The columns, and the villages where somebody is lost."""
    villages = Region.objects.filter(Exists(lost_of(scope).filter(village=OuterRef("pk")))).order_by("code")
    return Listing(
        "lost", "失访",
        (
            Column("name", "居民", "person.name", cell="web/resident_cell.html"),
            Column("village", "村", "village.name", sort=("village_id",)),
            Column("since", "失访自", "standing.from_on", sort=("since",), format="date"),
            Column("reason", "原因", "standing.reason"),
            Column("evidence", "联系记录", "standing.evidence"),
            Column("owed", "未完成", "owed", format="integer"),
            Column("owed_from", "最早期限", "owed_from", format="date"),
            Column("act", "怎么办", "pk", cell="web/lost_cell.html", exported=False),
        ),
        (Filter("village", "村", lambda found, one: replace(found, query=found.query.filter(village=one)),
                lambda: tuple(villages.values_list("code", "name"))),),
        order="since",
    )  # fmt: skip


@staff_page()
def lost(request: HttpRequest) -> HttpResponse:
    """Whom nobody reaches, since when and why, and the two ways out."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    url = reverse("web:lost_export") if may(request.user, "export") else ""
    found = list_page(listing(scope), Lost(lost_of(scope), scope), request.GET, export_url=url)
    nobody = Empty("没有失访的居民", "在“终止与恢复”登记失访的人列在这里", Link("回应服务", reverse("web:due")))
    context = {"list": found, "closes": may(request.user, "close"), "empty": nobody}
    return page(request, "web/lost.html", context, at="due")


@staff_page("export")
def lost_export(request: HttpRequest) -> HttpResponseBase:
    """The list as a workbook, once released."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    declared = listing(scope)
    rows = narrowed(declared, Lost(lost_of(scope), scope), chosen(declared, request.GET))
    people = list(rows.all())
    if (asking := let_go(request, "失访名单", people, len(people))) is not None:
        return asking
    return export(declared, rows, about=(f"失访 · {scope.words} · 截至 {clock.today()} · 导出人 {scope.staff.name}",))


urlpatterns = [path("lost/", lost, name="lost"), path("lost/export/", lost_export, name="lost_export")]
