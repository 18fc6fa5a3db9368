"""Made-up comparisons with the national list for the suites that recompute figures (found by their name)."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

from gongwei.care.models import Enrolment
from gongwei.programmes.mental_disorder.models import Check, Difference, Match

DAYS = (dt.date(2023, 11, 20), dt.date(2024, 3, 8), dt.date(2024, 9, 2))


def fill(district: Any) -> None:
    """Three lists: most patients on each, some strangers; differences of which half are solved later."""
    dice = random.Random(5)
    patients = list(
        Enrolment.objects.filter(programme="mental_disorder").values_list("resident_id", flat=True).distinct()
    )
    strangers = [each.pk for each in district.residents[:6]]
    for day in DAYS:
        check = Check.objects.create(
            institution=district.institutions[0], checked_on=day, staff=district.doctors[0], source="示例名单",
            listed=len(patients),
        )  # fmt: skip
        for resident in sorted({*dice.sample(patients, len(patients) * 3 // 4), *dice.sample(strangers, 3)}):
            match = Match.objects.create(
                reconciliation=check, resident_id=resident, checked_on=day, name="示例", here=True, there=True
            )
            for field in dice.sample(("address", "class", "guardian"), dice.choice((0, 0, 1, 2))):
                solved = day + dt.timedelta(dice.randint(1, 120)) if dice.random() < 0.5 else None
                Difference.objects.create(
                    match=match, resident_id=resident, field=field, ours="甲", theirs="乙", solved_on=solved,
                    solved_how=1 if solved else None,
                )  # fmt: skip
