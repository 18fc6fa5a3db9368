"""A birth files each live child as a resident: mother, household, village and doctor come along (spec 01 b2, b10).

The number of the birth certificate stands in for the identity number until there is one. A child who is in the records
already (same certificate, or same name, day and village) is linked instead of filed twice.
"""

from __future__ import annotations

from typing import Any
from uuid import uuid5

from gongwei.kernel.clock import today
from gongwei.people.duplicates import find_duplicates
from gongwei.people.models import Resident, Staff, Stay
from gongwei.people.verbs.household import create_household, join_household
from gongwei.people.verbs.register import Registration, register_resident
from gongwei.programmes.maternal.models import Child, Delivery, Newborn

LIVE = 1
MALE = 1
SON, DAUGHTER = 20, 30
ELSE = 97
ORDER = "甲乙丙丁戊"


def file_newborns(delivery: Delivery, actor: Staff) -> list[int]:
    """Every live child of the delivery is a resident from birth; answers with those of whom something changed."""
    children = list(Child.objects.filter(record=delivery).order_by("position"))
    known = {each.nth: each.child_id for each in Newborn.objects.filter(delivery=delivery)}
    live = [each for each in children if each.born == LIVE]
    changed = []
    for each in live:
        if each.position in known:
            continue
        child = _filed(delivery, each, actor, twin=len(live) > 1)
        Newborn.objects.update_or_create(
            child=child, defaults={"mother": delivery.resident, "delivery": delivery, "nth": each.position}
        )
        _into_household(delivery.resident, child, delivery, actor)
        changed.append(child.pk)
    return changed


def _filed(delivery: Delivery, row: Child, actor: Staff, *, twin: bool) -> Resident:
    mother, values = delivery.resident, _values(delivery, row, twin=twin)
    for candidate in find_duplicates(values, mother.village_id):
        if candidate.resident.birth_date == delivery.served_on:
            return candidate.resident
    about = Registration(
        mother.village_id,
        doctor_id=mother.doctor_id,
        created_on=delivery.served_on,
        permanent=_permanent(mother),
        since=stay.since if (stay := Stay.objects.filter(resident=mother).first()) else None,
    )
    return register_resident(
        uuid5(delivery.pk, f"newborn-{row.position}"), values, about, by=actor, confirmed=True
    )


def _permanent(mother: Resident) -> bool:
    """A child lives here as permanently as the mother does."""
    held = mother.residence_on(today())
    return held.permanent if held is not None else True


def _values(delivery: Delivery, row: Child, *, twin: bool) -> dict[str, Any]:
    mother = delivery.resident
    values: dict[str, Any] = {
        "name": row.child_name or _called(mother, row, twin=twin),
        "sex": row.sex,
        "birth_date": delivery.served_on,
        "birth_certificate_no": row.birth_certificate_no,
        "contact_name": mother.name,
        "contact_phone": mother.phone,
        "current_address": mother.current_address,
        "registered_address": mother.registered_address,
        "residence_type": mother.residence_type,
        "ethnicity": mother.ethnicity,
    }
    return {name: value for name, value in values.items() if value not in (None, "")}


def _called(mother: Resident, row: Child, *, twin: bool) -> str:
    """Until there is a name: 于清明之子; of several children 于清明之女乙."""
    whose = f"{mother.name}之{'子' if row.sex == MALE else '女'}"
    return whose + (ORDER[(row.position - 1) % len(ORDER)] if twin else "")


def _into_household(mother: Resident, child: Resident, delivery: Delivery, actor: Staff) -> None:
    """The child belongs to the mother's household; a mother without one becomes the head of hers."""
    if child.household_id is not None:
        return
    if mother.household_id is None:
        create_household(uuid5(delivery.pk, "household"), mother.pk, delivery.served_on, by=actor)
        mother.refresh_from_db(fields=["household", "household_relation"])
    assert mother.household_id is not None
    join_household(mother.household_id, child.pk, _relation(mother, child), delivery.served_on, by=actor)


def _relation(mother: Resident, child: Resident) -> int:
    """The child's relation to the head, by the mother's (GB/T 4761)."""
    boy, to_head = child.sex == MALE, mother.household_relation
    if to_head in (1, 2, 3, 10, 11, 12):
        return SON if boy else DAUGHTER
    if to_head == 38:
        return 41 if boy else 42
    if to_head is not None and 30 <= to_head <= 37:
        return 43 if boy else 44
    return ELSE
