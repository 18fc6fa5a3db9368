"""Which doctor and village a resident belongs to, from a day on."""

from __future__ import annotations

import datetime as dt
from typing import Any

from gongwei.people.models import Institution, Resident, Staff
from gongwei.people.problems import refuse
from gongwei.people.timeline import succeed_residence
from gongwei.people.verbs.authority import living, locked, require
from gongwei.people.verbs.register import check_doctor, responsible_for
from gongwei.records.history import acting


def assign_doctor(
    resident_id: int, doctor_id: int | None, on: dt.date, *, by: Staff, reason: str = "变更责任医生"
) -> Resident:
    """Give the resident another responsible doctor of the same institution, from the day on."""
    with acting(str(by.pk), reason):
        resident = living(locked(resident_id))
        require(by, "assign", resident.institution)
        check_doctor(doctor_id, resident.institution)
        belong(resident, on, doctor_id=doctor_id)
        return resident


def move_village(
    resident_id: int,
    village_id: str,
    on: dt.date,
    *,
    by: Staff,
    address: str | None = None,
    doctor_id: int | None = None,
) -> Resident:
    """Move inside the institution's villages; the record number stays (spec 01 b1).

    Without a new doctor the present one stays. A village of another institution needs a transfer.
    """
    with acting(str(by.pk), "变更村（居）"):
        resident = living(locked(resident_id))
        require(by, "change", resident.institution)
        if responsible_for(village_id, on) != resident.institution:
            raise refuse("village", "村（居）委会：属于另一机构管理，请办理转出")
        check_doctor(doctor_id, resident.institution)
        belong(resident, on, village_id=village_id, doctor_id=doctor_id or resident.doctor_id)
        if address:
            resident.current_address = address
            resident.save(update_fields=["current_address"])
        return resident


def belong(resident: Resident, on: dt.date, **changes: Any) -> None:
    """Write the dated row and the pointers on the record that follow it."""
    succeed_residence(resident, on, **changes)
    for name, value in changes.items():
        setattr(resident, name, value)
    resident.save(update_fields=list(changes))


def hand_over(
    resident: Resident, institution: Institution, village_id: str, on: dt.date, doctor_id: int | None
) -> None:
    """Let another institution be responsible from the day on."""
    belong(resident, on, institution_id=institution.pk, village_id=village_id, doctor_id=doctor_id)
