"""Values with which a new maternal record opens: weeks, column, days of delivery and discharge."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from gongwei.kernel.clock import today
from gongwei.programmes.maternal import dating
from gongwei.programmes.maternal.models import AntenatalFirst, Pregnancy
from gongwei.programmes.maternal.pregnancies import delivery_before, pregnancy_on

Facts = Mapping[str, Any]


def _day(facts: Facts) -> dt.date:
    return facts.get("served_on") or today()


def _case(facts: Facts) -> Pregnancy | None:
    return pregnancy_on(facts["resident_id"], _day(facts))


def first(facts: Facts) -> dict[str, Any]:
    """The age; how often she was pregnant before, from an earlier case."""
    return {"mother_age": facts.get("age"), "risk_purple": 1, "referral": 1}


def followup(facts: Facts) -> dict[str, Any]:
    """Weeks of the day and the column that they belong to."""
    found = weeks(facts)
    if "weeks" not in found:
        return {"kind": 1}
    return found | {"kind": 1, "visit_column": dating.column_of(found["weeks"])}


def weeks(facts: Facts) -> dict[str, Any]:
    """Weeks and days of pregnancy on the day."""
    case = _case(facts)
    if case is None:
        return {}
    done, rest = dating.weeks_on(case.starts_on, _day(facts))
    return {"weeks": done, "days": rest}


def delivery(facts: Facts) -> dict[str, Any]:
    """Weeks, and what most deliveries are."""
    return weeks(facts) | {"outcome": 1, "delivery_place": 1, "mother": 1, "notified_on": today()}


def postnatal(facts: Facts) -> dict[str, Any]:
    """The days of delivery and discharge as the delivery record says them."""
    held = delivery_before(facts["resident_id"], _day(facts))
    known = {"delivery_date": held.served_on, "discharge_date": held.discharge_date} if held else {}
    return {name: value for name, value in known.items() if value is not None}


def pregnancy(facts: Facts) -> dict[str, Any]:
    """A case opened by itself is one that came from elsewhere."""
    return {"origin": 2}


def assessment(facts: Facts) -> dict[str, Any]:
    """Weeks, and the items found at the first visit."""
    found = weeks(facts) | {"stage": 2}
    booked = AntenatalFirst.objects.filter(resident_id=facts["resident_id"], voided_at=None)
    last = booked.order_by("-served_on").first()
    return found | ({"risk_screening": last.risk_screening} if last and last.risk_screening else {})
