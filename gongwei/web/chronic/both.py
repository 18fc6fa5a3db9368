"""两病同管: two registers, each with tasks and indicators of its own, and one list of who stands in both (NCD-28).

The registers are those of the chapters that share a number of the specification; no chapter is named here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db.models import Min, Q
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import path

from gongwei.care.models import Enrolment
from gongwei.catalogue.chapters import Chapter, siblings
from gongwei.kernel import clock
from gongwei.obligations.models import Obligation
from gongwei.obligations.worklist import Owed, open_of
from gongwei.people.grants import may
from gongwei.ui.lists import Column
from gongwei.web.frame import words
from gongwei.web.frame.releasing import take_out
from gongwei.web.frame.scope import Scope
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.visit.lasts import last_values
from gongwei.web.worklist.home import named
from gongwei.web.worklist.walk import page_of

PAGE = 40
BOTH = "both"


def registers(residents: Any, held: Sequence[Chapter], today: dt.date) -> dict[str, dict[int, dt.date]]:
    """Who stands in each register on the day, and since when: chapter → resident → day."""
    spans = Enrolment.objects.filter(
        Q(to_on=None) | Q(to_on__gt=today), from_on__lte=today, programme__in=[each.id for each in held],
        resident__in=residents.filter(living=True),
    )  # fmt: skip
    found: dict[str, dict[int, dt.date]] = {each.id: {} for each in held}
    for programme, resident, since in spans.values_list("programme", "resident_id", "from_on"):
        found[programme][resident] = since
    return found


def parts_of(standing: Mapping[str, Mapping[int, dt.date]]) -> dict[str, set[int]]:
    """The union in parts that do not overlap: in several registers, else alone in one of them."""
    people = {chapter: set(held) for chapter, held in standing.items()}
    everybody = set[int]().union(*people.values())
    several = {each for each in everybody if sum(each in held for held in people.values()) > 1}
    return {BOTH: several, **{chapter: held - several for chapter, held in people.items()}}


@staff_page()
def both(request: HttpRequest) -> HttpResponse:
    """One part of the union at a time, who is owed something first on top; forty to a page."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    today = clock.today()
    held = [each for each in siblings() if may(request.user, "read", each.id)]
    standing = registers(scope.residents(), held, today)
    parts = parts_of(standing)
    view = request.GET.get("view", BOTH)
    view = view if view in parts else BOTH
    ids = _by_day(parts[view], held, today)
    number = max(1, page_of(request.GET.get("page", "")) or 1)
    shown = held if view == BOTH else [each for each in held if each.id == view]
    labels = {BOTH: "两病都有", **{each.id: f"只有{each.short}" for each in held}}
    context = {
        "registers": [(each, len(standing[each.id])) for each in held], "union": sum(map(len, parts.values())),
        "views": [(key, label, key == view, len(parts[key])) for key, label in labels.items()],
        "view": view, "shown": shown, "width": 3 + 3 * len(shown),
        "rows": _rows(request, ids[(number - 1) * PAGE : number * PAGE], shown, standing, today),
        "export": may(request.user, "export"), "count": len(ids), "page_number": number, "pages": -(-len(ids) // PAGE),
    }  # fmt: skip
    return page(request, "web/chronic/both.html", context, at=held[0].id if held else "home")


@staff_page("export")
def both_export(request: HttpRequest) -> HttpResponseBase:
    """One part of the union as a workbook, once released."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    today = clock.today()
    held = [each for each in siblings() if may(request.user, "read", each.id)]
    standing = registers(scope.residents(), held, today)
    parts = parts_of(standing)
    part = request.GET.get("part", BOTH)
    ids = _by_day(parts.get(part, ()), held, today)
    people = named(ids, scope.hidden)
    rows = [{"person": people[each], **{name: since.get(each) for name, since in standing.items()}} for each in ids]
    columns = (
        Column("name", "居民", "person.name"), Column("record_no", "档案编号", "person.record_no"),
        Column("village", "村（居）", "person.village.name"),
        *(Column(each.id, f"{each.short}纳入", format="date") for each in held),
    )  # fmt: skip
    label = "两病都有" if part == BOTH else f"只有{next((each.short for each in held if each.id == part), '')}"
    return take_out(request, label, columns, rows, people)


def _by_day(people: Collection[int], held: Sequence[Chapter], today: dt.date) -> list[int]:
    """Whoever is owed something of these chapters earliest comes first, then those who are owed nothing today."""
    owed = Obligation.objects.filter(
        resident__in=people, programme__in=[each.id for each in held], met_on=None, ended_on=None, opens_on__lte=today
    ).filter(Q(closes_on=None) | Q(closes_on__gte=today))
    first = dict(owed.values("resident_id").annotate(first=Min("due_on")).values_list("resident_id", "first"))
    return sorted(people, key=lambda each: (first.get(each, dt.date.max), each))


def _rows(
    request: HttpRequest, ids: Sequence[int], held: Sequence[Chapter], standing: Mapping[str, Mapping[int, dt.date]],
    today: dt.date,
) -> list[dict[str, Any]]:  # fmt: skip
    people = named(ids, request.scope.hidden)  # type: ignore[attr-defined]
    owed = open_of(ids, today, request.scope.hidden)  # type: ignore[attr-defined]
    lasts = last_values((each, chapter.id, ()) for each in ids for chapter in held)
    rows = []
    for each in ids:
        firsts = {chapter.id: _first(owed.get(each, []), chapter.id) for chapter in held}
        rows.append({
            "person": words.person(people[each], today), "village": words.place(people[each].village.name),
            "cells": [
                {"since": standing[chapter.id][each], "last": last.words(today) if last else "",
                 "bad": last.bad if last else False, "due": words.due_of(first, today) if first else None,
                 "task": words.task(first) if first else ""}
                for chapter in held
                for last, first in ((lasts.get((each, chapter.id)), firsts[chapter.id]),)
            ],
            "url": _start(request, [first for first in firsts.values() if first]),
        })  # fmt: skip
    return rows


def _first(owed: Sequence[Owed], programme: str) -> Owed | None:
    """What the chapter is owed first that a form of its own meets."""
    return next((each for each in owed if each.programme == programme and words.form_for(each)), None)


def _start(request: HttpRequest, owed: Sequence[Owed]) -> str:
    """Where the visit begins: its first form, whose panel leads on to the other chapter's with what is answered."""
    writable = [each for each in owed if words.records(request.user, each)]
    return words.record_url(request.user, min(writable, key=lambda each: each.window.due_on)) if writable else ""


urlpatterns = [
    path("two-diseases/", both, name="both"),
    path("two-diseases/export/", both_export, name="both_export"),
]
