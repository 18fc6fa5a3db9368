"""《残疾人家庭医生签约服务基本支持性服务记录表》 in the agreement of a certificate holder (DIS-07)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from gongwei.catalogue.chapters import forms
from gongwei.people.grants import may
from gongwei.people.models import Resident
from gongwei.programmes.family_doctor.models import Agreement
from gongwei.records.items import item_of

TAG, FORM = "disabled", "disabled_support"


@dataclass(frozen=True)
class Line:
    """One filled form: when, what was done, what became of the demand."""

    on: dt.date
    services: str
    outcome: str
    by: str
    url: str


@dataclass(frozen=True)
class Support:
    """What was filled in while the agreement held, newest first; ``new`` is empty where nothing may be added."""

    label: str
    lines: tuple[Line, ...]
    new: str


def support_of(found: Agreement, person: Resident, user: Any, today: dt.date) -> Support | None:
    """None for somebody without a certificate and for a reader of other chapters."""
    form = forms()[FORM]
    model: Any = form.model
    if TAG not in (person.tags or ()) or not may(user, "read", form.programme, person.institution):
        return None
    rows = model._default_manager.filter(
        resident=person, voided_at=None, served_on__gte=found.begins_on, served_on__lt=found.until_on
    )
    lines = tuple(
        Line(
            row.served_on,
            "、".join(_said(model, "services", code) for code in row.services or ()),
            _said(model, "outcome", row.outcome),
            row.staff.name,
            reverse("web:record", args=[form.id, row.pk]),
        )
        for row in rows.select_related("staff").order_by("-served_on", "-recorded_at")
    )
    fills = found.holds(today) and may(user, "write", form.programme, person.institution)
    return Support(form.label, lines, reverse("web:record_new", args=[person.pk, form.id]) if fills else "")


def _said(model: Any, name: str, code: int | None) -> str:
    codes = item_of(model, name).spec.codes
    return "" if code is None or codes is None else codes.label(code)
