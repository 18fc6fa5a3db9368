"""Made-up births for the suites that compare engines and recompute figures (found by their name)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from gongwei.programmes.maternal.models import Child, Delivery, Pregnancy

TERM = dt.timedelta(275)
BOOKED = (60, 95, 150)
"""Days after the ruling day on which she was booked: early, late, much later."""


def fill(district: Any) -> None:
    """Deliveries of the made-up records get a dated pregnancy before them and their children, a few of them twins."""
    cases = list(Pregnancy.objects.filter(voided_at=None).order_by("pk"))
    births = Delivery.objects.filter(voided_at=None).order_by("served_on", "pk")
    for case, birth in zip(cases, births, strict=False):
        start = birth.served_on - TERM
        booked = start + dt.timedelta(district.rng.choice(BOOKED))
        Pregnancy.objects.filter(pk=case.pk).update(
            resident=birth.resident_id, served_on=booked, booked_on=booked, lmp=start, dated_by=1, scan_on=None,
            scan_weeks=None, scan_days=None, edd=start + dt.timedelta(280),
        )  # fmt: skip
        Delivery.objects.filter(pk=birth.pk).update(outcome=1 if district.chance(0.9) else 2)
        for position in range(2 if district.chance(0.1) else 1):
            Child.objects.create(
                record=birth, position=position, born=1 if district.chance(0.9) else 2,
                sex=district.rng.choice((1, 2)), weight_g=3200,
            )  # fmt: skip
