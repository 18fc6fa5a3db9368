"""签约权益 beside a referral: what the resident's packages entitle to, while the team sends them up (FD-11)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from gongwei.pages.family_doctor.doors import region
from gongwei.pages.family_doctor.facts import current, rights
from gongwei.people.models import Resident
from gongwei.records.advice import AdviceBlock, AdviceLine


def entitlements(user: Any, person: Resident, day: dt.date) -> AdviceBlock | None:
    """The team and each entitlement of the agreement that holds on the day."""
    found = current(person, day)
    if found is None or not found.holds(day):
        return None
    lines = tuple(AdviceLine(said, icon="circle-check", tint="t-done") for said in rights(found, region()))
    return AdviceBlock("签约权益", found.team.name, lines=lines, small=True)


BESIDE = {"referral": entitlements}
