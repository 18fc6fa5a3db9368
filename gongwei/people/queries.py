"""The doors: querysets that answer who may see whom, and who belonged where on a day (design §7)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.db.models import Q

from gongwei.people import grants, membership
from gongwei.people.grants import Grant, grants_of, staff_of

if TYPE_CHECKING:  # named in strings, which mypy reads and ruff does not
    from gongwei.people.models import Institution, Resident, Staff, TransferRequest  # noqa: F401

PRESENT = ("active", "lost")
"""States that stay in a denominator: a lost person does, dead and departed ones do not (conventions, Population)."""


class ResidentQuery(models.QuerySet["Resident"]):
    """Questions about residents."""

    def visible_to(self, user: Any) -> ResidentQuery:
        """Only the residents that this account's roles reach today."""
        staff = staff_of(user)
        if staff is None:
            return self.none()
        reach = [_reach(grant) for grant in grants_of(staff) if "read" in grants.ACTIONS[grant.role]]
        if not reach:
            return self.none()
        either = reach[0]
        for one in reach[1:]:
            either |= one
        return self.filter(either)

    def population_on(self, on: dt.date) -> ResidentQuery:
        """The permanent residents counted on that day: 常住 on the day, neither dead nor departed."""
        return self.in_state_on(on, PRESENT).filter(_holding("residences", on), residences__permanent=True)

    def in_state_on(self, on: dt.date, states: tuple[str, ...]) -> ResidentQuery:
        """Those whose record stood in one of the states on that day."""
        return self.filter(_holding("standings", on), standings__state__in=states)

    def served_by_on(self, institution: Institution, on: dt.date) -> ResidentQuery:
        """Those for whom the institution (with its subtree) was responsible on that day."""
        return self.filter(
            _holding("residences", on), residences__institution__path__startswith=institution.path
        )


class InstitutionQuery(models.QuerySet["Institution"]):
    """Questions about institutions."""

    def visible_to(self, user: Any) -> InstitutionQuery:
        """The subtrees of the account's roles and the institutions above them."""
        staff = staff_of(user)
        if staff is None:
            return self.none()
        either = Q(pk=staff.institution_id)
        for grant in grants_of(staff):
            either |= Q(path__startswith=grant.path) | Q(pk__in=_ids(grant.path))
        return self.filter(either)

    def worked_for_by(self, user: Any, action: str, programme: str) -> InstitutionQuery:
        """Those in whose name the account may act in a programme (``works_for`` as a query)."""
        staff = staff_of(user)
        either = Q(pk__in=())
        for grant in grants_of(staff) if staff else ():
            if grant.works(action, programme):
                either |= Q(path__startswith=grant.path)
        return self.filter(either)

    def responsible(self) -> InstitutionQuery:
        """The primary institutions that answer for residents: township and community health centres."""
        return self.filter(kind__in=("township_health_centre", "community_health_centre"))

    def named(self, text: str) -> InstitutionQuery:
        """By full name, short name, alias or code, exactly (附件2 prints short names such as 蓝卡)."""
        return self.filter(Q(name=text) | Q(short_name=text) | Q(code=text) | Q(aliases__contains=[text]))


class StaffQuery(models.QuerySet["Staff"]):
    """Questions about staff."""

    def visible_to(self, user: Any) -> StaffQuery:
        """Staff of the institutions in the account's subtrees, and of its own institution."""
        staff = staff_of(user)
        if staff is None:
            return self.none()
        either = Q(institution=staff.institution_id)
        for grant in grants_of(staff):
            either |= Q(institution__path__startswith=grant.path)
        return self.filter(either)


class TransferQuery(models.QuerySet["TransferRequest"]):
    """Questions about transfer requests."""

    def visible_to(self, user: Any) -> TransferQuery:
        """Requests from or to an institution where the account may transfer."""
        staff = staff_of(user)
        either = Q(pk__in=())
        for grant in grants_of(staff) if staff else ():
            if "transfer" in grants.ACTIONS[grant.role]:
                either |= Q(from_institution__path__startswith=grant.path)
                either |= Q(to_institution__path__startswith=grant.path)
        return self.filter(either)


def _reach(grant: Grant) -> Q:
    """The residents that one role reaches."""
    within = Q(institution_id__in=_below(grant.path))
    if grant.role == "village_doctor":
        return Q(village_id__in=grant.villages, institution_id__in=_ids(grant.path))
    if grant.role == "doctor":
        return within | Q(doctor_id=grant.staff_id)
    if grant.role in grants.BY_PROGRAMME:
        return within & membership.members(grant.programmes)
    if tag := grants.BY_TAG.get(grant.role):
        return within & Q(tags__contains=[tag])
    return within


def _holding(relation: str, on: dt.date) -> Q:
    """The dated row of the relation that holds on the day (``to_on`` is exclusive)."""
    open_end = Q(**{f"{relation}__to_on__isnull": True}) | Q(**{f"{relation}__to_on__gt": on})
    return Q(**{f"{relation}__from_on__lte": on}) & open_end


def _below(path: str) -> list[int]:
    """The institutions of a subtree as numbers: PostgreSQL then reads an index of residents, not a join of them all."""
    institutions = apps.get_model("people", "Institution")._default_manager
    return list(institutions.filter(path__startswith=path).values_list("pk", flat=True))


def _ids(path: str) -> list[int]:
    return [int(part) for part in path.split("/") if part]
