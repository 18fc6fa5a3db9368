"""Made-up long-standing certificate holders for the suites that compare and recompute (found by name)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from gongwei.care.models import HealthExam
from gongwei.kernel.clock import now
from gongwei.people.models import Residence, ResidentTag, Standing

SINCE = (dt.date(2020, 5, 1), dt.date(2022, 5, 1))
YEARS = ((2021, 2022, 2023, 2024), (2022, 2024), (2023, 2024), (2021, 2023))


def fill(district: Any) -> None:
    """Every ninth adult has held a certificate since before the two years, and was examined in some of the years."""
    grown = [each for each in district.residents if each.birth_date < dt.date(2000, 1, 1)]
    for turn, resident in enumerate(grown[::9]):
        since, first = SINCE[turn % 2], resident.created_on
        type(resident).objects.filter(pk=resident.pk).update(created_on=since)
        for model in (Residence, Standing):
            model._default_manager.filter(resident=resident, from_on=first).update(from_on=since)
        Residence.objects.filter(resident=resident).update(permanent=True)
        ResidentTag.objects.update_or_create(
            resident=resident, tag="disabled", defaults={"source": "示例", "from_on": since, "to_on": None}
        )
        for year in YEARS[turn % len(YEARS)]:
            HealthExam.objects.create(
                id=district.uuid(), resident=resident, institution=resident.institution, served_on=dt.date(year, 2, 20),
                staff=resident.doctor, recorded_by=resident.doctor, recorded_at=now(),
            )  # fmt: skip
