"""The growth card on the resident's page of a child: curves, the last measurements, the next contact."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from gongwei.kernel.dates import age_years
from gongwei.pages.child.history import contacts_of, growth_of, open_files, visits_of
from gongwei.people.models import Resident
from gongwei.programmes.child.pictures import pictures
from gongwei.web.frame.extensions import Panel

SERVED = 7


def growth(user: Any, person: Resident, today: dt.date) -> Mapping[str, Any] | None:
    """Nothing for anybody of seven and over who was never examined here."""
    if age_years(person.birth_date, today) >= SERVED:
        return None
    visits = visits_of(person)
    points = [(each.on, each.measured) for each in visits]
    return {
        "pictures": pictures(person.sex, person.birth_date, points),
        "last": growth_of(person, visits[-1]) if visits else None,
        "contacts": contacts_of(person, today),
        "files": open_files(person),
    }


PANELS = (Panel("growth", "儿童健康", "child/panel.html", growth),)
