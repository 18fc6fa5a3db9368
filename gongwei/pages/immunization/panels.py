"""The vaccination card on the resident's page of a child, and of whoever was vaccinated here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from gongwei.kernel.dates import age_years
from gongwei.pages.immunization.picture import picture_of
from gongwei.people.models import Resident
from gongwei.programmes.immunization.models import Dose
from gongwei.web.frame.extensions import Panel

SERVED = 7


def ask(user: Any, person: Resident, today: dt.date) -> Mapping[str, Any] | None:
    """Nothing for grown people without a dose."""
    if (
        age_years(person.birth_date, today) >= SERVED
        and not Dose.objects.filter(resident=person, voided_at=None).exists()
    ):
        return None
    return {"picture": picture_of(person, today), "child": age_years(person.birth_date, today) < SERVED}


PANELS = (Panel("card", "预防接种证", "immunization/panel.html", ask),)
