"""Children of the tests and what is done for them."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

from django.db import connection

from gongwei.engine.slots import PeriodDates
from gongwei.indicators.statements import columns, statement
from gongwei.kernel.clock import now
from gongwei.obligations.models import Obligation
from gongwei.obligations.refresh import refresh
from gongwei.people.models import Resident
from gongwei.people.tests.cast import Cast
from gongwei.programmes.child.codes import CONTACT_1_8M, CONTACT_3_6Y, CONTACT_12_30M
from gongwei.programmes.child.models import Exam1To8, Exam3To6, Exam12To30, NewbornVisit

AS_OF = dt.date(2024, 10, 16)
SIGNS = {
    3: "3m",
    6: "6m",
    8: "8m",
    12: "12m",
    18: "18m",
    24: "24m",
    30: "30m",
    36: "3y",
    48: "4y",
    60: "5y",
    72: "6y",
}
MODELS: dict[Any, Any] = {CONTACT_1_8M: Exam1To8, CONTACT_12_30M: Exam12To30, CONTACT_3_6Y: Exam3To6}


def record(cast: Cast, model: Any, resident: Resident, on: dt.date, **values: Any) -> Any:
    """One row of any form."""
    by = cast.staff["doctor"]
    return model.objects.create(
        id=uuid.uuid4(), resident=resident, institution=by.institution, staff=by, served_on=on, recorded_at=now(),
        recorded_by=by, **values,
    )  # fmt: skip


def exam(cast: Cast, resident: Resident, age: int, on: dt.date, **changes: Any) -> Any:
    """An exam of a healthy child in the column of that age."""
    model = next(each for codes, each in MODELS.items() if age in codes)
    values: dict[str, Any] = {
        "contact": age,
        "weight": Decimal("8.20"),
        "length": Decimal("70.0"),
        "weight_grade": 2,
        "length_grade": 2,
    }
    if age in SIGNS:
        values[f"warning_{SIGNS[age]}"] = [0]
    return record(cast, model, resident, on, **{**values, **changes})


def visit(cast: Cast, resident: Resident, on: dt.date, **changes: Any) -> Any:
    """A home visit to a healthy newborn."""
    values = {"weight": Decimal("3.50"), "birth_weight": Decimal("3.30"), "gestational_weeks": 39, "birth_mode": [1],
              "asphyxia": 1, "malformation": 1}  # fmt: skip
    return record(cast, NewbornVisit, resident, on, **{**values, **changes})


def criteria(cohort: str, resident: Resident, as_of: dt.date = AS_OF) -> dict[str, Any] | None:
    """The child's row of a cohort on PostgreSQL; None when not counted."""
    refresh([resident.pk])
    values: dict[str, Any] = {"residents": [resident.pk], **PeriodDates.year_to(as_of).values()}
    with connection.cursor() as cursor:
        cursor.execute(statement(cohort, "postgres", True).text, values)
        rows = cursor.fetchall()
    return dict(zip(columns(cohort), rows[0], strict=True)) if rows else None


def owed(resident: Resident, step: str) -> list[Obligation]:
    """What the chapter owes the child in a step, oldest first."""
    refresh([resident.pk])
    return list(Obligation.objects.filter(resident=resident, programme="child", step=step).order_by("due_on"))


def born(cast: Cast, birth_date: dt.date, name: str = "丛立春") -> Resident:
    """A child filed on the day of birth (or on 10 January 2020, when the office opened)."""
    return cast.register(name, birth_date=birth_date, created_on=max(birth_date, dt.date(2020, 1, 10)))
