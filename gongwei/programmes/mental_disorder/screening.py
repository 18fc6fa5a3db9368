"""From a lead to a registered patient: 线索 → 转介 → 专科核实 → 在册 (SMI-01, SMI-02)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from gongwei.care.verbs import enrol, save_record
from gongwei.people.models import Resident, Staff
from gongwei.people.problems import refuse
from gongwei.programmes.mental_disorder.forms import LEAD
from gongwei.programmes.mental_disorder.models import Lead
from gongwei.records.history import acting

Limits = Mapping[str, Any]
CONFIRMED, EXCLUDED, UNDECIDED = 1, 3, (0, 2)


def undecided(residents: QuerySet[Resident]) -> QuerySet[Lead]:
    """Leads that the specialist body has neither confirmed nor rejected."""
    return Lead.objects.filter(resident__in=residents, voided_at=None, verify_result__in=UNDECIDED)


def confirm(
    record_id: UUID, *, actor: Staff, confirmed_on: dt.date, confirmed_by: str, from_on: dt.date | None = None
) -> Any:
    """The specialist confirmed it: the lead says so, and the person is registered (在册) from the day on.

    Consent is asked afterwards: without it the person stays registered and is not under management.
    """
    with acting(str(actor.pk), "核实确诊"):
        lead = _waiting(record_id)
        changed = {"verify_result": CONFIRMED, "confirmed_on": confirmed_on, "confirmed_by": confirmed_by}
        save_record(
            LEAD, lead.pk, lead.resident_id, changed, actor=actor, version=lead.version, reason="核实确诊"
        )
        start = from_on or max(confirmed_on, lead.served_on)
        return enrol(
            lead.resident_id,
            "mental_disorder",
            actor=actor,
            from_on=start,
            diagnosed_on=confirmed_on,
            found_by=3,
        )


def exclude(record_id: UUID, *, actor: Staff, reason: str) -> Lead:
    """The specialist rejected it."""
    with acting(str(actor.pk), reason or "排除"):
        lead = _waiting(record_id)
        changed = {"verify_result": EXCLUDED}
        saved: Lead = save_record(
            LEAD,
            lead.pk,
            lead.resident_id,
            changed,
            actor=actor,
            version=lead.version,
            reason=reason or "排除",
        )
        return saved


def _waiting(record_id: UUID) -> Lead:
    lead = Lead.objects.filter(pk=record_id, voided_at=None).first()
    if lead is None:
        raise refuse("id", "没有这条线索，可能已作废")
    if lead.verify_result not in UNDECIDED:
        raise refuse("id", "这条线索已经有核实结果，请刷新后再看")
    return lead
