"""The constitution of an elder and the six points of a child on the resident's page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from gongwei.kernel.dates import add_months, age_years
from gongwei.obligations.models import Obligation
from gongwei.pages.tcm.results import results_of, said
from gongwei.people.models import Resident
from gongwei.programmes.tcm.models import Child, Elderly
from gongwei.programmes.tcm.schedule import CHILDREN
from gongwei.web.frame.extensions import Panel

SHOWN = 3
LAST_MONTH = 42


def constitution(user: Any, person: Resident, today: dt.date) -> Mapping[str, Any] | None:
    """The last questionnaires of somebody of 65 and over, newest first."""
    records = list(Elderly.objects.filter(resident=person, voided_at=None).order_by("-served_on")[:SHOWN])
    if not records and age_years(person.birth_date, today) < 65:
        return None
    return {
        "last": records[0] if records else None,
        "results": results_of(records[0]) if records else [],
        "before": [(each.served_on, said(each)) for each in records[1:]],
    }


def points(user: Any, person: Resident, today: dt.date) -> Mapping[str, Any] | None:
    """Six ages, each done, open or missed, for a child whose last point can still be made up."""
    if today > add_months(person.birth_date, LAST_MONTH):
        return None
    done = {each.age_point: each for each in Child.objects.filter(resident=person, voided_at=None)}
    owed = {each.step: each for each in Obligation.objects.filter(resident=person, programme="tcm")}
    found = []
    for age in CHILDREN:
        window, record = owed.get(f"child_{age}"), done.get(age)
        found.append((age, add_months(person.birth_date, age), record, _state(window, today)))
    return {"points": found}


def _state(window: Obligation | None, today: dt.date) -> tuple[str, str]:
    """What the window says today: words and tint."""
    if window is None:
        return "", ""
    if window.met_on is not None:
        return ("按时" if window.met_on <= window.due_on else "补做"), "done"
    if today < window.opens_on:
        return "未到", ""
    if window.closes_on is not None and today > window.closes_on:
        return "错过", "overdue"
    return ("可以做", "due") if today <= window.due_on else ("超期", "overdue")


PANELS = (
    Panel("constitution", "中医体质", "tcm/constitution.html", constitution),
    Panel("points", "儿童中医调养", "tcm/points.html", points),
)
