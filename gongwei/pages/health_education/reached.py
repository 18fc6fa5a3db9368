"""主题与人次: events and people of the year by theme, channel and audience; single advice; pilots before and after."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path

from gongwei.catalogue.plans import values_on
from gongwei.kernel import clock
from gongwei.kernel.codes import CodeList
from gongwei.programmes.health_education import codes
from gongwei.programmes.health_education.models import Activity, Advice, BoardChange, Pilot, Play
from gongwei.web.activities.reach import institutions_for
from gongwei.web.frame.leaving import leaves
from gongwei.web.frame.scope import Scope
from gongwei.web.frame.shell import page, staff_page

PROGRAMME = "health_education"


@dataclass(frozen=True)
class Part:
    """One theme, channel or group: how many events, how many people, and their share of all events."""

    label: str
    events: int
    people: int
    share: float
    asked: bool = False


def parts(
    listed: CodeList, events: Iterable[tuple[list[int] | None, int]], total: int, asked: Iterable[int] = ()
) -> list[Part]:
    """Every code that occurs or is asked for, the most frequent first; an event may count under several."""
    number: Counter[int] = Counter()
    people: defaultdict[int, int] = defaultdict(int)
    for chosen, audience in events:
        for code in chosen or ():
            number[code] += 1
            people[code] += audience
    wanted = set(asked)
    found = [
        Part(label, number[code], people[code], 100 * number[code] / total if total else 0, code in wanted)
        for code, label in listed
        if number[code] or code in wanted
    ]
    return sorted(found, key=lambda part: -part.events)


def tcm_ways(places: Any, year: int) -> list[tuple[str, int, int]]:
    """Each way of publicity used this year: its items, and those of them with TCM content (HE-09)."""
    ways = (("活动", Activity), ("宣传栏", BoardChange), ("音像播放", Play))
    found = []
    for label, model in ways:
        rows = model._default_manager.filter(institution__in=places, voided_at=None, served_on__year=year)
        found.append((label, rows.count(), rows.filter(themes__contains=[codes.TCM]).count()))
    return found


@staff_page()
@leaves(PROGRAMME)
def reached(request: HttpRequest) -> HttpResponse:
    """The year's work by theme, channel and audience, for the scope."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    today, places = clock.today(), institutions_for(scope, PROGRAMME)
    rows = Activity.objects.filter(institution__in=places, voided_at=None, served_on__year=today.year)
    events = list(rows.values_list("themes", "channels", "audience", "audience_count"))
    total, people = len(events), sum(each[3] or 0 for each in events)
    asked = values_on(PROGRAMME, today)["asked_themes"] or ()
    new = sum(bool(set(each[1] or ()) & set(codes.NEW_MEDIA)) for each in events)
    advice = Advice.objects.filter(
        resident__in=scope.residents().order_by(), voided_at=None, served_on__year=today.year
    )
    groups: Counter[int] = Counter(code for codes_ in advice.values_list("group", flat=True) for code in codes_ or ())
    pilots = Pilot.objects.filter(institution__in=places, voided_at=None).select_related("institution")
    context = {
        "year": today.year, "total": total, "people": people, "new": new, "traditional": total - new,
        "themes": parts(codes.THEME, ((each[0], each[3] or 0) for each in events), total, asked),
        "channels": parts(codes.CHANNEL, ((each[1], each[3] or 0) for each in events), total),
        "audiences": parts(codes.AUDIENCE, ((each[2], each[3] or 0) for each in events), total),
        "advised": advice.values("resident").distinct().count(),
        "groups": [(codes.AUDIENCE.label(code), count) for code, count in groups.most_common()],
        "tcm": tcm_ways(places, today.year),
        "pilots": [(each, codes.DISEASE.label(each.disease)) for each in pilots.order_by("-served_on")[:20]],
    }  # fmt: skip
    return page(request, "health_education/reached.html", context, at=PROGRAMME)


urlpatterns = [path("reached/", reached, name="reached")]
