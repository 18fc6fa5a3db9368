"""An institution divides its number among villages and doctors: Σ = parent, nothing on top (TASK-12, PLAN-06)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count

from gongwei.indicators.evaluation import Sum
from gongwei.kernel.apportion import apportion
from gongwei.kernel.clock import now, today
from gongwei.people.grants import allowed
from gongwei.people.models import Institution, Resident, Staff
from gongwei.people.problems import Conflict, Forbidden, refuse
from gongwei.planning.models import METHODS, WEIGHTS, Share, SheetCell, Split
from gongwei.planning.sheets import current
from gongwei.records.history import acting

Place = tuple[str, int | None]
"""A village and the doctor who answers there; None: nobody is named."""


@dataclass(frozen=True)
class Proposal:
    """What a rule gives each place, and on which number."""

    weights: Mapping[Place, int]
    values: Mapping[Place, int]


def population(institution: Institution) -> dict[Place, int]:
    """The permanent residents of today by village and doctor, from the register."""
    here = Resident.objects.population_on(today()).filter(institution=institution, living=True)
    rows = here.order_by().values_list("village_id", "doctor_id").annotate(Count("pk", distinct=True))
    return {(village, doctor): number for village, doctor, number in rows if village}


def eligible(institution: Institution, indicator: str, counted: tuple[Sum, ...]) -> dict[Place, int]:
    """The people in the indicator's denominator by village and doctor, as counted on the day of the figures."""
    found: dict[Place, int] = {}
    for row in counted:
        if row.measure == indicator and row.institution == str(institution.pk) and row.village.isdigit():
            place = (row.village, int(row.doctor) if row.doctor.isdigit() else None)
            found[place] = found.get(place, 0) + row.denominator
    return found


def propose(total: int, weights: Mapping[Place, int], method: str) -> Proposal:
    """The number divided by a rule; refused where nobody is there to divide it among."""
    if method not in METHODS:
        raise refuse("method", "取整方式：请从列表中选择")
    if not sum(weights.values()):
        raise refuse("weights", "各村的基数都是 0，不能按它分解；请换一种，或先核对登记的居民")
    named = {_key(place): place for place in weights}
    shares = apportion(total, {key: weights[place] for key, place in named.items()}, method)
    return Proposal(weights, {place: shares[key] for key, place in named.items()})


def split(
    split_id: uuid.UUID,
    cell: SheetCell,
    chosen: tuple[str, str],
    proposal: Proposal,
    values: Mapping[Place, int],
    reason: str,
    *,
    by: Staff,
) -> Split:
    """Keep a division: by the rule, or changed by hand with a reason; the sum must be the number handed down.

    ``chosen`` are the kind of weights and the way of rounding. More is 层层加码, less leaves work undone.
    """
    _must_divide(by, cell)
    if earlier := Split.objects.filter(pk=split_id).first():
        return earlier
    _adds_up(cell, values)
    changed = {place for place, value in values.items() if value != proposal.values.get(place)}
    if changed and not reason.strip():
        raise refuse("reason", "有手工改动的村，请写原因")
    if chosen[0] not in WEIGHTS:
        raise refuse("weights", "按什么分：请从列表中选择")
    with transaction.atomic(), acting(str(by.pk), reason or "分解任务"):
        SheetCell.objects.select_for_update().get(pk=cell.pk)
        Split.objects.filter(cell=cell, live=True).update(live=False)
        made = Split.objects.create(
            id=split_id, cell=cell, weights=chosen[0], method=chosen[1], reason=reason.strip(), made_by=by,
            made_at=now(),
        )  # fmt: skip
        Share.objects.bulk_create(
            Share(
                split=made, village_id=place[0], doctor_id=place[1], weight=proposal.weights.get(place, 0),
                value=value, made="manual" if place in changed else "rule",
            )
            for place, value in values.items()
        )  # fmt: skip
        return made


def _must_divide(by: Staff, cell: SheetCell) -> None:
    place = cell.institution
    if place is None or not allowed(by, "split", institution=place):
        raise Forbidden(f"{cell.name}的任务由该机构公卫科分解")
    in_force = current(cell.column.sheet.plan)
    if in_force is None or cell.column.sheet_id != in_force.pk:
        raise Conflict("这一版任务表已被新版本代替，请打开现行版本再分解")


def _adds_up(cell: SheetCell, values: Mapping[Place, int]) -> None:
    given = sum(values.values())
    if any(value < 0 for value in values.values()):
        raise refuse("values", "各村任务数不能小于 0")
    if given > cell.value:
        more = given - cell.value
        raise refuse("values", f"各村相加 {given}，比下达的 {cell.value} 多 {more}：不得层层加码，请减去")
    if given < cell.value:
        raise refuse("values", f"各村相加 {given}，比下达的 {cell.value} 少 {cell.value - given}，请补齐")


def _key(place: Place) -> str:
    return f"{place[0]}-{place[1] or 0:010d}"
