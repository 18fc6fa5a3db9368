"""One row by itself: what it says, and what is wrong in which cell. The checks are those of the paper."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from gongwei.exchange.fates import ERROR, READ, SOFT
from gongwei.exchange.models import Import, ImportRow
from gongwei.exchange.residents.cells import Odd, day_of, value_of
from gongwei.exchange.residents.columns import FILED, VILLAGE, label_of
from gongwei.exchange.residents.reach import Reach, reach_of
from gongwei.kernel import clock
from gongwei.people.checks import check_resident
from gongwei.people.models import Staff

JUDGED = """
UPDATE import_row r SET fate = v.fate, said = v.said::jsonb, number = v.number, name = v.name,
    birth_date = v.birth::date, phone = v.phone, village = v.village, filed_on = v.filed::date,
    problems = v.problems::jsonb, resident_id = NULL, version = NULL, before = NULL
FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[],
            %s::text[], %s::text[])
    AS v(id, fate, said, number, name, birth, phone, village, filed, problems)
WHERE r.id = v.id
"""


@dataclass
class Judged:
    """What a row says by itself."""

    fate: str = READ
    said: dict[str, Any] = field(default_factory=dict)
    village: str | None = None
    filed_on: dt.date | None = None
    problems: list[dict[str, str]] = field(default_factory=list)

    def against(self, key: str, message: str, fate: str = ERROR) -> None:
        """Note a problem; an error outweighs a doubt."""
        label = label_of(key)
        self.problems.append({"column": label, "message": message.removeprefix(f"{label}：")})
        self.fate = ERROR if ERROR in (fate, self.fate) else fate

    @property
    def text(self) -> str:
        """What it says as the database keeps it."""
        return json.dumps(self.said, ensure_ascii=False, default=str)


def judge(cells: Sequence[str], mapping: Sequence[str], reach: Reach, today: dt.date) -> Judged:
    """Read the cells by their columns; an empty cell says nothing, so it never empties what is stored."""
    row = Judged()
    typed: dict[str, Any] = {}
    if len(cells) < len(mapping):
        row.against("name", f"这一行只有 {len(cells)} 格、表头有 {len(mapping)} 格，文件可能不完整，请重新导出")
        return row
    for key, text in zip(mapping, cells, strict=False):
        if not key or not text:
            continue
        try:
            typed[key] = value_of(key, text)
        except Odd as why:
            row.against(key, str(why))
    _beside(row, typed, reach, today)
    if row.fate == ERROR and any(p["column"] == label_of("id_no") for p in row.problems):
        return row
    values, problems = check_resident(typed, row.filed_on or today)
    for problem in problems:
        row.against(problem.field, problem.message, SOFT if problem.severity == "soft" else ERROR)
    row.said = {key: value for key, value in values.items() if value is not None}
    return row


def _beside(row: Judged, typed: dict[str, Any], reach: Reach, today: dt.date) -> None:
    """Village and day of filing stand beside the paper."""
    place = str(typed.pop(VILLAGE, ""))
    row.village = reach.village(place)
    if row.village is None:
        row.against(VILLAGE, f"“{place[:20]}”不是您服务的村（居），请填名称或12位代码" if place else "必须填写")
    day = str(typed.pop(FILED, ""))
    try:
        row.filed_on = dt.date.fromisoformat(_padded(day_of(day))) if day else today
    except ValueError:
        row.against(FILED, f"“{day[:20]}”不是真实的日期，请按 2024-05-20 的样式填写")
        return
    if row.filed_on > today:
        row.against(FILED, f"{row.filed_on} 晚于今天，请核对")


def _padded(day: str) -> str:
    parts = day.replace("/", "-").replace(".", "-").split("-")
    return "-".join(part.zfill(2) for part in parts)


def judge_rows(held: Import, rows: Sequence[ImportRow], staff: Staff) -> None:
    """Judge a part of the file and keep what each row says, in one statement."""
    reach, today = reach_of(staff), clock.today()
    found: list[tuple[Any, ...]] = []
    for row in rows:
        one = judge(row.cells, held.mapping, reach, today)
        said = one.said
        found.append((
            row.pk, one.fate, one.text, said.get("id_no") or said.get("birth_certificate_no"), said.get("name", ""),
            _iso(said.get("birth_date")), said.get("phone"), one.village, _iso(one.filed_on),
            json.dumps(one.problems, ensure_ascii=False),
        ))  # fmt: skip
    if not found:
        return
    with connection.cursor() as cursor:
        cursor.execute(JUDGED, [list(column) for column in zip(*found, strict=True)])


def _iso(day: Any) -> str | None:
    return day.isoformat() if isinstance(day, dt.date) else None
