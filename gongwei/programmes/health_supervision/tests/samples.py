"""Places, patrols and clues of the supervision tests."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from gongwei.kernel.clock import CHINA
from gongwei.obligations.verbs import record_activity
from gongwei.people.models import Institution
from gongwei.people.tests.cast import Cast
from gongwei.programmes.health_supervision import forms
from gongwei.records.layout import Form


def at(text: str) -> dt.datetime:
    """A moment in China."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=CHINA)


def save(cast: Cast, form: Form, values: dict[str, Any], place: Institution | None = None, **how: Any) -> Any:
    """Save one record for an institution, by its 公卫 unless said otherwise."""
    where = place or cast.centre_a
    by = how.pop("actor", cast.staff["public_health_b" if where == cast.centre_b else "public_health_a"])
    return record_activity(form, how.pop("id", uuid.uuid4()), where.pk, values, actor=by, **how)


def unit(cast: Cast, number: int = 1, kind: int = 2, on: dt.date = dt.date(2022, 3, 1), **changes: Any) -> Any:
    """A registered place."""
    water = {"water": 1} if kind == 1 else {}
    values = {"served_on": on, "number": number, "name": f"第{number}小学", "kind": kind, **water,
              "address": "羊亭镇", "status": 1, **changes}  # fmt: skip
    return save(cast, forms.UNIT, values)


def patrol(cast: Cast, on: dt.date, unit_no: int | None = 1, **changes: Any) -> Any:
    """A patrol that found nothing."""
    values = {"served_on": on, "seq_no": 1, "unit_no": unit_no, "subject": 3, "venue": "第一小学", "found": 1,
              "content": "看晨检记录", "problem": "无", "patrollers": "王小满 于白露", **changes}  # fmt: skip
    return save(cast, forms.PATROL, values)


def clue(on: str = "2024-10-08 09:00", reported: str | None = "2024-10-08 15:00", **changes: Any) -> dict[str, Any]:
    """A clue with its clock."""
    told = {"reported_at": at(reported), "report_to": "区卫生监督所", "report_mode": 1} if reported else {}
    return {"served_on": at(on).date(), "seq_no": 1, "found_at": at(on), "subject": 4, "content": "无证行医线索",
            "urgent": False, "reporter": "王小满", **told, **changes}  # fmt: skip
