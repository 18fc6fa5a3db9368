"""A child's history from the tables, as the forecaster wants it: one reading for one child or for all."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast

from gongwei.people.models import Resident
from gongwei.programmes.immunization.codes import ALL
from gongwei.programmes.immunization.forecaster import Child, Given, Hold, Line, Settings, forecast
from gongwei.programmes.immunization.models import Card, Deferral, Dose
from gongwei.programmes.immunization.nip import schedule

_Doses = tuple[Sequence[dt.date], Sequence[int], Sequence[str]]


@dataclass(slots=True)
class History:
    """Who the child is and what was done and decided; doses as days, vaccines and keys side by side."""

    child: Child
    doses: _Doses = ((), (), ())
    holds: list[Hold] = field(default_factory=list)

    @property
    def given(self) -> list[Given]:
        """The doses one by one: made when asked, since a county's children have half a million."""
        return list(map(Given, *self.doses))

    def forecast(self, on: dt.date, settings: Settings) -> tuple[Line, ...]:
        """What is next, as of a day."""
        return forecast(self.child, self.given, on, self.holds, settings)


def settings_of(parameters: Mapping[str, Any]) -> Settings:
    """The chapter's parameters that the forecaster asks."""
    return Settings(
        int(parameters["early_days"]), int(parameters["overdue_months"]), int(parameters["live_apart_days"])
    )


def histories(residents: Collection[int] | QuerySet[Resident]) -> dict[int, History]:
    """Resident → history; doses and deferrals that are void are not seen. A query says whom without naming each."""
    asked: Any = residents.values("pk") if isinstance(residents, QuerySet) else residents
    valid = {"resident_id__in": asked, "voided_at__isnull": True}
    cards = {
        row[0]: row[1:]
        for row in Card.objects.filter(**valid).values_list("resident_id", "birth_weight_g", "mother_hbsag")
    }
    people = Resident.objects.filter(pk__in=asked).values_list("pk", "birth_date", "sex")
    found = {pk: History(Child(birth, sex or 0, *cards.get(pk, (None, None)))) for pk, birth, sex in people}
    for resident, *doses in _doses(valid):
        found[resident].doses = tuple(doses)
    for resident, holds in _holds(valid).items():
        found[resident].holds = holds
    return found


def _doses(valid: dict[str, Any]) -> QuerySet[Dose, tuple[Any, ...]]:
    """(resident, days, vaccines, keys), one row per child."""
    order = ("served_on", "id")
    return (
        Dose.objects.filter(**valid)
        .order_by()
        .values("resident_id")
        .annotate(
            days=ArrayAgg("served_on", order_by=order),
            vaccines=ArrayAgg("vaccine", order_by=order),
            keys=ArrayAgg(Cast("id", TextField()), order_by=order),
        )
        .values_list("resident_id", "days", "vaccines", "keys")
    )


def _holds(valid: dict[str, Any]) -> dict[int, list[Hold]]:
    """Resident → holds, the last word on each protection only; 全部疫苗 speaks of each."""
    groups: dict[int, list[str]] = defaultdict(list)
    for each in schedule().series:
        if each.same_as is None:
            groups[schedule().vaccine(each.doses[0].give[0]).code].append(each.id)
            groups[ALL].append(each.id)
    last: dict[int, dict[str, Hold]] = defaultdict(dict)
    rows = Deferral.objects.filter(**valid).order_by("served_on", "recorded_at", "id")
    for resident, protection, kind, until, reason in rows.values_list(
        "resident_id", "protection", "kind", "until_on", "reason"
    ):
        for group in groups[protection]:
            last[resident][group] = Hold(group, kind, until, reason or "")
    return {resident: list(each.values()) for resident, each in last.items()}
