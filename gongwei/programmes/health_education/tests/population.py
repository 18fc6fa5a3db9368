"""Made-up libraries, boards and lectures for the suites that compare engines and recompute figures (found by name)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from gongwei.kernel.clock import now
from gongwei.people.models import Institution
from gongwei.programmes.health_education import codes
from gongwei.programmes.health_education.models import (
    Activity,
    Board,
    BoardChange,
    HandedOut,
    Material,
    Play,
    Stock,
    StockLine,
    Training,
)

YEARS = (2023, 2024)
KINDS = {0: 14, 1: 11, 2: 13}
"""How many printed titles each place hands out in a year: the second one lacks one."""
FILMS = {0: 7, 1: 6, 2: 5}


def fill(district: Any) -> None:
    """A library in use, a board that is changed, lectures and trained people at every place; the second does less."""
    places = Institution.objects.filter(kind__in=(*codes.CENTRE_KINDS, *codes.STATION_KINDS)).order_by("position")
    for number, place in enumerate(places):
        for title in range(1, 16):
            _made(district, Material, place, dt.date(2023, 1, 2), title=f"折页{title}", kind=1 + title % 3, topics=[3])
            _made(district, Material, place, dt.date(2023, 1, 2), title=f"短片{title}", kind=4, medium=2, topics=[3])
        for year in YEARS:
            _hand_out(district, place, year, KINDS[number])
            for film in range(1, FILMS[number] + 1):
                _made(district, Play, place, dt.date(year, 3, film), title=f"短片{film}", in_hours=True,
                      themes=[1] if number == 0 else [])  # fmt: skip
            _teach(district, place, year, number)
        _boards(district, place, number)


def _hand_out(district: Any, place: Institution, year: int, kinds: int) -> None:
    """Half at an event, half at the desk; a title that the library does not know counts for nothing."""
    event = _made(district, Activity, place, dt.date(year, 5, 6), form=4, topics=[3], archived=[2], evaluation="示例",
                  themes=[2])  # fmt: skip
    issued = _made(district, Stock, place, dt.date(year, 6, 7), movement=codes.ISSUED)
    for title in range(1, kinds + 1):
        if title % 2:
            HandedOut.objects.create(record=event, position=title, title=f"折页{title}", kind=1, copies=20)
        else:
            StockLine.objects.create(record=issued, position=title, title=f"折页{title}", copies=20)
    StockLine.objects.create(record=issued, position=99, title="没有登记的折页", copies=1)


def _teach(district: Any, place: Institution, year: int, number: int) -> None:
    """A lecture in every month (the second place rests in April), nine consultations at the first, trained people."""
    for month in range(1, 13):
        on = dt.date(year, month, 9)
        if number == 1 and month == 4:
            other = Activity.objects.filter(institution=place, form=codes.LECTURE, served_on__month=month)
            other.update(form=9)
            continue
        if on > dt.date(2024, 10, 16):
            continue
        _made(district, Activity, place, on, form=codes.LECTURE, topics=[3], archived=[codes.SIGN_IN],
              evaluation="示例", themes=[1 + month % 5])  # fmt: skip
        if number == 0 and month < 10:
            _made(district, Activity, place, on, form=codes.CONSULTATION, topics=[2], archived=[2], evaluation="示例")
    for person, hours in (("于白露", "4.0"), ("于白露", "4.0"), ("王小满", "8.5" if number == 0 else "7.5")):
        _made(district, Training, place, dt.date(year, 4, 2), person=person, hours_taught=Decimal(hours))


def _boards(district: Any, place: Institution, number: int) -> None:
    """At the station one board with new content in each two months; at the second place a board nobody touches."""
    if number == 2:
        _made(district, Board, place, dt.date(2023, 1, 1), number=1, area_m2=Decimal(2), centre_height_m=Decimal("1.5"))
        for year in YEARS:
            for month in (2, 3, 5, 8, 9, 12):
                if (on := dt.date(year, month, 28)) <= dt.date(2024, 10, 16):
                    _made(district, BoardChange, place, on, boards=[1], themes=[1])
    if number == 1:
        taken = Board.objects.filter(institution=place, number=12, removed_on=None, voided_at=None)
        taken.update(removed_on=dt.date(2023, 1, 1))
        _made(district, Board, place, dt.date(2023, 1, 1), number=12, area_m2=Decimal("1.99"))


def _made(district: Any, model: Any, place: Institution, on: dt.date, **values: Any) -> Any:
    return model.objects.create(
        id=district.uuid(), institution=place, served_on=on, staff=district.doctors[0],
        recorded_by=district.doctors[0], recorded_at=now(), **values,
    )  # fmt: skip
