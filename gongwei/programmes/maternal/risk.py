"""妊娠风险 as data: the screening and assessment lists of risk.yaml, each item with its colour (spec 05 d2).

The highest colour of all items governs (绿 < 黄 < 橙 < 红); 紫 stands beside any other. The doctor confirms.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from gongwei.kernel.codes import CodeList

GREEN, YELLOW, ORANGE, RED = 1, 2, 3, 4
FILE = Path(__file__).parent / "risk.yaml"


@dataclass(frozen=True)
class RiskItem:
    """One reason: its code and words, the colour that it means, and the rule that can find it in the values."""

    code: int
    text: str
    colour: int
    group: str
    purple: bool
    auto: str
    sheet: str
    sure: str
    screening: bool

    def found_in(self, outcome: Mapping[str, Any]) -> bool:
        """Whether the rules found it in the values of a record; never where it takes a doctor's eye."""
        rule, _, wanted = self.auto.partition("=")
        return bool(rule) and outcome.get(rule) in wanted.split(",")


@dataclass(frozen=True)
class RiskList:
    """The lists in force from a day on."""

    from_on: dt.date
    ref: str
    items: tuple[RiskItem, ...]

    def item(self, code: int) -> RiskItem | None:
        """The item of a code, None when this version has none."""
        return next((each for each in self.items if each.code == code), None)


@cache
def versions() -> tuple[RiskList, ...]:
    """Every version of the lists, the oldest first."""
    read = yaml.safe_load(FILE.read_text("utf-8"))["versions"]
    found = tuple(RiskList(each["from"], each["ref"], tuple(_items(each))) for each in read)
    return tuple(sorted(found, key=lambda each: each.from_on))


def _items(version: dict[str, Any]) -> Iterable[RiskItem]:
    for kind in ("screening", "assessment"):
        for each in version[kind]:
            yield RiskItem(
                each["code"], each["text"], each["colour"], each["group"], each.get("purple", False),
                each.get("auto", ""), each.get("sheet", ""), each["sure"], kind == "screening",
            )  # fmt: skip


def list_on(day: dt.date) -> RiskList:
    """The version in force on a day; days before the first one use the first."""
    held = [each for each in versions() if each.from_on <= day]
    return held[-1] if held else versions()[0]


def _codes(name: str, screening: bool) -> CodeList:
    items = [each for version in versions() for each in version.items if each.screening is screening]
    return CodeList(name, {each.code: f"{each.sheet} {each.text}".strip() for each in items})


SCREENING = _codes("maternal_screening", True)
ASSESSMENT = _codes("maternal_assessment", False)


def colour_of(codes: Iterable[int], day: dt.date) -> tuple[int, bool]:
    """The colour that governs the reasons, and whether 紫 stands beside it."""
    held = list_on(day)
    items = [item for code in codes if (item := held.item(code)) is not None]
    return max((each.colour for each in items), default=GREEN), any(each.purple for each in items)
