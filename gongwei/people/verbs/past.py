"""The repeating lines of the past history, replaced as a whole with the form."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

from gongwei.people.codes import PAST_DISEASE
from gongwei.people.models import PastDisease, Resident, Surgery, Transfusion, Trauma
from gongwei.people.models.past import MONTH
from gongwei.people.problems import HARD
from gongwei.records.layout import Problem

EVENTS: dict[str, Any] = {"surgeries": Surgery, "traumas": Trauma, "transfusions": Transfusion}
LONGEST = 100
MOST_LINES = 30


@dataclass(frozen=True)
class PastLines:
    """(disease code, month) and (name, month) lines; a month is YYYY, YYYY-MM or YYYY-MM-DD, or None."""

    diseases: tuple[tuple[int, str | None], ...] = ()
    surgeries: tuple[tuple[str, str | None], ...] = ()
    traumas: tuple[tuple[str, str | None], ...] = ()
    transfusions: tuple[tuple[str, str | None], ...] = ()

    def problems(self, birth: dt.date | None, on: dt.date) -> list[Problem]:
        """Unknown codes, months that are none, months before birth or after today, overlong names."""
        found = []
        for code, month in self.diseases:
            if code not in PAST_DISEASE or code == PAST_DISEASE.none:
                found.append(Problem("past_diseases", HARD, f"既往史·疾病：没有代码 {code}，请从列表中选择"))
            found += _month("past_diseases", "既往史·疾病", month, birth, on)
        if len({code for code, _ in self.diseases}) < len(self.diseases):
            found.append(Problem("past_diseases", HARD, "既往史·疾病：同一种疾病只填一行"))
        for field, model in EVENTS.items():
            label = str(model.__doc__).rstrip(".")
            lines = getattr(self, field)
            if len(lines) > MOST_LINES:
                found.append(Problem(field, HARD, f"{label}：最多 {MOST_LINES} 行"))
            for what, month in lines:
                if not what.strip() or len(what) > LONGEST or "\x00" in what:
                    found.append(Problem(field, HARD, f"{label}：名称应为1至{LONGEST}个字"))
                found += _month(field, label, month, birth, on)
        return found


def replace_past(resident: Resident, lines: PastLines) -> None:
    """Write the lines of the current form; the former ones stay in ``history``."""
    PastDisease.objects.filter(resident=resident).delete()
    PastDisease.objects.bulk_create(
        PastDisease(resident=resident, position=place, disease=code, diagnosed=month)  # type: ignore[misc]  # Text is NULL-able, which the stubs cannot see
        for place, (code, month) in enumerate(lines.diseases, start=1)
    )
    for field, model in EVENTS.items():
        model.objects.filter(resident=resident).delete()
        model.objects.bulk_create(
            model(resident=resident, position=place, what=what.strip(), happened=month)
            for place, (what, month) in enumerate(getattr(lines, field), start=1)
        )


def _month(field: str, label: str, month: str | None, birth: dt.date | None, on: dt.date) -> list[Problem]:
    if not month:
        return []
    if not re.fullmatch(MONTH.strip("^$"), month):
        return [Problem(field, HARD, f"{label}：时间应为 YYYY-MM，例如 2019-05")]
    if month > on.isoformat()[: len(month)]:
        return [Problem(field, HARD, f"{label}：时间 {month} 晚于今天，请核对")]
    if birth and month < birth.isoformat()[: len(month)]:
        return [Problem(field, HARD, f"{label}：时间 {month} 早于出生日期 {birth}，请核对")]
    return []
