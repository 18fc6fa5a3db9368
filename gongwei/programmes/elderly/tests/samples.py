"""People of the elderly tests and what is done for them."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

from django.db import connection

from gongwei.care.models import ExamFeedback, HealthExam
from gongwei.care.tests.samples import exam_values
from gongwei.engine.slots import PeriodDates
from gongwei.indicators.statements import columns, statement
from gongwei.kernel.clock import now
from gongwei.obligations.models import Obligation
from gongwei.obligations.refresh import refresh
from gongwei.people.models import Resident
from gongwei.people.tests.cast import Cast
from gongwei.programmes.elderly.models import SelfCare

YEAR_END = dt.date(2024, 12, 31)
EXAM_DAY = dt.date(2024, 5, 20)
LABORATORY = {
    "wbc": Decimal("6.00"), "platelet": Decimal("200.0"), "urine_protein": "-", "urine_glucose": "-",
    "urine_ketone": "-", "urine_blood": "-", "alt": Decimal("20.0"), "ast": Decimal("20.0"),
    "total_bilirubin": Decimal("12.0"), "urea": Decimal("5.00"), "tc": Decimal("4.50"), "tg": Decimal("1.20"),
    "ldl_c": Decimal("2.50"), "hdl_c": Decimal("1.30"),
}  # fmt: skip


def record(cast: Cast, model: Any, resident: Resident, on: dt.date, **values: Any) -> Any:
    """One row of any form."""
    by = cast.staff["doctor"]
    return model.objects.create(
        id=uuid.uuid4(), resident=resident, institution=by.institution, staff=by, served_on=on, recorded_at=now(),
        recorded_by=by, **values,
    )  # fmt: skip


def exam(cast: Cast, resident: Resident, on: dt.date = EXAM_DAY, **changes: Any) -> HealthExam:
    """A complete exam with every item of the 2017 set."""
    values = {**exam_values(served_on=on), **LABORATORY, **changes}
    values.pop("served_on")
    made: HealthExam = record(cast, HealthExam, resident, on, **values)
    return made


def assessment(cast: Cast, resident: Resident, on: dt.date = EXAM_DAY, **changes: Any) -> SelfCare:
    """Everything done alone."""
    items = {"eating": 1, "grooming": 1, "dressing": 1, "toileting": 1, "mobility": 1, **changes}
    made: SelfCare = record(cast, SelfCare, resident, on, **items)
    made.refresh_from_db()
    return made


def told(cast: Cast, done: HealthExam, on: dt.date = dt.date(2024, 5, 30)) -> ExamFeedback:
    """The result told to the person."""
    made: ExamFeedback = record(
        cast, ExamFeedback, done.resident, on, exam=done, way=1, next_on=dt.date(2025, 5, 20)
    )
    return made


def criteria(cohort: str, resident: Resident, as_of: dt.date = YEAR_END) -> dict[str, Any] | None:
    """The person's row of a cohort on PostgreSQL; None when not counted."""
    refresh([resident.pk])
    values: dict[str, Any] = {"residents": [resident.pk], **PeriodDates.year_to(as_of).values()}
    with connection.cursor() as cursor:
        cursor.execute(statement(cohort, "postgres", True).text, values)
        rows = cursor.fetchall()
    return dict(zip(columns(cohort), rows[0], strict=True)) if rows else None


def owed(resident: Resident, step: str) -> list[Obligation]:
    """What the chapter owes the person in a step, oldest first."""
    refresh([resident.pk])
    return list(
        Obligation.objects.filter(resident=resident, programme="elderly", step=step).order_by("due_on")
    )
