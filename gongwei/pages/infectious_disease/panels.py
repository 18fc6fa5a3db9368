"""A resident's own report cards on their page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from gongwei.people.models import Institution, Resident
from gongwei.programmes.infectious_disease.codes import CASE_CLASS
from gongwei.programmes.infectious_disease.diseases import name_of
from gongwei.programmes.infectious_disease.forms import CARD
from gongwei.web.frame.extensions import Panel


def cards(user: Any, person: Resident, today: dt.date) -> Mapping[str, Any] | None:
    """The person's cards that this account may read, newest first; nothing where there are none."""
    reach = Institution.objects.worked_for_by(user, "read", CARD.programme)
    found: Any = CARD.model._default_manager.filter(patient=person, voided_at=None, institution__in=reach)
    held = [
        {"pk": each.pk, "on": each.diagnosed_on, "name": name_of(each.disease),
         "case": CASE_CLASS.label(each.case_class), "reported": each.reported_on}
        for each in found.order_by("-diagnosed_at")[:10]
    ]  # fmt: skip
    return {"cards": held} if held else None


PANELS = (Panel("cards", "传染病报告卡", "infectious_disease/panel.html", cards),)
