"""The list of leads, for the page of screening lists."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from gongwei.care.screens import Screen, Screened
from gongwei.people.queries import ResidentQuery
from gongwei.programmes.mental_disorder import codes, screening
from gongwei.programmes.mental_disorder.forms import LEAD, LEADS


def leads(residents: ResidentQuery, limits: Mapping[str, Any], day: dt.date) -> Iterator[Screened]:
    """Leads without a result; after they were sent on the result is asked for in time."""
    wait = dt.timedelta(days=limits["lead_check_days"])
    for one in screening.undecided(residents).order_by("referred_on", "served_on"):
        signs = "、".join(codes.LEAD_SIGNS.label(code) for code in (one.signs or [])[:2])
        due = one.referred_on + wait if one.referred_on else None
        yield Screened(one.resident_id, signs, one.served_on, due, one.pk)


SCREENS = (
    Screen(
        "mental_disorder_lead", "疑似精神障碍线索", "转精神专科核实；确诊即登记在册，再征求知情同意", LEADS, LEAD.id,
        leads, screening.confirm, screening.exclude,
    ),
)  # fmt: skip
