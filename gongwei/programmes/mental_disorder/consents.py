"""Who agrees to management on a day, for pages; the same rule as ``schedule.consents`` (a test holds them together)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from gongwei.programmes.mental_disorder.models import Consent, Info


def standing_consents(residents: Iterable[int], day: dt.date) -> dict[int, bool]:
    """Resident → what the last supplement or consent form on or before the day says; absent where nobody asked."""
    people = list(residents)
    told = []
    info = Info.objects.filter(resident__in=people, voided_at=None, consent__isnull=False)
    for resident, on, served, typed, code in info.values_list(
        "resident_id", "consent_date", "served_on", "recorded_at", "consent"
    ):
        told.append((on or served, typed, resident, code == 1))
    later = Consent.objects.filter(resident__in=people, voided_at=None, agrees__isnull=False)
    for resident, on, typed, code in later.values_list("resident_id", "served_on", "recorded_at", "agrees"):
        told.append((on, typed, resident, code == 1))
    return {resident: agreed for on, _, resident, agreed in sorted(told) if on <= day}
