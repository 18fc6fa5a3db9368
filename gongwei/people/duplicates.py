"""One person, one record: who may already have one (spec 01 a; EHR-18)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from gongwei.people.models import Resident

SAME_NUMBER = "证件号码相同"
SAME_PHONE = "姓名和电话相同"
SAME_BIRTH = "姓名、出生日期和村（居）相同"


@dataclass(frozen=True)
class Candidate:
    """A record that may be the same person, and why; the same number is certain."""

    resident: Resident
    why: str

    @property
    def certain(self) -> bool:
        """The same number cannot belong to two persons."""
        return self.why == SAME_NUMBER


def find_duplicates(
    values: Mapping[str, Any], village_id: str | None, besides: int | None = None
) -> list[Candidate]:
    """Records with the same number, or the same name with the same phone, or name, birth date and village."""
    found: dict[int, Candidate] = {}
    for why, condition in _conditions(values, village_id):
        for resident in Resident.objects.filter(condition, merged_into__isnull=True).select_related(
            "institution", "village", "doctor"
        )[:10]:
            if resident.pk != besides:
                found.setdefault(resident.pk, Candidate(resident, why))
    return list(found.values())


def _conditions(values: Mapping[str, Any], village_id: str | None) -> list[tuple[str, Q]]:
    number, certificate, name = values.get("id_no"), values.get("birth_certificate_no"), values.get("name")
    conditions = []
    if number:
        conditions.append((SAME_NUMBER, Q(id_no=number)))
    if certificate:
        conditions.append((SAME_NUMBER, Q(birth_certificate_no=certificate)))
    if name and values.get("phone"):
        conditions.append((SAME_PHONE, Q(name=name, phone=values["phone"])))
    if name and values.get("birth_date") and village_id:
        conditions.append((SAME_BIRTH, Q(name=name, birth_date=values["birth_date"], village_id=village_id)))
    return conditions
