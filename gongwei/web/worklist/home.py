"""工作台: whom do I see today, and how far is my year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse

from gongwei.care.models import Enrolment
from gongwei.catalogue.chapters import chapter
from gongwei.kernel import clock
from gongwei.obligations import worklist
from gongwei.obligations.worklist import Entry, Filter
from gongwei.people.models import Resident
from gongwei.ui.bars import Progress
from gongwei.ui.frame import Link
from gongwei.ui.notices import Empty
from gongwei.ui.person import GroupRow, PersonRow
from gongwei.web.activities.owed import work_block
from gongwei.web.figures.indicators import my_year
from gongwei.web.figures.standing import as_of_day, elapsed
from gongwei.web.frame import words
from gongwei.web.frame.extensions import notices
from gongwei.web.frame.scope import Scope
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.frame.spans import SPANS, until
from gongwei.web.visit.lasts import last_values
from gongwei.web.worklist.walk import Walk

SHOWN_PER_CHAPTER = 5
BEHIND = 12
"""So many lines of the year stand on the page, those behind first in their order; the rest comes when opened."""


def rows(entries: Sequence[Entry], today: dt.date, walk: Walk) -> list[PersonRow]:
    """Entries of the worklist as lines of a page, with names and last values read in one query each."""
    people = named([entry.first.resident_id for entry in entries], walk.scope.hidden)
    lasts = last_values(
        (entry.first.resident_id, entry.first.programme, words.met_by(entry.first)) for entry in entries
    )
    found, user = [], walk.scope.user
    for place, entry in enumerate(entries, walk.place):
        resident = people[entry.first.resident_id]
        last = lasts.get((resident.pk, entry.first.programme))
        found.append(PersonRow(
            words.person(resident, today), words.place(resident.village.name), words.task(entry.first),
            words.also(entry.first, entry.also),
            words.due_of(entry.first, today), last.words(today) if last else "", last.bad if last else False,
            Link("录入" if words.records(user, entry.first) else "查看",
                 f"{words.record_url(user, entry.first)}?{walk.query(place)}"), year=today.year,
        ))  # fmt: skip
    return found


def named(ids: Sequence[int], hidden: Sequence[str]) -> dict[int, Resident]:
    """Residents by id with village and the programmes they are enrolled in today; ``hidden`` ones are left out."""
    people = {each.pk: each for each in Resident.objects.filter(pk__in=ids).select_related("village")}
    memberships: dict[int, list[str]] = {}
    open_ones = Enrolment.objects.filter(resident__in=ids, to_on=None).exclude(programme__in=hidden)
    for resident, programme in open_ones.values_list("resident_id", "programme"):
        memberships.setdefault(resident, []).append(programme)
    for each in people.values():
        each.programmes = tuple(memberships.get(each.pk, ()))  # type: ignore[attr-defined]
    return people


@staff_page()
def home(request: HttpRequest) -> HttpResponse:
    """The due list by chapter, overdue first, and progress against the tasks of the year."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    today = clock.today()
    span = request.GET.get("span", "fortnight")
    span = span if span in SPANS else "fortnight"
    residents = scope.residents()
    wanted = Filter(today, until(span, today), hidden=scope.hidden)
    numbers = worklist.overview(residents, wanted, {key: until(key, today) for key in SPANS})
    tops = worklist.tops(residents, wanted, SHOWN_PER_CHAPTER)
    groups = []
    for count in sorted(numbers.chapters, key=lambda c: (c.overdue == 0, chapter(c.programme).order)):
        of = chapter(count.programme)
        url = f"{reverse('web:due')}?programme={of.id}&span={span}"
        head = GroupRow(
            of.label, of.number, count.people, count.overdue, Link(f"全部 {count.people} 人", url)
        )
        groups.append((head, rows(tops.get(of.id, ()), today, Walk(scope, span, of.id, 0))))
    context = {
        "groups": groups, "span": span, "people": numbers.people, "late": numbers.late,
        "today_people": numbers.spans["today"],
        "nothing": Empty("这段时间没有要见的人", "把期限放宽看看", Link("看本季度", "?span=quarter")),
        "spans": [(key, label, numbers.spans[key]) for key, label in SPANS.items()],
        "gone": round(elapsed(as_of_day()) * 100), "notices": notices(scope, today),
    }  # fmt: skip
    context |= work_block(scope)
    context["my_year"], context["rest"] = _year(scope)
    if groups and groups[0][1]:
        groups[0][1][0] = replace(groups[0][1][0], focus=True)
    return page(request, "web/home.html", context, at="home")


@staff_page()
def rest_of_year(request: HttpRequest) -> HttpResponse:
    """The lines of the year that the workbench leaves out until they are opened."""
    return render(request, "web/my_year_rest.html", {"lines": _year(request.scope)[1]})  # type: ignore[attr-defined]


def _year(scope: Scope) -> tuple[list[Progress], list[Progress]]:
    """The first lines that are behind, and all others."""
    lines = my_year(scope)
    first = [each for each in lines if each.pace in ("far", "lag")][:BEHIND] or lines[:BEHIND]
    return first, [each for each in lines if each not in first]


urlpatterns = [path("", home, name="home"), path("my-year/", rest_of_year, name="rest_of_year")]
