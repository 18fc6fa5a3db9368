"""Who works in the district, with a session each, and whom each of them sees."""

from __future__ import annotations

import datetime as dt
import random
import uuid
from dataclasses import asdict, dataclass
from typing import Any

from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from gongwei.kernel import clock
from gongwei.people.grants import ACTIONS
from gongwei.people.models import AccountSession, Resident, StaffRole

SEEN = 30
ROLES = ("village_doctor", "doctor", "public_health", "line", "project_office", "finance")


@dataclass(frozen=True)
class Person:
    """One account: its session, what it may do, and whom it will look for, open and visit."""

    session: str
    role: str
    residents: list[int]
    names: list[str]
    patients: list[int]
    village: str
    day: str
    next: str


def work(users: int) -> list[dict[str, Any]]:
    """So many staff, in the proportions of the district, each with residents drawn with one seed."""
    order = random.Random(1)
    roles = StaffRole.objects.filter(role__in=ROLES, to_on=None).order_by("staff_id", "pk").distinct("staff_id")
    working = list(roles.select_related("staff"))
    chosen = order.sample(working, min(users, len(working)))
    return [asdict(_person(role, order)) for role in chosen]


def _person(role: StaffRole, order: random.Random) -> Person:
    user = _account(role)
    seen = Resident.objects.visible_to(user).filter(living=True)
    some = _some(seen, order)
    writes = "write" in ACTIONS[role.role]
    patients = _some(seen.filter(tags__contains=["hypertension"]), order) if writes else []
    return Person(
        _session(user),
        role.role,
        [each.pk for each in some],
        [each.name_initials for each in some] + [each.name[:2] for each in some],
        [each.pk for each in patients],
        some[0].village_id or "" if some else "",
        clock.today().isoformat(),
        (clock.today() + dt.timedelta(80)).isoformat(),
    )


def _some(seen: Any, order: random.Random) -> list[Resident]:
    """A few of them from one place in the order of their numbers: no list of a county is sorted by chance."""
    start = order.randrange(1, 400_000)
    found = list(seen.filter(pk__gte=start).order_by("pk")[:SEEN])
    return found or list(seen.order_by("pk")[:SEEN])


def _account(role: StaffRole) -> User:
    if role.staff.account is None:
        role.staff.account = User.objects.create(username=f"load-{uuid.uuid4()}")
        role.staff.save(update_fields=["account"])
    return role.staff.account


def _session(user: User) -> str:
    """As after the log-in page, without 500 passwords to be hashed at one time."""
    client = Client()
    client.force_login(user)
    key = client.session.session_key or ""
    now = timezone.now()
    AccountSession.objects.create(account=user, session_key=key, started_at=now, seen_at=now)
    return key
