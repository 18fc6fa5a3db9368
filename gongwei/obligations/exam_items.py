"""Which ★ items of 健康体检表 the person's own programmes ask for: those that owe a yearly exam and name a set."""

from __future__ import annotations

import datetime as dt
from functools import cache

from gongwei.care.exam_items import labels
from gongwei.catalogue.chapters import chapters
from gongwei.catalogue.plans import values_on
from gongwei.kernel.steps import PerYear
from gongwei.obligations.models import Obligation

PARAMETER = "exam_item_set"


@cache
def exam_steps() -> dict[str, tuple[str, ...]]:
    """Chapter → its steps that a yearly exam meets."""
    found = {
        each.id: tuple(
            s.id for s in each.schedule.steps if "health_exam" in s.met_by and isinstance(s.timing, PerYear)
        )
        for each in chapters()
        if each.schedule
    }
    return {chapter: steps for chapter, steps in found.items() if steps}


def exam_items(resident_id: int, day: dt.date) -> dict[str, str]:
    """Field → printed term of the items owed on the day by any of the person's programmes."""
    owed = Obligation.objects.filter(
        resident_id=resident_id, programme__in=exam_steps(), opens_on__lte=day, due_on__gte=day
    ).values_list("programme", "step")
    owing = {programme for programme, step in owed if step in exam_steps()[programme]}
    names = {name for chapter in owing for name in values_on(chapter, day).get(PARAMETER) or ()}
    return labels(names)
