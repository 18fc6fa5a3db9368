"""Signing a roll-up: by a member of the body that answers for the item, once the span is over; then it stands."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping

from django.db import transaction

from gongwei.kernel.clock import now, today
from gongwei.organisation.authority import must_sit
from gongwei.organisation.models import Body, RollUp
from gongwei.organisation.queries import Desk, desks_of
from gongwei.people.models import Staff
from gongwei.people.problems import refuse
from gongwei.records.history import acting

Sums = Mapping[str, Mapping[str, int]]
"""Institution id → what is counted → how many."""


def signing_desk(staff: Staff, chapter: str) -> Desk | None:
    """The own desk that answers for an item."""
    return next((each for each in desks_of(staff, today()) if chapter in each.chapters), None)


def sign_roll_up(
    roll_up_id: uuid.UUID, body: Body, chapter: str, span: tuple[dt.date, dt.date], sums: Sums, *, by: Staff
) -> RollUp:
    """The sums as they stand now; asked again it is the same roll-up."""
    if earlier := RollUp.objects.filter(pk=roll_up_id).first():
        return earlier
    must_sit(by, body, (chapter,))
    if span[1] >= today():
        raise refuse("span", f"{span[1]} 还没有过去，这一期结束后才能签")
    with transaction.atomic(), acting(str(by.pk), "签批汇总"):
        return RollUp.objects.create(
            id=roll_up_id, body=body, chapter=chapter, first=span[0], last=span[1],
            sums={place: dict(each) for place, each in sums.items()}, signed_by=by, signed_at=now(),
        )  # fmt: skip


def changed_since(held: RollUp, sums: Sums) -> int:
    """How many numbers stand otherwise now than when they were signed."""
    places = {*held.sums, *sums}
    return sum(
        held.sums.get(place, {}).get(name, 0) != sums.get(place, {}).get(name, 0)
        for place in places
        for name in {*held.sums.get(place, {}), *sums.get(place, {})}
    )
