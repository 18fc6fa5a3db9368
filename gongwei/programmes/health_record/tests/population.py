"""Made-up reviews of records for the suites that compare engines and recompute figures (found by their name)."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from gongwei.people.models import RecordReview


def fill(district: Any) -> None:
    """Of every second record some of the five sections are verified, a few found wrong, a part of these put right."""
    made = []
    for number, resident in enumerate(district.residents[::2]):
        first = max(resident.created_on, dt.date(2023, 3, 1)) + dt.timedelta(days=number % 5 * 40)
        for section in range(1, 6 if number % 3 else 4):
            wrong = number % 4 == 1 and section == 2
            made.append(_review(district, resident, section, first, "" if not wrong else "电话不对"))
            if wrong and number % 8 == 1:
                made.append(_review(district, resident, section, first + dt.timedelta(days=20), ""))
    RecordReview.objects.bulk_create(made)


def _review(district: Any, resident: Any, section: int, on: dt.date, error: str) -> RecordReview:
    key = uuid.uuid5(uuid.NAMESPACE_OID, f"{resident.pk}/{section}/{on}")
    return RecordReview(
        id=key, resident=resident, section=section, reviewed_on=on, reviewed_by=district.doctors[0],
        accurate=not error, error=error, correction="",
    )  # fmt: skip
