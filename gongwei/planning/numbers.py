"""Task numbers of a plan that prints none: one town's number of one indicator, as a paper handed it down.

Such a number stands above the published sheet and the plan's own table; a later one of the town replaces the earlier.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from django.utils.timezone import now

from gongwei.people.grants import allowed
from gongwei.people.models import Institution, Staff
from gongwei.people.problems import Forbidden, refuse
from gongwei.planning.models import SheetCell, TownNumber
from gongwei.planning.sheets import current
from gongwei.policy import Plan
from gongwei.records.history import acting

MOST = 1_000_000


def hand_down(
    id: uuid.UUID, plan_id: str, indicator: str, place: Institution, value: str, source: str, *, by: Staff
) -> TownNumber:
    """Write one town's number down with the paper that says it; the same request again changes nothing."""
    if not allowed(by, "plan", institution=place):
        raise Forbidden("任务数由项目办给本辖区的机构下达")
    text = value.strip()
    if not (text.isascii() and text.isdecimal()) or len(text) > 7 or int(text) > MOST:
        raise refuse("value", f"任务数：请填 0 到 {MOST} 的整数")
    if len(source.strip()) < 2:
        raise refuse("source", "依据：请写下达任务的文件名称或文号")
    if earlier := TownNumber.objects.filter(pk=id).first():
        return earlier
    with acting(str(by.pk), "下达任务数"):
        return TownNumber.objects.create(
            id=id, plan=plan_id, indicator=indicator, institution=place, value=int(text), source=source.strip()[:120],
            by=by, at=now(),
        )  # fmt: skip


def numbers_of(plan: Plan, indicator: str, base: str) -> Mapping[int, int]:
    """Institution → its number: as a paper handed it down, else of the sheet in force, else of the plan's table."""
    printed = {code: number for code, name, number in plan.bases() if name == base}
    names = {held.code: held.name for held in plan.file.institutions}
    places = {code: Institution.objects.named(names[code]).first() for code in printed if code in names}
    found = {place.pk: printed[code] for code, place in places.items() if place is not None}
    if sheet := current(plan.id):
        cells = SheetCell.objects.filter(column__sheet=sheet, column__kind="target", column__indicator=indicator)
        found |= {cell.institution_id: cell.value for cell in cells if cell.institution_id}
    for each in TownNumber.objects.filter(plan=plan.id, indicator=indicator).order_by("at"):
        found[each.institution_id] = each.value
    return found
