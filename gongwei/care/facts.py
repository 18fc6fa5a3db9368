"""What a form's checks need to know of the resident and the day, beside the values typed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q

from gongwei.care.models import Enrolment
from gongwei.kernel.clock import today
from gongwei.kernel.dates import age_years
from gongwei.people.models import Resident, Standing
from gongwei.records.layout import Form


def facts_of(resident: Resident, form: Form, served_on: dt.date | None = None) -> dict[str, Any]:
    """``today, served_on, resident_id, birth_date, sex, age, died_on, diagnosed_on`` for ``Form.checks``."""
    day = served_on or today()
    died = Standing.objects.filter(resident=resident, state="died", to_on__isnull=True).first()
    enrolment = enrolment_on(resident, form.programme, day)
    return {
        "today": today(),
        "served_on": day,
        "resident_id": resident.pk,
        "birth_date": resident.birth_date,
        "sex": resident.sex,
        "age": age_years(resident.birth_date, day) if resident.birth_date <= day else 0,
        "died_on": died.from_on if died else None,
        "diagnosed_on": enrolment.diagnosed_on if enrolment else None,
    }


def enrolment_on(resident: Resident, programme: str, day: dt.date) -> Enrolment | None:
    """The span of management that holds the day, else the open one, else none."""
    spans = Enrolment.objects.filter(resident=resident, programme=programme)
    holding = spans.filter(Q(to_on__isnull=True) | Q(to_on__gt=day), from_on__lte=day).first()
    return holding or spans.filter(to_on__isnull=True).first()


def enrolled_on(resident: Resident, programme: str, day: dt.date) -> bool:
    """Whether the resident was under management in the programme on the day."""
    open_ended = Q(to_on__isnull=True) | Q(to_on__gt=day)
    return Enrolment.objects.filter(
        open_ended, resident=resident, programme=programme, from_on__lte=day
    ).exists()


def standing_on(resident: Resident, day: dt.date) -> Standing | None:
    """State of life and record on a day; None before the record was filed."""
    return (
        Standing.objects.filter(Q(to_on__isnull=True) | Q(to_on__gt=day), resident=resident, from_on__lte=day)
        .order_by("-from_on")
        .first()
    )
