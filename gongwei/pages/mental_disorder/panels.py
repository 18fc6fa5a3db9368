"""The chapter's card on a resident's page: consent, diagnosis, and the last visits side by side."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from gongwei.care.models import Enrolment
from gongwei.pages.mental_disorder.doors import PROGRAMME
from gongwei.pages.mental_disorder.roster import TINT
from gongwei.people.access import mask_phone
from gongwei.people.grants import may
from gongwei.people.models import Resident
from gongwei.programmes.mental_disorder import codes
from gongwei.programmes.mental_disorder.consents import standing_consents
from gongwei.programmes.mental_disorder.models import Info, Visit
from gongwei.web.frame.extensions import Panel

SHOWN = 6
RESULTS = {2: "失访", 3: "死亡"}


def course(user: Any, person: Resident, today: dt.date) -> Mapping[str, Any] | None:
    """Nothing for who is not registered, nor for accounts that do not read this programme at the institution."""
    span = Enrolment.objects.filter(resident=person, programme=PROGRAMME).order_by("-from_on").first()
    if span is None or not may(user, "read", PROGRAMME, person.institution):
        return None
    info = Info.objects.filter(resident=person, voided_at=None).order_by("-served_on", "-recorded_at").first()
    visits = Visit.objects.filter(resident=person, voided_at=None).order_by("-served_on", "-recorded_at")[
        :SHOWN
    ]
    return {
        "agreed": standing_consents([person.pk], today).get(person.pk),
        "since": span.from_on,
        "diagnosis": f"{codes.DIAGNOSIS.label(info.diagnosis)} {info.icd10 or ''}" if info else "没有补充表",
        "onset": info.first_onset if info else "",
        "guardian": _guardian(info) if info else "",
        "visits": [_column(each) for each in visits][::-1],
    }


def _guardian(info: Info) -> str:
    return f"{info.guardian_name or '—'}（{info.guardian_relation or '—'}）{mask_phone(info.guardian_phone)}"


def _column(visit: Visit) -> dict[str, Any]:
    missed = RESULTS.get(visit.visit_result or 0)
    return {
        "on": visit.served_on,
        "stability": missed or codes.STABILITY.label(visit.visit_class),
        "tint": "" if missed else TINT.get(visit.visit_class or 0, ""),
        "danger": visit.danger_level,
        "drugs": "—" if missed else codes.ADHERENCE.label(visit.drug_adherence),
    }


PANELS = (Panel("course", "严重精神障碍管理", "mental_disorder/panel.html", course),)
