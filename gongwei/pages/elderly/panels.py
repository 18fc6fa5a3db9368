"""On an elder's page: why he is owed more contacts this year, how many were made, and his referral filled in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from gongwei.catalogue.chapters import forms
from gongwei.pages.elderly.contacts import contacts_of, referral_url, referred_in
from gongwei.pages.elderly.flags import flags_of
from gongwei.people.grants import may
from gongwei.people.models import Resident
from gongwei.web.frame.extensions import Panel


def more_contacts(user: Any, person: Resident, today: dt.date) -> Mapping[str, Any] | None:
    """Nothing for whom no exam or visit of the year flags."""
    owed = contacts_of([person.pk], today.year).get(person.pk)
    if owed is None:
        return None
    flags = flags_of([person], today.year).get(person.pk, [])
    return {
        "owed": owed, "flags": flags, "sent": referred_in([person.pk], today.year).get(person.pk),
        "refer": referral_url(person.pk, flags)
        if may(user, "write", forms()["referral"].programme, person.institution) else "",
    }  # fmt: skip


PANELS = (Panel("contacts", "增加服务频次", "elderly/contacts_panel.html", more_contacts),)
