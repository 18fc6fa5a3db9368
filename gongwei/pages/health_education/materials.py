"""资料: the library of one institution with stock, what was handed out and played, and clinic days without a play."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass

import chinese_calendar
from django.http import HttpRequest, HttpResponse
from django.urls import path

from gongwei.catalogue.plans import values_on
from gongwei.kernel import clock
from gongwei.people.models import Institution
from gongwei.programmes.health_education import codes
from gongwei.programmes.health_education.models import HandedOut, Material, Play, StockLine
from gongwei.ui.status import Chip
from gongwei.web.activities.reach import institutions_for, own_institution
from gongwei.web.frame.leaving import leaves
from gongwei.web.frame.scope import Scope
from gongwei.web.frame.shell import page, staff_page

PROGRAMME = "health_education"


@dataclass(frozen=True)
class Title:
    """One title: what is left, what went out this year, and when it last did."""

    material: Material
    kind: str
    left: int
    out: int
    last_on: dt.date | None
    chip: Chip | None


def printed(place: Institution, today: dt.date) -> tuple[list[Title], list[str]]:
    """Printed titles of the library with their stock; and titles that were handed out without being registered."""
    lines = list(
        StockLine.objects.filter(record__institution=place, record__voided_at=None).values_list(
            "title", "copies", "record__movement", "record__served_on"
        )
    )
    given = HandedOut.objects.filter(record__institution=place, record__voided_at=None)
    at_events = list(given.values_list("title", "copies", "record__served_on"))
    left: Counter[str] = Counter()
    out: Counter[str] = Counter()
    last: dict[str, dt.date] = {}
    moves = [(title, copies or 0, movement == codes.RECEIVED, on) for title, copies, movement, on in lines]
    moves += [(title, copies or 0, False, on) for title, copies, on in at_events]
    for title, copies, into, on in moves:
        left[title] += copies if into else -copies
        if not into:
            out[title] += copies if on.year == today.year else 0
            last[title] = max(on, last.get(title, on))
    library = Material.objects.filter(institution=place, voided_at=None, withdrawn_on=None).order_by("kind", "title")
    least = int(values_on(PROGRAMME, today)["minimum_stock"])
    held = [each for each in library if each.kind in codes.PRINTED]
    shown = [_title(each, left, out, last, least) for each in held]
    return shown, sorted(set(out) - {each.title for each in held})


def _title(
    each: Material, left: Counter[str], out: Counter[str], last: dict[str, dt.date], least: int
) -> Title:
    name = each.title or ""
    short = left[name] < (each.minimum_stock if each.minimum_stock is not None else least)
    chip = Chip("要补充", "overdue") if short else None
    return Title(each, codes.MATERIAL.label(each.kind), left[name], out[name], last.get(name), chip)


def played(place: Institution, today: dt.date) -> list[tuple[Material, int, int]]:
    """Audio-visual titles with how often and how long they were played this year."""
    plays = Play.objects.filter(institution=place, voided_at=None, served_on__year=today.year)
    times: Counter[str] = Counter()
    minutes: Counter[str] = Counter()
    for title, often, long in plays.values_list("title", "times", "minutes"):
        times[title or ""] += often or 0
        minutes[title or ""] += long or 0
    library = Material.objects.filter(institution=place, voided_at=None, kind=codes.AUDIOVISUAL, withdrawn_on=None)
    return [(each, times[each.title or ""], minutes[each.title or ""]) for each in library.order_by("title")]


def silent_days(place: Institution, today: dt.date) -> tuple[int, int]:
    """Working days of the month so far, and those of them without a play (HE-04)."""
    first = today.replace(day=1)
    days = [first + dt.timedelta(days=nth) for nth in range((today - first).days + 1)]
    opened = [day for day in days if _works(day)]
    heard = set(
        Play.objects.filter(institution=place, voided_at=None, served_on__range=(first, today), in_hours=True)
        .values_list("served_on", flat=True)
    )  # fmt: skip
    return len(opened), sum(day not in heard for day in opened)


def _works(day: dt.date) -> bool:
    """A working day; of years whose holidays are not yet published every weekday."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < 5


@staff_page()
@leaves(PROGRAMME)
def materials(request: HttpRequest) -> HttpResponse:
    """One institution's library."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    place, today = own_institution(request, PROGRAMME, "read"), clock.today()
    titles, unknown = printed(place, today)
    opened, silent = silent_days(place, today)
    others = institutions_for(scope, PROGRAMME)
    context = {
        "institution": place, "titles": titles, "unknown": unknown, "videos": played(place, today),
        "opened": opened, "silent": silent, "year": today.year, "month": today.month,
        "kinds": sum(each.out > 0 for each in titles), "others": others[:300], "several": others.count() > 1,
    }  # fmt: skip
    return page(request, "health_education/materials.html", context, at=PROGRAMME)


urlpatterns = [path("materials/", materials, name="materials")]
