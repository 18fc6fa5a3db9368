"""Which reports there are: YAML files here and in the county's folder ``reports``; every line names its source."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml
from django.conf import settings

from gongwei.catalogue.chapters import measures
from gongwei.kernel.dates import add_months
from gongwei.kernel.errors import UserError

SHIPPED = Path(__file__).parent / "reports"
MONTHS = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True)
class Line:
    """One line: computed by an indicator, or filled in by the institution as a number."""

    id: str
    label: str
    unit: str
    indicator: str = ""
    fill: Literal["", "count", "rate"] = ""


@dataclass(frozen=True)
class Definition:
    """One kind of report: how often, how many days after the period it is due, and its lines."""

    id: str
    label: str
    every: Literal["month", "quarter", "year"]
    days: int
    ref: str
    lines: tuple[Line, ...]
    sure: str = ""
    statement: bool = False

    def last_ended(self, today: dt.date) -> dt.date:
        """The last day of the latest period that is over."""
        months = MONTHS[self.every]
        first = dt.date(today.year, (today.month - 1) // months * months + 1, 1)
        return first - dt.timedelta(days=1)

    def starts(self, through: dt.date) -> dt.date:
        """The first day of the period that ends so."""
        return add_months(through + dt.timedelta(days=1), -MONTHS[self.every])

    def due_on(self, through: dt.date) -> dt.date:
        """The last day on which it is in time."""
        return through + dt.timedelta(days=self.days)


@cache
def definitions() -> dict[str, Definition]:
    """All kinds by id; a county's file of the same id takes the place of a shipped one."""
    own = Path(settings.DATA) / "reports"
    files = [*sorted(SHIPPED.glob("*.yaml")), *(sorted(own.glob("*.yaml")) if own.is_dir() else ())]
    found = (read(yaml.safe_load(each.read_text("utf-8")), each.name) for each in files)
    return {each.id: each for each in found}


def read(given: dict[str, Any], name: str) -> Definition:
    """One file, checked: every line has an indicator that exists or is to be filled in, and no id twice."""
    try:
        lines = tuple(Line(**line) for line in given["lines"])
        made = Definition(**{**given, "lines": lines})
    except (KeyError, TypeError) as problem:
        raise UserError(f"报表 {name}：{problem}") from problem
    if made.every not in MONTHS:
        raise UserError(f"报表 {name}：every 只能是 {'、'.join(MONTHS)}")
    if len({line.id for line in lines}) != len(lines):
        raise UserError(f"报表 {name}：行的 id 有重复")
    for line in lines:
        if bool(line.indicator) == bool(line.fill):
            raise UserError(f"报表 {name}：“{line.label}”要么写 indicator，要么写 fill")
        if line.indicator and line.indicator not in measures():
            raise UserError(f"报表 {name}：“{line.label}”的指标 {line.indicator} 不存在")
    return made
