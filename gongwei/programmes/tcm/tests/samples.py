"""People of the TCM tests and what is recorded for them."""

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
from gongwei.programmes.tcm.constitutions import MEASURED, NAMES
from gongwei.programmes.tcm.models import Child, Elderly

YEAR_END = dt.date(2024, 12, 31)
DAY = dt.date(2024, 5, 20)


def answers(base: int = 1, **changes: Any) -> dict[str, Any]:
    """The same answer to every question, with a body that answers 1 to both measured items."""
    body = {"height": Decimal("160.0"), "weight": Decimal("50.0"), "waist": Decimal("70.0")}
    asked = {name: base for number, name in NAMES.items() if number not in MEASURED}
    return {**body, **asked, "q01_energetic": 5, "guide_balanced": [2, 4], **changes}


def record(cast: Cast, model: Any, resident: Resident, on: dt.date, **values: Any) -> Any:
    """One row of any form, as the database keeps it."""
    by = cast.staff["doctor"]
    made = model.objects.create(
        id=uuid.uuid4(), resident=resident, institution=by.institution, staff=by, served_on=on, recorded_at=now(),
        recorded_by=by, **values,
    )  # fmt: skip
    made.refresh_from_db()
    return made


def asked(cast: Cast, resident: Resident, on: dt.date = DAY, **changes: Any) -> Elderly:
    """A questionnaire; balanced unless changed."""
    made: Elderly = record(cast, Elderly, resident, on, **answers(**changes))
    return made


def taught(cast: Cast, resident: Resident, on: dt.date, age: int) -> Child:
    """A child's point, everything taught."""
    made: Child = record(cast, Child, resident, on, age_point=age, services=[1, 2, 3])
    return made


def owed(resident: Resident, step: str) -> list[Obligation]:
    """What the chapter owes the person in a step, oldest first."""
    refresh([resident.pk])
    found = Obligation.objects.filter(resident=resident, programme="tcm", step=step)
    return list(found.order_by("due_on"))


def criteria(cohort: str, resident: Resident, as_of: dt.date = YEAR_END) -> dict[str, Any] | None:
    """The person's row of a cohort on PostgreSQL; None when not counted."""
    refresh([resident.pk])
    values: dict[str, Any] = {"residents": [resident.pk], **PeriodDates.year_to(as_of).values()}
    with connection.cursor() as cursor:
        cursor.execute(statement(cohort, "postgres", True).text, values)
        rows = cursor.fetchall()
    return dict(zip(columns(cohort), rows[0], strict=True)) if rows else None
