"""汇总: patrols and reports by subject and institution, of a quarter or a year, as the professional body signs it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path

from gongwei.kernel import clock
from gongwei.kernel.dates import quarter_bounds, quarter_of
from gongwei.pages.health_supervision.clues import lines
from gongwei.programmes.health_supervision import codes
from gongwei.programmes.health_supervision.models import Clue, Patrol, Teaching
from gongwei.web.activities.reach import institutions_for
from gongwei.web.frame.scope import Scope
from gongwei.web.frame.shell import page, staff_page

PROGRAMME = "health_supervision"


@dataclass
class Sum:
    """The counts of one subject or institution."""

    label: str
    patrols: int = 0
    problems: int = 0
    clues: int = 0
    reported: int = 0
    in_time: int = 0
    answered: int = 0

    @classmethod
    def total(cls, parts: list[Sum]) -> Sum:
        """The line 合计."""
        numbers = [field.name for field in fields(cls) if field.name != "label"]
        return cls("合计", *(sum(getattr(part, name) for part in parts) for name in numbers))


def sums(patrols: list[Patrol], found: list[Any], key: Any, labels: list[tuple[Any, str]]) -> list[Sum]:
    """Patrols and judged clues counted by a key, in the order of the labels."""
    made = {value: Sum(label) for value, label in labels}
    for patrol in patrols:
        part = made.get(key(patrol))
        if part is not None:
            part.patrols += 1
            part.problems += patrol.found == codes.PROBLEM
    for line in found:
        part = made.get(key(line.clue))
        if part is not None:
            part.clues += 1
            part.reported += line.clue.reported_at is not None
            part.in_time += line.outcome == "in_time"
            part.answered += line.clue.answer is not None
    return list(made.values())


def spans(today: dt.date) -> dict[str, tuple[str, dt.date, dt.date]]:
    """The quarters of the year that have begun, and the year."""
    found = {
        f"q{number}": (f"第{number}季度", *quarter_bounds(today.year, number))
        for number in range(1, quarter_of(today) + 1)
    }
    return {**found, "year": ("全年", dt.date(today.year, 1, 1), dt.date(today.year, 12, 31))}


@staff_page()
def summary(request: HttpRequest) -> HttpResponse:
    """The sums of a span for the scope; printed and signed by the professional body."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    today = clock.today()
    offered = spans(today)
    span = request.GET.get("span", "year")
    span = span if span in offered else "year"
    label, first, last = offered[span]
    places = list(institutions_for(scope, PROGRAMME))
    within = {"institution__in": places, "voided_at": None, "served_on__range": (first, last)}
    patrols = list(Patrol.objects.filter(**within))
    found = lines(list(Clue.objects.filter(**within)), clock.now(), 0)
    taught = Teaching.objects.filter(**within)
    by_subject = sums(patrols, found, lambda each: each.subject, list(codes.SUBJECT))
    active = {each.institution_id for each in patrols} | {line.clue.institution_id for line in found}
    own = [(each.pk, str(each)) for each in places if each.pk in active]
    by_place = sums(patrols, found, lambda each: each.institution_id, own)
    context = {
        "spans": [(key, words, key == span) for key, (words, _, _) in offered.items()], "label": label,
        "first": first, "last": min(last, today), "subjects": [*by_subject, Sum.total(by_subject)],
        "places": [*by_place, Sum.total(by_place)] if len(by_place) > 1 else [],
        "teaching": taught.count(), "taught": sum(each.people or 0 for each in taught),
    }  # fmt: skip
    return page(request, "health_supervision/summary.html", context, at=PROGRAMME)


urlpatterns = [path("summary/", summary, name="summary")]
