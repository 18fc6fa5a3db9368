"""Permissions follow duties: a member of a body may see what the body answers for, as long as both last (ORG-01)."""

from __future__ import annotations

import datetime as dt

from gongwei.kernel.clock import today
from gongwei.organisation.authority import commission_of
from gongwei.organisation.models import Body, DerivedRole, Membership
from gongwei.organisation.queries import WORKING, holding
from gongwei.people.models import Region, StaffRole


def derive(body: Body) -> None:
    """Give and take the roles of all members, so that they hold exactly the body's items in exactly its districts."""
    on = today()
    items = _items(body, on)
    for member in Membership.objects.filter(body=body, staff__isnull=False):
        lasts = member.from_on <= on and (member.to_on is None or on < member.to_on)
        _settle(member, items if lasts else {}, on)


def _items(body: Body, on: dt.date) -> dict[str, tuple[str, ...]]:
    """District → chapters; nothing once the body has ended."""
    if body.to_on is not None and body.to_on <= on:
        return {}
    found: dict[str, set[str]] = {}
    for chapter, district in body.duties.filter(holding(on), slot__in=WORKING).values_list("chapter", "district"):
        if chapter:
            found.setdefault(district, set()).add(chapter)
    return {district: tuple(sorted(chapters)) for district, chapters in found.items()}


def _settle(member: Membership, items: dict[str, tuple[str, ...]], on: dt.date) -> None:
    wanted = {commission_of(Region.objects.get(pk=code)).pk: chapters for code, chapters in items.items()}
    for held in member.derived.filter(role__to_on=None).select_related("role"):
        role = held.role
        if wanted.get(role.institution_id) == tuple(sorted(role.programmes)):
            del wanted[role.institution_id]
        else:
            _take_back(role, on)
    for institution, chapters in wanted.items():
        DerivedRole.objects.create(membership=member, role=_role(member, institution, chapters, on))


def _take_back(role: StaffRole, on: dt.date) -> None:
    """At once: one given today is dated back a day, since a role holds at least one."""
    role.from_on, role.to_on = min(role.from_on, on - dt.timedelta(days=1)), on
    role.save(update_fields=["from_on", "to_on"])


def _role(member: Membership, institution: int, chapters: tuple[str, ...], on: dt.date) -> StaffRole:
    """The same role given by hand before is taken over: from now on it ends with the duty."""
    assert member.staff is not None
    same = StaffRole.objects.filter(
        staff=member.staff, role="line", institution=institution, to_on=None, derived_from__isnull=True
    )
    for role in same:
        if tuple(sorted(role.programmes)) == chapters:
            return role
    return StaffRole.objects.create(
        staff=member.staff, role="line", institution_id=institution, programmes=list(chapters), from_on=on
    )
