"""Which day each of a team's people is seen on, and what is done on it: exam day, agreed day, else the deadline.

Pieces of the shared calendar (NCD-19) and of the exam days with their queues (ELD-11).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, Q

from gongwei.catalogue.chapters import services
from gongwei.kernel.status import Window
from gongwei.obligations.models import Obligation
from gongwei.obligations.worklist import Owed
from gongwei.pages.family_doctor.doors import PROGRAMME
from gongwei.programmes.family_doctor.models import ExamDay
from gongwei.web.frame import words

EXAM = "health_exam"
KINDS = {"exam": "体检", "contract": "签约", "visit": "随访"}


@dataclass(frozen=True)
class Seat:
    """A place in the queue of an exam day, from 1."""

    on: dt.date
    number: int


@dataclass(frozen=True)
class Planned:
    """One person's day: why this day, and everything that is done on it."""

    resident_id: int
    on: dt.date
    why: str
    number: int
    owed: tuple[Owed, ...]

    @property
    def kinds(self) -> set[str]:
        """随访, 签约 or 体检: what the day is for."""
        return {kind_of(each) for each in self.owed}


def kind_of(owed: Owed) -> str:
    """An exam, a duty of the contract, or a follow-up of a chapter."""
    if EXAM in words.met_by(owed):
        return "exam"
    return "contract" if owed.programme == PROGRAMME else "visit"


def planned(
    owed: Iterable[Owed], booked: Mapping[int, dt.date], seats: Mapping[int, Seat], today: dt.date
) -> list[Planned]:
    """One day a person: everything open by then is merged into it."""
    by_person: dict[int, list[Owed]] = {}
    for each in owed:
        by_person.setdefault(each.resident_id, []).append(each)
    found = []
    for person, items in by_person.items():
        first = min(each.window.due_on for each in items)
        seat, agreed = seats.get(person), booked.get(person)
        if seat is not None:
            on, why = seat.on, "体检日"
        elif first < today:
            on, why = today, "逾期"
        elif agreed is not None and today <= agreed <= first:
            on, why = agreed, "约定"
        else:
            on, why = first, "期限"
        ready = tuple(each for each in items if each.window.opens_on <= on)
        if ready:
            found.append(Planned(person, on, why, seat.number if seat else 0, ready))
    return sorted(found, key=lambda each: (each.on, each.number, each.resident_id))


def seated(owed: Iterable[Owed], homes: Mapping[int, str], days: Iterable[ExamDay]) -> dict[int, Seat]:
    """Who is owed an exam and when his village has one with room: the nearest deadlines first, then by record."""
    queues: dict[str, dict[int, dt.date]] = {}
    for each in owed:
        village = homes.get(each.resident_id)
        if village is not None and kind_of(each) == "exam":
            first = queues.setdefault(village, {})
            first[each.resident_id] = min(each.window.due_on, first.get(each.resident_id, each.window.due_on))
    ordered = {village: sorted((due, who) for who, due in first.items()) for village, first in queues.items()}
    waiting = {village: [who for _, who in queue] for village, queue in ordered.items()}
    found: dict[int, Seat] = {}
    for day in sorted(days, key=lambda day: (day.on, day.pk)):
        queue = waiting.get(day.village_id, [])
        room = day.capacity or len(queue)
        found |= {who: Seat(day.on, number) for number, who in enumerate(queue[:room], 1)}
        waiting[day.village_id] = queue[room:]
    return found


def open_by(people: Any, last: dt.date, today: dt.date, hidden: Sequence[str]) -> list[Owed]:
    """What these residents are owed and nobody did, open by a day: an exam due in December may be done in May."""
    rows = Obligation.objects.filter(
        resident__in=people, met_on=None, ended_on=None, opens_on__lte=last
    ).filter(Q(closes_on=None) | Q(closes_on__gte=today))
    names = ("resident_id", "programme", "step", "seq", "opens_on", "due_on", "closes_on", "ended_on", "met_on")
    found = rows.exclude(programme__in=hidden).values_list(*names)
    return [Owed(who, name, step, seq, Window(*days)) for who, name, step, seq, *days in found]


def booked_days(people: Any, today: dt.date, hidden: Sequence[str]) -> dict[int, dt.date]:
    """下次随访日期 as the last visits agreed it, of those still to come: the earliest of a person."""
    found: dict[int, dt.date] = {}
    for form in services().values():
        if form.programme in hidden or "next_visit_date" not in form.field_names():
            continue
        agreed = form.model._default_manager.filter(resident__in=people, voided_at=None, next_visit_date__gte=today)
        latest = agreed.values("resident_id").annotate(on=Max("next_visit_date"))
        for person, day in latest.values_list("resident_id", "on"):
            found[person] = min(found.get(person, day), day)
    return found
