"""孕产妇名单: who is pregnant or newly delivered in the scope, by state and colour, with weeks and what is due next."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from gongwei.care.models import Enrolment
from gongwei.catalogue.chapters import forms
from gongwei.kernel import clock
from gongwei.obligations import worklist
from gongwei.pages.maternal.reading import COLOURED, TINTS
from gongwei.programmes.maternal import codes, dating
from gongwei.programmes.maternal.models import Delivery, HighRiskCase, Pregnancy
from gongwei.web.frame import words
from gongwei.web.frame.leaving import leaves, per_page
from gongwei.web.frame.scope import Scope
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.worklist.home import named
from gongwei.web.worklist.walk import page_of

PAGE = 60
STATES = {"all": "全部", "early": "孕早期", "middle": "孕中期", "late": "孕晚期", "overdue": "过预产期",
          "after": "产后", "close": "该结案"}  # fmt: skip
CLOSE_AFTER = 90
"""Days after the birth from which a case that is still open only waits to be closed."""
COLOURS = {"": "各色", "4": "红", "3": "橙", "2": "黄", "1": "绿", "purple": "紫", "unfiled": "该建专案未建"}


@dataclass(frozen=True)
class Line:
    """One woman under management: her weeks or days after birth, her colour, whether a file is owed."""

    resident_id: int
    state: str
    said: str
    order: int
    edd: dt.date | None
    colour: int | None
    purple: bool
    seen: dt.date | None
    filed: bool

    @property
    def alarming(self) -> bool:
        """橙, 红 or 紫."""
        return (self.colour or 0) >= 3 or self.purple

    def painted(self, wanted: str) -> bool:
        """Whether the line belongs under a colour of the filter."""
        if wanted == "unfiled":
            return self.alarming and not self.filed
        return not wanted or (self.purple if wanted == "purple" else str(self.colour) == wanted)


@staff_page()
@leaves("maternal")
def pregnancies(request: HttpRequest) -> HttpResponse:
    """The list, nearest to the birth first; counts stand on the filters."""
    size = per_page(request, PAGE)
    scope: Scope = request.scope  # type: ignore[attr-defined]
    state, colour = request.GET.get("state", "all"), request.GET.get("colour", "")
    if state not in STATES or colour not in COLOURS:
        raise Http404("没有这个名单")
    today = clock.today()
    every = lines_of(scope, today)
    chosen = [each for each in every if state in ("all", each.state) and each.painted(colour)]
    chosen.sort(key=lambda each: (-each.order, each.resident_id))
    number = max(1, page_of(request.GET.get("page", "")) or 1)
    shown = chosen[(number - 1) * size : number * size]
    by_state = [each for each in every if each.painted(colour)]
    by_colour = [each for each in every if state in ("all", each.state)]
    context = {
        "rows": _rows(scope, shown, today),
        "total": len(chosen), "state": state, "colour": colour,
        "states": [(key, label, key == state, sum(1 for each in by_state if key in ("all", each.state)))
                   for key, label in STATES.items()],
        "colours": [(key, label, key == colour, sum(1 for each in by_colour if each.painted(key)))
                    for key, label in COLOURS.items()],
        "pregnant": sum(1 for each in every if each.state not in ("after", "close")),
        "alarming": sum(1 for each in every if each.alarming),
        "next_page": number + 1 if len(chosen) > number * size else None,
    }  # fmt: skip
    return page(request, "maternal/list.html", context, at="maternal")


def lines_of(scope: Scope, today: dt.date) -> list[Line]:
    """Every woman of the scope whose management is open."""
    people = scope.residents().filter(living=True)
    held = list(
        Enrolment.objects.filter(programme="maternal", to_on=None, resident__in=people).values_list(
            "resident_id", flat=True
        )
    )
    cases = Pregnancy.objects.filter(resident__in=held, voided_at=None, starts_on__isnull=False).order_by(
        "resident_id", "-starts_on"
    )
    newest = {
        resident: (start, edd)
        for resident, start, edd in cases.distinct("resident_id").values_list(
            "resident_id", "starts_on", "edd"
        )
    }
    births = _last(Delivery.objects.filter(resident__in=held, voided_at=None), "outcome")
    files = _last(HighRiskCase.objects.filter(resident__in=held, voided_at=None), "state")
    colours = _colours(held)
    found = []
    for resident, (start, edd) in newest.items():
        born, birth = births.get(resident), None
        if born is not None and born[0] >= start:
            birth = born[0]
        seen = colours.get(resident)
        current = seen if seen is not None and seen[0] >= start else None
        filed = files.get(resident)
        state, said, order = _state(start, birth, today)
        found.append(Line(
            resident, state, said, order, None if birth else edd,
            current[1] if current else None, bool(current and current[2] == 2), current[0] if current else None,
            filed is not None and filed[0] >= start,
        ))  # fmt: skip
    return found


def _state(start: dt.date, birth: dt.date | None, today: dt.date) -> tuple[str, str, int]:
    """(state, words, order): after birth the days, before it the weeks."""
    if birth is not None:
        days = (today - birth).days
        return (
            ("after", f"产后 {days} 天", 1000 + days)
            if days < CLOSE_AFTER
            else ("close", f"产后 {days} 天", -days)
        )
    weeks, days = dating.weeks_on(start, today)
    state = (
        "early"
        if weeks < 13
        else "middle"
        if weeks < 28
        else "late"
        if (today - start).days <= 280
        else "overdue"
    )
    return state, f"孕 {dating.shown(weeks, days)}", weeks * 7 + days


def _last(records: Any, field: str) -> dict[int, tuple[dt.date, Any]]:
    """The last record of each woman: its day and one of its fields."""
    newest = records.order_by("resident_id", "-served_on").distinct("resident_id")
    return {each[0]: (each[1], each[2]) for each in newest.values_list("resident_id", "served_on", field)}


def _colours(held: list[int]) -> dict[int, tuple[dt.date, int, int | None]]:
    """The colour of each woman's last contact."""
    found: dict[int, tuple[dt.date, int, int | None]] = {}
    for name in COLOURED:
        records: Any = forms()[name].model._default_manager.filter(
            resident__in=held, voided_at=None, risk_colour__isnull=False
        )
        newest = records.order_by("resident_id", "-served_on", "-risk_colour").distinct("resident_id")
        for resident, on, colour, purple in newest.values_list(
            "resident_id", "served_on", "risk_colour", "risk_purple"
        ):
            if resident not in found or (on, colour) > found[resident][:2]:
                found[resident] = (on, colour, purple)
    return found


def _rows(scope: Scope, shown: list[Line], today: dt.date) -> list[dict[str, Any]]:
    people = named([each.resident_id for each in shown], scope.hidden)
    owed = worklist.open_of(people, today, scope.hidden)
    rows = []
    for each in shown:
        person = people[each.resident_id]
        mine = [one for one in owed.get(each.resident_id, []) if one.programme == "maternal"]
        first = mine[0] if mine else None
        course = reverse("maternal:course", args=[each.resident_id])
        rows.append({
            "person": words.person(person, today), "village": words.place(person.village.name), "line": each,
            "colour": codes.COLOUR.label(each.colour) if each.colour else "未评估",
            "tint": TINTS.get(each.colour or 0, ""),
            "task": words.task(first) if first else "", "due": words.due_of(first, today).chip() if first else None,
            "course": course,
            "url": words.record_url(scope.user, first) if first else course,
        })  # fmt: skip
    return rows
