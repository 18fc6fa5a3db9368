"""The card on the resident's page: the current pregnancy of a woman, or the birth of a child."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from gongwei.pages.maternal.reading import contacts_of, course_on
from gongwei.people.grants import may
from gongwei.people.models import Resident
from gongwei.programmes.maternal.models import Child, Newborn
from gongwei.web.frame.extensions import Panel

FEMALE = 2


def current(user: Any, person: Resident, today: dt.date) -> Mapping[str, Any] | None:
    """Weeks, colour and next contact of a pregnancy that has not been closed; nothing for anybody else."""
    if person.sex != FEMALE:
        return None
    held = course_on(person, today)
    if held is None:
        return None
    coming = next(
        (each for each in contacts_of(held, today) if each.state in ("now", "missed", "later")), None
    )
    return {"course": held, "coming": coming, "url": reverse("maternal:course", args=[person.pk])}


def birth(user: Any, person: Resident, today: dt.date) -> Mapping[str, Any] | None:
    """Of whom, when and how a child was born, where the birth is in our records."""
    link = Newborn.objects.filter(child=person).select_related("mother", "delivery").first()
    if link is None or link.delivery.voided_at is not None:
        return None
    seen = Resident.objects.visible_to(user).filter(pk=link.mother_id).exists()
    row = Child.objects.filter(record=link.delivery, position=link.nth).first()
    readable = seen and may(user, "read", "maternal", link.mother.institution)
    return {
        "link": link,
        "row": row,
        "mother_url": reverse("web:resident", args=[link.mother_id]) if readable else "",
    }


PANELS = (
    Panel("course", "本次妊娠", "maternal/panel.html", current),
    Panel("birth", "出生情况", "maternal/birth.html", birth),
)
