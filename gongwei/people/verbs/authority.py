"""What every verb begins with: is this person allowed, and nobody else at the same record."""

from __future__ import annotations

from gongwei.people.grants import allowed
from gongwei.people.models import Institution, Resident, Staff
from gongwei.people.problems import Forbidden, refuse


def require(by: Staff, action: str, institution: Institution) -> None:
    """Refuse unless the person's roles allow the action at the institution."""
    if not allowed(by, action, institution=institution):
        raise Forbidden(f"您的角色不能在{institution}办理此事，请由该机构的负责人员办理")


def locked(resident_id: int) -> Resident:
    """The resident, locked until the transaction ends, with the places that verbs ask for."""
    return (
        Resident.objects.select_for_update(of=("self",))
        .select_related("institution", "village", "doctor")
        .get(pk=resident_id)
    )


def living(resident: Resident) -> Resident:
    """Refuse a record that is closed or merged: it must be reopened first."""
    if resident.merged_into_id is not None:
        raise refuse("resident", "该档案已合并，请在保留的档案中办理")
    if not resident.living:
        raise refuse("resident", "该档案已终止，请先恢复档案再办理")
    return resident
