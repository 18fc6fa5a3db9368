"""核查 on the resident's page: a file that failed and does not count, and files still to be checked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from gongwei.care.models import Exclusion
from gongwei.care.models.exclusion import CLAUSE
from gongwei.catalogue.chapters import chapter
from gongwei.people.grants import may
from gongwei.people.models import Resident
from gongwei.quality.models import FAILING, VerifiedFile
from gongwei.web.figures.clauses import clause_url
from gongwei.web.frame.extensions import Panel
from gongwei.web.frame.words import clause_label


def checked(user: Any, person: Resident, today: dt.date) -> Mapping[str, Any] | None:
    """Nothing for people whose files nobody checks."""
    found = Exclusion.objects.filter(resident=person).order_by("-from_on")
    open_ = VerifiedFile.objects.filter(resident=person, verification__closed_on=None, state__in=("waiting", *FAILING))
    rows = [(each, chapter(each.programme).label) for each in found if may(user, "read", each.programme)]
    files = [(each, chapter(each.programme).label) for each in open_.select_related("verification")
             if may(user, "read", each.programme)]  # fmt: skip
    if not rows and not files:
        return None
    return {
        "open": [row for row in rows if row[0].to_on is None], "past": [row for row in rows if row[0].to_on],
        "waiting": files,
        "clause": (clause_label(CLAUSE), clause_url(CLAUSE)),
    }  # fmt: skip


PANELS = (Panel("checked", "档案核查", "health_record/excluded_panel.html", checked),)
