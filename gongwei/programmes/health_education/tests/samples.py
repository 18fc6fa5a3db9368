"""Activities of the health-education tests: complete values of each form, and the verbs that save them."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

from django.db import connection

from gongwei.engine.slots import PeriodDates
from gongwei.indicators.statements import columns, statement
from gongwei.obligations.models import InstitutionObligation
from gongwei.obligations.refresh import refresh_institutions
from gongwei.obligations.verbs import record_activity
from gongwei.people.models import Institution
from gongwei.people.tests.cast import Cast
from gongwei.programmes.health_education import forms
from gongwei.records.layout import Form

TITLES = tuple(f"健康折页{number}" for number in range(1, 14))


def activity(on: dt.date, form: int = 1, **changes: Any) -> dict[str, Any]:
    """A complete 健康教育活动记录表."""
    return {
        "served_on": on, "hours": "09:00-10:30", "venue": "二楼健康教育室", "form": form, "theme": "高血压的防治",
        "organizer": "公卫科", "speaker": "于白露", "audience": [7, 9], "audience_count": 36,
        "content": "讲解减盐和按时服药", "evaluation": "现场提问，多数人能复述", "archived": [2, 5], "leader": "王小满",
        "filled_on": on, "topics": [3, 4], "themes": [2], "channels": [8], **changes,
    }  # fmt: skip


def board(number: int = 1, on: dt.date = dt.date(2020, 1, 10), **changes: Any) -> dict[str, Any]:
    """A board that fits."""
    fit = {"area_m2": Decimal("2.40"), "centre_height_m": Decimal("1.55")}
    return {"served_on": on, "number": number, "stands_at": 1, **fit, **changes}


def change(on: dt.date, boards: list[int], **changes: Any) -> dict[str, Any]:
    """New content on some boards."""
    said = {"issue": f"{on:%Y-%m}", "theme": "冬季养生", "topics": [3], "themes": [1], "kept_original": True}
    return {"served_on": on, "boards": boards, **said, **changes}


def material(title: str, kind: int = 1, **changes: Any) -> dict[str, Any]:
    """A title of the library."""
    medium = {"medium": 2} if kind == 4 else {}
    on = dt.date(2023, 12, 1)
    return {"served_on": on, "title": title, "kind": kind, **medium, "topics": [3], "approved_by": "王小满", **changes}


def save(cast: Cast, form: Form, values: dict[str, Any], at: Institution | None = None, **how: Any) -> Any:
    """Save one record for an institution, by its 公卫 unless said otherwise."""
    place = at or cast.centre_a
    by = how.pop("actor", cast.staff["public_health_b" if place == cast.centre_b else "public_health_a"])
    return record_activity(form, how.pop("id", uuid.uuid4()), place.pk, values, actor=by, **how)


def lecture(cast: Cast, on: dt.date, at: Institution | None = None, **changes: Any) -> Any:
    """A lecture with everything."""
    return save(cast, forms.ACTIVITY, activity(on, **changes), at)


def owed(place: Institution, step: str) -> list[InstitutionObligation]:
    """What an institution owes of a step this year, in order."""
    refresh_institutions([place.pk])
    found = InstitutionObligation.objects.filter(institution=place, step=step, due_on__year=2024)
    return list(found.order_by("due_on"))


def figures(cohort: str, as_of: dt.date) -> dict[str, dict[str, Any]]:
    """The rows of a cohort by their words."""
    with connection.cursor() as cursor:
        cursor.execute(statement(cohort, "postgres", False).text, dict(PeriodDates.year_to(as_of).values()))
        rows = [dict(zip(columns(cohort), row, strict=True)) for row in cursor.fetchall()]
    return {row["subject"]: row for row in rows}
