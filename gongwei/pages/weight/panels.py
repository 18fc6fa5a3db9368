"""The weight of a resident on his page: class, plan with its progress, and the stations of the centre."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from gongwei.pages.weight.centre import following, passed, way_of
from gongwei.pages.weight.roster import progress_of
from gongwei.pages.weight.weighed import judged, last_weighed
from gongwei.people.models import Resident
from gongwei.programmes.weight.models import Plan
from gongwei.web.frame.extensions import Panel


def course(user: Any, person: Resident, today: dt.date) -> Mapping[str, Any] | None:
    """Nothing for people whom the programme never met; an examination alone is shown on its own card."""
    days = passed([person.pk], today.year).get(person.pk, {})
    plan = Plan.objects.filter(resident=person, voided_at=None).order_by("-started_on").first()
    if not days and plan is None:
        return None
    weighed = last_weighed([person.pk], today)
    newest = weighed.get(person.pk)
    return {
        "weighed": newest,
        "said": judged({person.pk: person}, weighed).get(person.pk, {}),
        "plan": plan,
        "progress": progress_of(plan, newest) if plan else "",
        "way": way_of(person, days),
        "next": following(person, days),
    }


PANELS = (Panel("weight", "体重管理", "weight/panel.html", course),)
