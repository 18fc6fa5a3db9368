"""A COPD patient of the tests and what is recorded for them."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

from django.db import connection

from gongwei.care.verbs import enrol
from gongwei.engine.slots import PeriodDates
from gongwei.indicators.statements import columns, statement
from gongwei.kernel.clock import now
from gongwei.obligations.models import Obligation
from gongwei.obligations.refresh import refresh
from gongwei.people.models import Resident
from gongwei.people.tests.cast import Cast

DAY = dt.date(2024, 5, 20)
YEAR_END = dt.date(2024, 12, 31)
VISIT: dict[str, Any] = {
    "mode": 2, "symptoms": [2], "cyanosis": 1, "edema": 1, "resp_rate": 18, "heart_rate": 78,
    "weight_cur": Decimal("62.0"), "height": Decimal("168.0"), "comorbid": [1], "smoke_cur": 0, "smoke_target": 0,
    "exercise_times_cur": 3, "exercise_min_cur": 20, "exercise_times_target": 5, "exercise_min_target": 30,
    "psych_adjust": 1, "compliance_behavior": 1, "vaccine_flag": 2, "vaccines": [1], "spo2": 96, "cat": 12, "mmrc": 1,
    "exac_times": 0, "exac_admissions": 0, "inhaler_skill": 1, "drug_adherence": 1, "adr_flag": 1, "visit_class": 1,
    "next_step": 1, "next_visit_date": dt.date(2024, 8, 20), "change": 2, "exac_since": 0,
}  # fmt: skip
CARD: dict[str, Any] = {
    "diagnosis_date": dt.date(2023, 12, 1), "diagnosis_org": "威海市立医院", "family_history": 2,
    "height": Decimal("168.0"), "weight": Decimal("62.0"), "found_by": 2,
}  # fmt: skip


def patient(cast: Cast, name: str = "丛立春", from_on: dt.date = dt.date(2024, 1, 2)) -> Resident:
    """A man of 69 under management since the start of the year."""
    person = cast.register(name, birth_date=dt.date(1955, 3, 1))
    enrol(
        person.pk, "copd", actor=cast.staff["public_health_a"], from_on=from_on, diagnosed_on=dt.date(2023, 12, 1),
        doctor=cast.staff["doctor"],
    )  # fmt: skip
    return person


def record(cast: Cast, model: Any, person: Resident, on: dt.date, **values: Any) -> Any:
    """One row of any form, as the database keeps it."""
    by = cast.staff["doctor"]
    made = model.objects.create(
        id=uuid.uuid4(), resident=person, institution=by.institution, staff=by, served_on=on, recorded_at=now(),
        recorded_by=by, **values,
    )  # fmt: skip
    made.refresh_from_db()
    return made


def owed(person: Resident, step: str, year: int = 2024) -> list[Obligation]:
    """What is owed to the person in a step and year, oldest first."""
    refresh([person.pk])
    found = Obligation.objects.filter(resident=person, programme="copd", step=step, due_on__year=year)
    return list(found.order_by("due_on"))


def row(cohort: str, person: Resident, as_of: dt.date = YEAR_END) -> dict[str, Any] | None:
    """The person's row of a cohort on PostgreSQL; None when not counted."""
    refresh([person.pk])
    values: dict[str, Any] = {"residents": [person.pk], **PeriodDates.year_to(as_of).values()}
    with connection.cursor() as cursor:
        cursor.execute(statement(cohort, "postgres", True).text, values)
        found = cursor.fetchall()
    return dict(zip(columns(cohort), found[0], strict=True)) if found else None
