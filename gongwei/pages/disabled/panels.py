"""The certificate of a disabled resident on their page: category, level, validity, three years, open demand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from gongwei.catalogue.plans import values_on
from gongwei.pages.disabled.facts import facts_of
from gongwei.people.models import Resident
from gongwei.programmes.disabled.schedule import TAG
from gongwei.web.frame.extensions import Panel


def certificate(user: Any, person: Resident, today: dt.date) -> Mapping[str, Any] | None:
    """Nothing for people without the tag."""
    if TAG not in (person.tags or ()):
        return None
    years = int(values_on("disabled", today)["comparison_years"])
    found = facts_of([person.pk], today, years)[person.pk]
    shown = range(today.year - years + 1, today.year + 1)
    return {"facts": found, "examined": [(year, year in found.years) for year in shown]}


PANELS = (Panel("certificate", "残疾人证", "disabled/panel.html", certificate),)
