"""年度分级评估: who of each chronic register still lacks the year's grading, who has which grade (NCD-04).

The registers are those of the chapters that share a number of the specification; no chapter is named here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import path, reverse

from gongwei.catalogue.chapters import Chapter, forms, siblings
from gongwei.catalogue.plans import values_on
from gongwei.kernel import clock
from gongwei.people.grants import may
from gongwei.records.grading import GRADE, REF, YEAR_CONTROL
from gongwei.ui.lists import Column
from gongwei.web.chronic.both import registers
from gongwei.web.frame import words
from gongwei.web.frame.releasing import take_out
from gongwei.web.frame.scope import Scope
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.worklist.home import named
from gongwei.web.worklist.walk import page_of

PAGE = 40
LACKING = "lacking"
VIEWS = {LACKING: "今年未评估", "1": "一级", "2": "二级", "3": "三级"}


@dataclass(frozen=True)
class Asked:
    """One register in parts: the last grading of this year and of the year before, resident by resident."""

    held: Chapter
    now: dict[int, Any]
    before: dict[int, Any]
    parts: dict[str, list[int]]
    view: str


def form_id(held: Chapter) -> str:
    """The sheet of a chapter."""
    return f"{held.id}_grading"


def gradings(held: Chapter, residents: Any, year: int) -> dict[int, Any]:
    """Resident → the last valid grading of the year."""
    records = forms()[form_id(held)].model._default_manager
    rows: Any = records.filter(resident__in=residents, voided_at=None, served_on__year=year)
    return {each.resident_id: each for each in rows.order_by("served_on", "recorded_at")}


def _asked(request: HttpRequest, key: str = "view") -> Asked | None:
    """The register and the part that the address names, as far as the account may read them."""
    today = clock.today()
    readable = [each for each in siblings() if may(request.user, "read", each.id)]
    if not readable:
        return None
    held = next((each for each in readable if each.id == request.GET.get("register")), readable[0])
    managed = registers(request.scope.residents(), [held], today)[held.id]  # type: ignore[attr-defined]
    now, before = (gradings(held, managed, year) for year in (today.year, today.year - 1))
    parts = {LACKING: sorted(set(managed) - set(now), key=lambda each: (-_grade(before.get(each)), each))}
    for grade in GRADE.items:
        parts[str(grade)] = sorted(each for each, made in now.items() if made.grade == grade)
    view = request.GET.get(key, LACKING)
    return Asked(held, now, before, parts, view if view in parts else LACKING)


def _grade(made: Any) -> int:
    return made.grade if made is not None else 0


@staff_page()
def roster(request: HttpRequest) -> HttpResponse:
    """One part at a time, those whose grade was highest last year on top; forty to a page."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    today = clock.today()
    asked = _asked(request)
    if asked is None:
        return page(request, "web/chronic/grading.html", {"views": (), "registers": ()}, at="home")
    ids = asked.parts[asked.view]
    number = max(1, page_of(request.GET.get("page", "")) or 1)
    shown = ids[(number - 1) * PAGE : number * PAGE]
    people = named(shown, scope.hidden)
    writes = may(request.user, "write", asked.held.id)
    readable = [each for each in siblings() if may(request.user, "read", each.id)]
    context = {
        "registers": [(each.id, each.short, each.id == asked.held.id) for each in readable], "held": asked.held,
        "views": [(key, label, key == asked.view, len(asked.parts[key])) for key, label in VIEWS.items()],
        "view": asked.view, "rows": [_row(asked, people[each], writes) for each in shown if each in people],
        "year": today.year, "ordered": values_on(asked.held.id, today)["gradings_per_year"], "clause": REF,
        "count": len(ids), "page_number": number, "pages": -(-len(ids) // PAGE),
        "export": may(request.user, "export", asked.held.id),
    }  # fmt: skip
    return page(request, "web/chronic/grading.html", context, at=asked.held.id)


def _row(asked: Asked, person: Any, writes: bool) -> dict[str, Any]:
    now, before = asked.now.get(person.pk), asked.before.get(person.pk)
    grade, seen = reverse("web:record_new", args=[person.pk, form_id(asked.held)]), ""
    if now is not None:
        seen = reverse("web:record", args=[form_id(asked.held), now.pk])
    return {
        "person": words.person(person, clock.today()), "village": words.place(person.village.name),
        "before": GRADE.label(before.grade) if before else "", "now": GRADE.label(now.grade) if now else "",
        "on": now.served_on if now else None, "control": YEAR_CONTROL.label(now.year_control) if now else "",
        "reason": now.grade_reason if now else "", "grade": grade if writes and now is None else "", "seen": seen,
    }  # fmt: skip


COLUMNS = (
    Column("name", "居民", "person.name"), Column("record_no", "档案编号", "person.record_no"),
    Column("village", "村（居）", "person.village.name"), Column("before", "上年分级"), Column("now", "今年分级"),
    Column("on", "评估日期", format="date"), Column("reason", "与建议不同的理由"),
)  # fmt: skip


@staff_page("export")
def roster_export(request: HttpRequest) -> HttpResponseBase:
    """The part of the list as a workbook, once a second person released it."""
    asked = _asked(request, "part")  # a release is for this part alone
    ids = asked.parts[asked.view] if asked else []
    people = named(ids, request.scope.hidden)  # type: ignore[attr-defined]
    rows = [{**_row(asked, people[each], False), "person": people[each]} for each in ids if asked and each in people]
    label = f"{asked.held.short}年度分级 {VIEWS[asked.view]}" if asked else "年度分级"
    return take_out(request, label, COLUMNS, rows, people, asked.held.id if asked else "")


urlpatterns = [
    path("two-diseases/grading/", roster, name="grading"),
    path("two-diseases/grading/export/", roster_export, name="grading_export"),
]
