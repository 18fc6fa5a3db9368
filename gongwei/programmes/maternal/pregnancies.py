"""Which pregnancy a day belongs to, and what is known of it."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q, QuerySet

from gongwei.programmes.maternal.models import Delivery, Pregnancy

LONGEST = 330
"""Days from the ruling day within which a pregnancy ends."""
AFTER = 120
"""Days after the outcome that still belong to the course (late 42-day examinations)."""


def pregnancies(resident_id: int) -> QuerySet[Pregnancy]:
    """All courses of a woman that count, the newest first."""
    found = Pregnancy.objects.filter(resident_id=resident_id, voided_at=None, starts_on__isnull=False)
    return found.order_by("-starts_on")


def pregnancy_on(resident_id: int, day: dt.date) -> Pregnancy | None:
    """The course that holds the day: from the ruling day until some time after its outcome."""
    found = pregnancies(resident_id).filter(starts_on__lte=day).first()
    if found is None:
        return None
    ended = outcome_of(found)
    last = ended.served_on + dt.timedelta(AFTER) if ended else found.starts_on + dt.timedelta(LONGEST + AFTER)
    return found if day <= last else None


def outcome_of(pregnancy: Pregnancy) -> Delivery | None:
    """How the pregnancy ended, if it did."""
    return outcome_within(pregnancy.resident_id, pregnancy.starts_on)


def outcome_within(resident_id: int, starts_on: dt.date) -> Delivery | None:
    """The first outcome within the longest time after a ruling day."""
    span = Q(served_on__gte=starts_on, served_on__lt=starts_on + dt.timedelta(LONGEST))
    return (
        Delivery.objects.filter(span, resident_id=resident_id, voided_at=None).order_by("served_on").first()
    )


def delivery_before(resident_id: int, day: dt.date) -> Delivery | None:
    """The last birth on or before a day, near enough for a postnatal visit."""
    span = Q(served_on__lte=day, served_on__gte=day - dt.timedelta(AFTER))
    found = Delivery.objects.filter(span, resident_id=resident_id, voided_at=None, outcome=1)
    return found.order_by("-served_on").first()
