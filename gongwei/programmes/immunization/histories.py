"""A child's history from the tables, as the forecaster wants it: one reading for one child or for all."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from gongwei.people.models import Resident
from gongwei.programmes.immunization.codes import ALL
from gongwei.programmes.immunization.forecaster import Child, Given, Hold, Line, Settings, forecast
from gongwei.programmes.immunization.models import Card, Deferral, Dose
from gongwei.programmes.immunization.nip import schedule


@dataclass(slots=True)
class History:
    """Who the child is and what was done and decided."""

    child: Child
    given: list[Given] = field(default_factory=list)
    holds: list[Hold] = field(default_factory=list)

    def forecast(self, on: dt.date, settings: Settings) -> tuple[Line, ...]:
        """What is next, as of a day."""
        return forecast(self.child, self.given, on, self.holds, settings)


def settings_of(parameters: Mapping[str, Any]) -> Settings:
    """The chapter's parameters that the forecaster asks."""
    return Settings(
        int(parameters["early_days"]), int(parameters["overdue_months"]), int(parameters["live_apart_days"])
    )


def histories(residents: Collection[int]) -> dict[int, History]:
    """Resident → history; doses and deferrals that are void are not seen."""
    ids = list(residents)
    valid = {"resident_id__in": ids, "voided_at__isnull": True}
    cards = {
        row[0]: row[1:]
        for row in Card.objects.filter(**valid).values_list("resident_id", "birth_weight_g", "mother_hbsag")
    }
    people = Resident.objects.filter(pk__in=ids).values_list("pk", "birth_date", "sex")
    found = {pk: History(Child(birth, sex or 0, *cards.get(pk, (None, None)))) for pk, birth, sex in people}
    for resident, day, vaccine, key in Dose.objects.filter(**valid).values_list(
        "resident_id", "served_on", "vaccine", "id"
    ):
        found[resident].given.append(Given(day, vaccine, str(key)))
    for resident, holds in _holds(valid).items():
        found[resident].holds = holds
    return found


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
