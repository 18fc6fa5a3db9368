"""Households: made, joined and left by date, with the relation to the head (GB/T 4761; spec 01 b10)."""

from __future__ import annotations

import datetime as dt
import uuid

from gongwei.kernel.clock import today
from gongwei.people.models import Household, HouseholdMember, Resident, Staff
from gongwei.people.problems import refuse
from gongwei.people.relations import HEAD, RELATION
from gongwei.people.timeline import succeed
from gongwei.people.verbs.authority import locked, require
from gongwei.records.history import acting


def create_household(
    household_id: uuid.UUID,
    head_id: int,
    on: dt.date,
    *,
    by: Staff,
    household_no: str = "",
    address: str = "",
) -> Household:
    """Make a household with its head; the same request again changes nothing."""
    if earlier := Household.objects.filter(pk=household_id).first():
        return earlier
    with acting(str(by.pk), "立户"):
        head = locked(head_id)
        require(by, "change", head.institution)
        household = Household.objects.create(
            id=household_id,
            household_no=household_no.strip()[:30],
            village_id=head.village_id,
            address=(address.strip() or head.current_address or "")[:200],
        )
        _enter(household, head, HEAD, on)
        return household


def join_household(
    household_id: uuid.UUID, resident_id: int, relation: int, on: dt.date, *, by: Staff
) -> HouseholdMember:
    """Let a resident belong to the household from the day on; a membership elsewhere ends that day."""
    if relation not in RELATION:
        raise refuse("household_relation", "与户主关系：请从列表中选择")
    with acting(str(by.pk), "入户"):
        household = Household.objects.select_for_update().get(pk=household_id)
        resident = locked(resident_id)
        require(by, "change", resident.institution)
        others = household.members.filter(relation=HEAD, to_on__isnull=True).exclude(resident=resident)
        if relation == HEAD and others.exists():
            raise refuse("household_relation", "与户主关系：该户已有户主，请先变更原户主")
        return _enter(household, resident, relation, on)


def leave_household(resident_id: int, on: dt.date, *, by: Staff, reason: str = "离户") -> Resident:
    """End the membership on the day (exclusive)."""
    with acting(str(by.pk), reason):
        resident = locked(resident_id)
        require(by, "change", resident.institution)
        current = resident.memberships.filter(to_on__isnull=True).first()
        if current is None:
            raise refuse("household", "家庭：该居民现在不属于任何家庭")
        if on > today() or on <= current.from_on:
            raise refuse("on", f"离户日期：应晚于入户日期 {current.from_on}，且不晚于今天")
        current.to_on = on
        current.save(update_fields=["to_on"])
        return _point(resident, None, None)


def _enter(household: Household, resident: Resident, relation: int, on: dt.date) -> HouseholdMember:
    current = resident.memberships.filter(to_on__isnull=True).first()
    if current is None:
        if on > today():
            raise refuse("on", f"入户日期：{on} 晚于今天，请核对")
        member = HouseholdMember.objects.create(
            household=household, resident=resident, relation=relation, from_on=on
        )
    else:
        member = succeed(current, on, household_id=household.pk, relation=relation)
    _point(resident, household.pk, relation)
    return member


def _point(resident: Resident, household_id: uuid.UUID | None, relation: int | None) -> Resident:
    resident.household_id, resident.household_relation = household_id, relation
    resident.save(update_fields=["household_id", "household_relation"])
    return resident
