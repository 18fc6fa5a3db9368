"""Children of the vaccination tests and what is given to them."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

from gongwei.kernel.clock import now
from gongwei.obligations.models import Obligation
from gongwei.obligations.refresh import refresh
from gongwei.people.models import Resident
from gongwei.people.tests.cast import Cast
from gongwei.programmes.immunization.models import Card, Dose
from gongwei.programmes.immunization.nip import schedule

BORN = dt.date(2023, 1, 10)
TODAY = dt.date(2024, 10, 16)


def code(name: str) -> int:
    """The code of a vaccine by its id."""
    return schedule().vaccine(name).code


def record(cast: Cast, model: Any, resident: Resident, on: dt.date, **values: Any) -> Any:
    """One row of any form."""
    by = cast.staff["doctor"]
    return model.objects.create(
        id=values.pop("id", None) or uuid.uuid4(), resident=resident, institution=by.institution, staff=by,
        served_on=on, recorded_at=now(), recorded_by=by, **values,
    )  # fmt: skip


def dose_values(name: str, number: int, on: dt.date, **changes: Any) -> dict[str, Any]:
    """One dose as the doctor types it."""
    vaccine = schedule().vaccine(name)
    return {
        "served_on": on, "vaccine": vaccine.code, "dose_no": number, "lot_no": f"{name}-2024"[:20],
        "expiry_on": dt.date(2027, 12, 31), "manufacturer": "立春生物",
        "site": vaccine.sites[0], "route": vaccine.route,
        "organised": 1, "programme": 1 if vaccine.free else 2, "health_state": 1, "temperature": Decimal("36.5"),
        "contraindication": 1, "consent": 1, "fee": None if vaccine.free else Decimal(100), **changes,
    }  # fmt: skip


def dose(cast: Cast, resident: Resident, name: str, number: int, on: dt.date, **changes: Any) -> Dose:
    """A dose written past the verbs."""
    values = dose_values(name, number, on, **changes)
    values.pop("served_on")
    made: Dose = record(cast, Dose, resident, on, **values)
    return made


def card_values(on: dt.date, **changes: Any) -> dict[str, Any]:
    """A complete card."""
    return {
        "served_on": on, "guardian_name": "于立夏", "guardian_relation": 1, "guardian_phone": "13806310000",
        "current_address": "羊亭镇大西庄村12号", "registered_address": 1,
        "aefi_history": "无", "contraindications": "无",
        "infectious_history": "无", "certificate_issued": True, **changes,
    }  # fmt: skip


def card(cast: Cast, resident: Resident, on: dt.date, **changes: Any) -> Card:
    """A card written past the verbs."""
    values = card_values(on, **changes)
    values.pop("served_on")
    made: Card = record(cast, Card, resident, on, **values)
    made.refresh_from_db()
    return made


def child(cast: Cast, name: str = "丛小雪", born: dt.date = BORN, **changes: Any) -> Resident:
    """A child of the village, filed at birth."""
    return cast.register(name, birth_date=born, created_on=born, **changes)


def owed(resident: Resident, step: str = "dose") -> dict[str, Obligation]:
    """seq → what the chapter owes the child."""
    refresh([resident.pk])
    found = Obligation.objects.filter(resident=resident, programme="immunization", step=step)
    return {each.seq: each for each in found}
