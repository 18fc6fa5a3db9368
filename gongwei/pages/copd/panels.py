"""The course of a patient on the resident's page: card, lung function, last visits; or the open suspicion."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from gongwei.catalogue.judging import judge
from gongwei.people.models import Resident
from gongwei.programmes.copd.codes import GOLD_GRADE
from gongwei.programmes.copd.models import Card, Followup, Screening, Spirometry
from gongwei.programmes.copd.rules import OUTCOMES
from gongwei.records.chronic import VISIT_CLASS
from gongwei.web.frame.extensions import Panel

SHOWN = 4
SCORED = ("cigarettes", "smoke_years", "height", "weight", "cough", "dyspnea", "biomass", "family_history")
ASSESSED = ("cat", "mmrc", "exac_times", "exac_admissions", "spo2")


def course(user: Any, person: Resident, today: dt.date) -> Mapping[str, Any] | None:
    """Nothing for people whom the programme never met."""
    own = {"resident": person, "voided_at": None}
    card = Card.objects.filter(**own).order_by("-served_on").first()
    visits = list(Followup.objects.filter(**own).order_by("-served_on")[:SHOWN])[::-1]
    screened = Screening.objects.filter(**own).order_by("-served_on").first()
    tests = list(Spirometry.objects.filter(**own).order_by("-served_on")[:SHOWN])
    if card is None and not visits and screened is None and not tests:
        return None
    return {
        "card": card,
        "grade": GOLD_GRADE.label(card.gold_grade) if card and card.gold_grade else "",
        "visits": [(each, VISIT_CLASS.label(each.visit_class)) for each in visits],
        "group": _said("gold_group", visits[-1], ASSESSED, person) if visits else "",
        "screened": screened,
        "score": _said("sq_result", screened, SCORED, person) if screened else "",
        "tests": tests,
    }


def _said(rule: str, record: Any, names: tuple[str, ...], person: Resident) -> str:
    """What a rule says of a stored record, in words."""
    given = {name: getattr(record, name) for name in names}
    about = {"served_on": record.served_on, "birth_date": person.birth_date, "sex": person.sex}
    [outcome] = judge("copd", [{**given, **about}])
    return OUTCOMES[rule][outcome[rule]]


PANELS = (Panel("course", "慢阻肺", "copd/panel.html", course),)
