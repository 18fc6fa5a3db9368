"""疑难病例 on the resident's page: what the doctor asked the chief and what he answered (NCD-26)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from gongwei.catalogue.chapters import chapter
from gongwei.organisation.guiding import CHAPTERS, open_chapters
from gongwei.organisation.models import ChiefPost, DifficultCase
from gongwei.people.grants import may
from gongwei.people.models import Resident
from gongwei.web.frame.extensions import Panel


def difficult(user: Any, person: Resident, today: dt.date) -> Mapping[str, Any] | None:
    """Cases of the registers that the account reads; the way to ask, for who records a register the person is in."""
    readable = [each for each in CHAPTERS if may(user, "read", each)]
    cases = DifficultCase.objects.filter(resident=person, chapter__in=readable).select_related("asked_by", "decided_by")
    rows = [(case, chapter(case.chapter).short) for case in cases]
    writes = [each for each in readable if may(user, "write", each)]
    asks = (
        bool(open_chapters(person, writes))
        and ChiefPost.objects.filter(institution=person.institution_id, to_on=None).exists()
    )
    return {"rows": rows, "asks": asks, "resident": person.pk} if rows or asks else None


PANELS = (Panel("difficult", "疑难病例", "hypertension/difficult_panel.html", difficult),)
