"""What a member of staff may do where, today: roles × institution subtree × programmes (design §7)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from gongwei.kernel.clock import today

if TYPE_CHECKING:
    from gongwei.people.models import Institution, Staff

_RULES: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "data" / "access.yaml").read_text("utf-8"))
ACTIONS: dict[str, frozenset[str]] = {role: frozenset(actions) for role, actions in _RULES["roles"].items()}
BY_PROGRAMME = frozenset(_RULES["by_programme"])
BY_TAG: dict[str, str] = _RULES["by_tag"]
TAG_PROGRAMMES: dict[str, frozenset[str]] = {role: frozenset(ids) for role, ids in _RULES["tag_programmes"].items()}
SENSITIVE = frozenset(_RULES["sensitive_programmes"])
NAMED_ONLY = frozenset(_RULES["named_only"])
RESTRICTED = frozenset(_RULES["restricted_programmes"])


@dataclass(frozen=True)
class Grant:
    """One role that holds today: where (path of the subtree) and for which programmes (empty = all)."""

    role: str
    path: str
    programmes: frozenset[str]
    staff_id: int
    villages: tuple[str, ...] = ()

    def covers(self, institution: Institution) -> bool:
        """The institution lies in the subtree; a village doctor's also reaches up to the one responsible."""
        if institution.path.startswith(self.path):
            return True
        return self.role == "village_doctor" and self.path.startswith(institution.path)

    def works(self, action: str, programme: str) -> bool:
        """The role may do it with institutions' own work in the subtree; one that sees tagged people only may not."""
        return action in ACTIONS[self.role] and self.role not in BY_TAG and self.includes(programme)

    def includes(self, programme: str) -> bool:
        """Named, or all are meant; sensitive programmes must be named for some roles, restricted ones for all."""
        if self.role in BY_TAG:
            return programme in TAG_PROGRAMMES[self.role]
        if programme in self.programmes:
            return True
        unnamed = programme in SENSITIVE and self.role in NAMED_ONLY
        if programme in RESTRICTED or self.role in BY_PROGRAMME or unnamed:
            return False
        return not self.programmes


def staff_of(user: Any) -> Staff | None:
    """The active member of staff behind an account, if there is one today."""
    if not getattr(user, "is_active", False):
        return None
    staff = getattr(user, "staff", None)
    return staff if staff is not None and _holds(staff.active_from, staff.active_to, today()) else None


def grants_of(staff: Staff) -> tuple[Grant, ...]:
    """The roles that hold today, read once for each loaded member of staff (a request loads its own)."""
    known: tuple[Grant, ...] | None = staff.__dict__.get("_grants")
    if known is None:
        known = staff.__dict__["_grants"] = _read(staff, today())
    return known


def _read(staff: Staff, on: dt.date) -> tuple[Grant, ...]:
    if not _holds(staff.active_from, staff.active_to, on):
        return ()
    roles = [r for r in staff.roles.select_related("institution") if _holds(r.from_on, r.to_on, on)]
    villages: tuple[str, ...] = ()
    if any(role.role == "village_doctor" for role in roles):
        villages = tuple(v.village_id for v in staff.villages.all() if _holds(v.from_on, v.to_on, on))
    return tuple(
        Grant(r.role, r.institution.path, frozenset(r.programmes), staff.pk, villages) for r in roles
    )


def tags_of(staff: Staff) -> frozenset[str]:
    """The tags by which alone somebody sees residents; empty for who sees them otherwise, or sees nobody."""
    readers = [grant.role for grant in grants_of(staff) if "read" in ACTIONS[grant.role]]
    return frozenset(BY_TAG[role] for role in readers) if all(role in BY_TAG for role in readers) else frozenset()


def _holds(from_on: dt.date, to_on: dt.date | None, on: dt.date) -> bool:
    return from_on <= on and (to_on is None or on < to_on)


def allowed(
    staff: Staff | None, action: str, programme: str | None = None, institution: Institution | None = None
) -> bool:
    """May this member of staff do it, for the programme and at the institution where they are named."""
    if staff is None:
        return False
    return any(
        action in ACTIONS[grant.role]
        and (programme is None or grant.includes(programme))
        and (institution is None or grant.covers(institution))
        for grant in grants_of(staff)
    )


def works_for(staff: Staff | None, action: str, programme: str, institution: Institution) -> bool:
    """May this member of staff do it with the institution's own work; unlike for residents nothing reaches up."""
    return staff is not None and any(
        grant.works(action, programme) and institution.path.startswith(grant.path) for grant in grants_of(staff)
    )


def may(user: Any, action: str, programme: str | None = None, institution: Institution | None = None) -> bool:
    """May this account do it; an account without active staff may do nothing."""
    return allowed(staff_of(user), action, programme, institution)
