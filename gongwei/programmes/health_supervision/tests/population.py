"""Made-up places with their patrols for the suites that compare engines and recompute figures (found by name)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from gongwei.kernel.clock import CHINA, now
from gongwei.programmes.health_supervision.models import Clue, Papers, Patrol, Unit

REGISTERED = (dt.date(2022, 3, 1), dt.date(2024, 2, 1), dt.date(2024, 7, 1))
MINUTES = (90, 120, 121, 1440, 1441, None)


def fill(district: Any) -> None:
    """Places old and new, water and not, patrolled from never to often; clues on both sides of each limit."""
    for at, place in enumerate(district.institutions):
        for number in range(90_001, 90_019):
            _made(
                district, Unit, place, REGISTERED[number % 3], number=number, name="示例", kind=1 + number % 2,
                status=1, checked_on=dt.date(2023 + number % 2, 9, 1),
            )  # fmt: skip
            for turn in range(number % 6):
                _made(district, Patrol, place, dt.date(2024, 1 + turn * 2, 20), unit_no=number, found=1)
                _made(district, Patrol, place, dt.date(2023, 2 + turn * 2, 20), unit_no=number, found=1)
        for day, minutes in enumerate(MINUTES, 3):
            for urgent in (False, True):
                _clue(district, place, dt.datetime(2024, 9, day, 9, tzinfo=CHINA), minutes, urgent)
        for kind in (1, 2)[: 2 - at]:
            _made(district, Papers, place, dt.date(2023, 1, 5), kind=kind, title="示例")


def _clue(district: Any, place: Any, found: dt.datetime, minutes: int | None, urgent: bool) -> None:
    told = found + dt.timedelta(minutes=minutes) if minutes is not None else None
    answered = dt.date(2024, 10, 20) if minutes == MINUTES[0] else dt.date(2024, 10, 1)
    _made(
        district, Clue, place, found.date(), found_at=found, reported_at=told, urgent=urgent, subject=2,
        feedback_on=answered if told else None,
    )  # fmt: skip


def _made(district: Any, model: Any, place: Any, on: dt.date, **values: Any) -> Any:
    return model.objects.create(
        id=district.uuid(), institution=place, served_on=on, staff=district.doctors[0],
        recorded_by=district.doctors[0], recorded_at=now(), **values,
    )  # fmt: skip
