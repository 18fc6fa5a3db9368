"""Cards and events of the tests of chapter 11: complete values, and the verbs that save them."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from gongwei.kernel.clock import CHINA
from gongwei.obligations.verbs import record_activity
from gongwei.people.models import Institution
from gongwei.people.tests.cast import Cast
from gongwei.programmes.infectious_disease.forms import CARD, ENTRY, EVENT
from gongwei.records.layout import Form

DIAGNOSED = dt.datetime(2024, 10, 14, 9, 0, tzinfo=CHINA)


def after(hours: float = 0, minutes: float = 0, start: dt.datetime = DIAGNOSED) -> dt.datetime:
    """So long after the diagnosis."""
    return start + dt.timedelta(hours=hours, minutes=minutes)


def card(**changes: Any) -> dict[str, Any]:
    """A complete first report of 手足口病 in a child of five."""
    return {
        "served_on": dt.date(2024, 10, 14),
        "card_type": 1,
        "name": "丛小满",
        "parent_name": "丛立夏",
        "id_type": 9,
        "sex": 1,
        "birth_date": dt.date(2019, 3, 4),
        "work_unit": "中心幼儿园大二班",
        "phone": "13806310001",
        "patient_origin": 1,
        "address": "山东省威海市环翠区羊亭镇大西庄村12号",
        "occupation": 1,
        "case_class": 2,
        "onset_on": dt.date(2024, 10, 12),
        "diagnosed_at": DIAGNOSED,
        "disease": 4000,
        **changes,
    }


def adult(**changes: Any) -> dict[str, Any]:
    """The same of a farmer."""
    return card(
        **{
            "parent_name": None,
            "work_unit": None,
            "birth_date": dt.date(1970, 5, 6),
            "occupation": 11,
            **changes,
        }
    )


def event(**changes: Any) -> dict[str, Any]:
    """A complete first report of a cluster in a school."""
    return {
        "served_on": dt.date(2024, 10, 14),
        "event_name": "实验小学感染性腹泻",
        "report_type": 1,
        "phone": "0631-5220000",
        "info_class": 1,
        "level": 5,
        "report_area": "环翠区",
        "event_area": "环翠区",
        "site": "实验小学",
        "place_type": 1,
        "school_type": 2,
        "info_source": 1,
        "new_cases": 12,
        "new_deaths": 0,
        "excluded_cases": 0,
        "total_cases": 12,
        "total_deaths": 0,
        "happened_at": after(-5),
        "notified_at": DIAGNOSED,
        "symptom": [2],
        "measures": "隔离病例，终末消毒",
        **changes,
    }


def entry(**changes: Any) -> dict[str, Any]:
    """A diagnosis in the outpatient log that has no card."""
    return {
        "served_on": dt.date(2024, 10, 15),
        "book": 1,
        "name": "于白露",
        "sex": 2,
        "full_age": 44,
        "diagnosed_on": dt.date(2024, 10, 14),
        "disease": 3500,
        "no_card": 5,
        **changes,
    }


def save(
    cast: Cast,
    form: Form,
    values: dict[str, Any],
    *,
    at: Institution | None = None,
    by: str = "public_health_a",
    **how: Any,
) -> Any:
    """Write one record of an institution."""
    place = at or cast.centre_a
    return record_activity(form, how.pop("id", uuid.uuid4()), place.pk, values, actor=cast.staff[by], **how)


def save_card(cast: Cast, **changes: Any) -> Any:
    """Write one card."""
    return save(cast, CARD, card(**changes))


__all__ = ["CARD", "ENTRY", "EVENT", "adult", "after", "card", "entry", "event", "save", "save_card"]
