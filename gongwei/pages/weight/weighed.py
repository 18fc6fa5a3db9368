"""The last time that somebody's height and weight were both measured, on whichever form; and what it means."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Model

from gongwei.care.models import HealthExam
from gongwei.catalogue.judging import judge
from gongwei.programmes.weight.models import Assessment, Measurement, Visit
from gongwei.programmes.weight.rules import OUTCOMES

SOURCES: tuple[type[Model], ...] = (Measurement, Assessment, Visit, HealthExam)
YEAR = dt.timedelta(365)


@dataclass(frozen=True)
class Weighed:
    """One measurement."""

    on: dt.date
    height: Decimal
    weight: Decimal
    bmi: Decimal
    waist: Decimal | None


def last_weighed(people: Any, today: dt.date) -> dict[int, Weighed]:
    """Resident → the newest measurement of the last year; of one day the one typed last."""
    found: dict[int, tuple[Any, Weighed]] = {}
    fields = ("resident_id", "recorded_at", "served_on", "height", "weight", "bmi", "waist")
    for model in SOURCES:
        rows: Any = model._default_manager.filter(
            resident__in=people,
            voided_at=None,
            bmi__isnull=False,
            served_on__gt=today - YEAR,
            served_on__lte=today,
        )
        newest = rows.order_by("resident_id", "-served_on", "-recorded_at").distinct("resident_id")
        for who, recorded_at, *values in newest.values_list(*fields):
            moment = (values[0], recorded_at)
            if who not in found or found[who][0] < moment:
                found[who] = (moment, Weighed(*values))
    return {who: each for who, (_, each) in found.items()}


def judged(people: Mapping[int, Any], weighed: Mapping[int, Weighed]) -> dict[int, dict[str, str]]:
    """Resident → the words of the chapter's rules for the newest measurement: class, waist, range of the elderly."""
    known: Iterable[int] = [who for who in weighed if who in people]
    rows = [
        {
            "height": weighed[who].height, "weight": weighed[who].weight, "waist": weighed[who].waist,
            "served_on": weighed[who].on, "birth_date": people[who].birth_date, "sex": people[who].sex,
        }
        for who in known
    ]  # fmt: skip
    if not rows:
        return {}
    said = judge("weight", rows)
    return {
        who: {name: OUTCOMES[name][row[name]] for name in ("bmi_class", "waist_class", "elderly_range")}
        for who, row in zip(known, said, strict=True)
    }
