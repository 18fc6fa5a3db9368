"""汇总: patrols and reports of a month, quarter or year by subject and institution; the owner signs (DATA-10)."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass, fields
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.http import urlencode

from gongwei.kernel import clock
from gongwei.kernel.dates import add_months, quarter_bounds, quarter_of
from gongwei.organisation.models import RollUp
from gongwei.organisation.queries import Desk
from gongwei.organisation.rolling import changed_since, sign_roll_up, signing_desk
from gongwei.pages.health_supervision.clues import lines
from gongwei.people.models import Institution
from gongwei.programmes.health_supervision import codes
from gongwei.programmes.health_supervision.models import Clue, Patrol, Teaching
from gongwei.ui.notices import Toast
from gongwei.web.activities.reach import institutions_for
from gongwei.web.frame.asking import Answers, attempt, key_of
from gongwei.web.frame.scope import Scope
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.frame.toasts import say

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
    url: str = ""

    @classmethod
    def total(cls, parts: list[Sum]) -> Sum:
        """The line 合计."""
        numbers = [field.name for field in fields(cls) if field.name not in ("label", "url")]
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
    """The quarters of the year that have begun, the year, and its months."""
    quarters = {
        f"q{number}": (f"第{number}季度", *quarter_bounds(today.year, number))
        for number in range(1, quarter_of(today) + 1)
    }
    firsts = [dt.date(today.year, month, 1) for month in range(1, today.month + 1)]
    months = {
        f"m{first.month}": (f"{first.month}月", first, add_months(first, 1) - dt.timedelta(days=1)) for first in firsts
    }
    return {**quarters, "year": ("全年", dt.date(today.year, 1, 1), dt.date(today.year, 12, 31)), **months}


@dataclass(frozen=True)
class Work:
    """What was done in a span at some places."""

    patrols: list[Patrol]
    found: list[Any]
    taught: int
    people: int


def work_of(places: list[Institution], first: dt.date, last: dt.date) -> Work:
    """Records that stand, clues judged as of now."""
    within = {"institution__in": places, "voided_at": None, "served_on__range": (first, last)}
    taught = Teaching.objects.filter(**within)
    return Work(
        list(Patrol.objects.filter(**within).order_by("served_on", "seq_no")),
        lines(list(Clue.objects.filter(**within).order_by("served_on", "seq_no")), clock.now(), 0),
        taught.count(), sum(each.people or 0 for each in taught),
    )  # fmt: skip


def by_institution(work: Work, places: list[Institution], span: str) -> list[Sum]:
    """The institutions that did something, each with the address of its own."""
    active = {each.institution_id for each in work.patrols} | {line.clue.institution_id for line in work.found}
    own = [each for each in places if each.pk in active]
    made = sums(work.patrols, work.found, lambda each: each.institution_id, [(each.pk, str(each)) for each in own])
    for place, part in zip(own, made, strict=True):
        part.url = f"{reverse('health_supervision:summary')}?{urlencode({'span': span, 'institution': str(place.pk)})}"
    return made


def numbers(work: Work, places: list[Institution]) -> dict[str, dict[str, int]]:
    """The sums of each institution as they are signed."""
    made = sums(work.patrols, work.found, lambda each: each.institution_id, [(each.pk, "") for each in places])
    kept = [{name: number for name, number in asdict(part).items() if isinstance(number, int)} for part in made]
    return {str(place.pk): part for place, part in zip(places, kept, strict=True) if any(part.values())}


def _span(given: str) -> tuple[str, str, dt.date, dt.date]:
    offered = spans(clock.today())
    span = given if given in offered else "year"
    return span, *offered[span]


@staff_page()
def summary(request: HttpRequest) -> HttpResponse:
    """The sums of a span for the scope, down to one institution's patrols and clues; POST signs the district's."""
    if request.method == "POST":
        return _sign(request)
    scope: Scope = request.scope  # type: ignore[attr-defined]
    span, label, first, last = _span(request.GET.get("span", "year"))
    places = list(institutions_for(scope, PROGRAMME))
    one = _one(places, request.GET.get("institution", ""))
    work = work_of([one] if one else places, first, last)
    by_subject = sums(work.patrols, work.found, lambda each: each.subject, list(codes.SUBJECT))
    by_place = [] if one else by_institution(work, places, span)
    context = {
        "spans": [(key, words, key == span) for key, (words, _, _) in spans(clock.today()).items()], "label": label,
        "first": first, "last": min(last, clock.today()), "subjects": [*by_subject, Sum.total(by_subject)],
        "places": [*by_place, Sum.total(by_place)] if len(by_place) > 1 else [], "one": one, "span": span,
        "patrols": work.patrols[:60] if one else [], "found": work.found[:60] if one else [],
        "teaching": work.taught, "taught": work.people, "signed": [] if one else _signed(scope, first, last),
        "signs": not one and _desk(scope) is not None and last < clock.today(),
    }  # fmt: skip
    return page(request, "health_supervision/summary.html", context, at=PROGRAMME)


def _one(places: list[Institution], asked: str) -> Institution | None:
    """The institution that the address names, if it is within reach."""
    if not asked:
        return None
    found = next((each for each in places if str(each.pk) == asked), None)
    if found is None:
        raise Http404("没有这个机构，或不在您的范围内")
    return found


def _desk(scope: Scope) -> Desk | None:
    return signing_desk(scope.staff, PROGRAMME)


def _signed(scope: Scope, first: dt.date, last: dt.date) -> list[tuple[RollUp, int]]:
    """What was signed of the span, seen by whoever has the body's institutions in reach, and what differs by now."""
    held = RollUp.objects.filter(chapter=PROGRAMME, first=first, last=last)
    found = []
    within = {str(each.pk) for each in institutions_for(scope, PROGRAMME)}
    for each in held.select_related("body__institution", "signed_by")[:6]:
        if set(each.sums) <= within:
            places = list(Institution.objects.filter(pk__in=within))
            found.append((each, changed_since(each, numbers(work_of(places, first, last), places))))
    return found


def _sign(request: HttpRequest) -> HttpResponse:
    scope: Scope = request.scope  # type: ignore[attr-defined]
    desk = _desk(scope)
    if desk is None or request.POST.get("span", "") not in spans(clock.today()):
        raise Http404("汇总由协管条线的责任单位签批，或没有这一期")
    span, _, first, last = _span(request.POST["span"])
    places = [each for each in institutions_for(scope, PROGRAMME) if desk.reaches(each)]
    answers = Answers({}, {}, (), key_of(request))
    problems = attempt(answers, lambda: sign_roll_up(
        answers.id, desk.body, PROGRAMME, (first, last), numbers(work_of(places, first, last), places), by=scope.staff
    ))  # fmt: skip
    say(request, Toast("；".join(each.message for each in problems) if problems else "已签批，数字不再变动"))
    return redirect(f"{reverse('health_supervision:summary')}?span={span}")


urlpatterns = [path("summary/", summary, name="summary")]
