"""The agreement on a resident's page: team, term, how much of it is done; or what could be signed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from gongwei.care.key_groups import labels
from gongwei.catalogue.plans import values_on
from gongwei.pages.family_doctor.agreement import TINTS, standing
from gongwei.pages.family_doctor.doors import PROGRAMME, knows, region
from gongwei.pages.family_doctor.facts import DONE, current, names_of, promises
from gongwei.people.grants import may
from gongwei.people.models import Resident
from gongwei.programmes.family_doctor import packages
from gongwei.programmes.family_doctor.rules import OUTCOMES
from gongwei.programmes.family_doctor.verbs.terms import key_groups
from gongwei.web.frame.extensions import Panel


def contract(user: Any, person: Resident, today: dt.date) -> Mapping[str, Any] | None:
    """Everybody who lives here may sign; a closed record shows only what was signed."""
    found = current(person, today)
    writes = may(user, "write", PROGRAMME, person.institution) and person.living and person.filed
    if found is None and not writes:
        return None
    if found is None:
        groups = key_groups(person, today, values_on(PROGRAMME, today))
        seen = [name for name in groups if knows(user, name)]
        fitting = [p.name for p in packages.proposed(region(), tuple(seen), today)]
        return {"agreement": None, "groups": labels(seen), "fitting": fitting, "writes": writes}
    kept = promises(found, region(), today, user)
    pieces = [piece for promise in kept for piece in promise.pieces if piece.state != "later"]
    state = standing(found, today)
    return {
        "agreement": found, "state": OUTCOMES["standing"][state], "tint": TINTS.get(state, ""), "writes": writes,
        "packages": names_of(found.packages, region(), found.begins_on), "asked": len(pieces),
        "done": sum(piece.state in DONE for piece in pieces),
        "late": [promise.label for promise in kept if promise.state == "overdue"],
        "gone": not person.living and found.holds(today), "again": state in ("expiring", "expired", "stopped"),
    }  # fmt: skip


PANELS = (Panel("contract", "家庭医生签约", "family_doctor/panel.html", contract),)
