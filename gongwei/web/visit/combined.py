"""Several forms in one visit: what one has answered is not asked again (NCD-17, PLAN-35)."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest

from gongwei.catalogue.chapters import forms
from gongwei.people.models import Institution, Resident
from gongwei.records.layout import Form
from gongwei.records.shared import carried_over
from gongwei.ui.visits import visit_of


def already_answered(request: HttpRequest, form: Form, person: Resident) -> tuple[dict[str, Any], str]:
    """Values from the other form of the same visit and its name: ``?after=hypertension_followup:<id>``."""
    asked = request.GET.get("after", "")
    name, _, key = asked.partition(":")
    record_id, done = _uuid(key), forms().get(name)
    if done is None or record_id is None:
        return {}, ""
    stored: Any = done.model._default_manager.filter(pk=record_id, resident=person, voided_at=None).first()
    return (carried_over(done, visit_of(done, stored).values, form), done.label) if stored else ({}, "")


def sent_with(request: HttpRequest, form: Form, stored: Any) -> dict[str, Any]:
    """What a new referral carries beside its paper: the visit that found the reason, its programme, who receives it."""
    if form.id != "referral" or stored is not None:
        return {}
    source, _, key = request.POST.get("after", "").partition(":")
    done, record_id = forms().get(source), _uuid(key)
    found: dict[str, Any] = {}
    if (
        done is not None
        and record_id is not None
        and done.model._default_manager.filter(pk=record_id).exists()
    ):
        found = {"programme": done.programme, "source_form": done.id, "source_id": record_id}
    receiver = Institution.objects.named(
        request.POST.get("to_org", "").replace("\0", "").strip()[:100]
    ).first()
    return found | ({"to_institution": receiver} if receiver else {})


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def constants(form: Form, person: Resident) -> dict[str, Any]:
    """Height, which hardly changes and no follow-up form asks: from the last health exam."""
    names = {field.name for field in form.model._meta.get_fields()}
    exam = forms().get("health_exam")
    if "height" not in names or exam is None or form is exam:
        return {}
    measured = exam.model._default_manager.filter(resident=person, voided_at=None, height__isnull=False)
    height = measured.order_by("-served_on").values_list("height", flat=True).first()
    return {"height": height} if height is not None else {}
