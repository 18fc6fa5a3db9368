"""The notifiable diseases as dated data: class, how they are managed, and whether the limit is that of 甲类.

传染病防治法 and its notices; diseases.yaml holds the rows, this file only reads them strictly.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from gongwei.kernel.codes import CodeList
from gongwei.kernel.ref import Ref

FILE = Path(__file__).parent / "diseases.yaml"
CLASSES = ("甲", "乙", "丙")
FIRST, LAST = dt.date(1900, 1, 1), dt.date(9999, 12, 31)
KEYS = {"code", "name", "class", "from", "to", "as_a", "course", "alias", "local", "ref", "sure"}


@dataclass(frozen=True)
class Span:
    """From a day until the day before ``to``."""

    from_on: dt.date = FIRST
    to_on: dt.date = LAST

    def holds(self, day: dt.date) -> bool:
        """Whether the day lies inside."""
        return self.from_on <= day < self.to_on


@dataclass(frozen=True)
class Disease:
    """One notifiable disease or sub-type; ``as_a`` are the times in which it was managed as 甲类."""

    code: int
    name: str
    rank: str
    in_law: Span
    as_a: tuple[Span, ...]
    course: bool
    aliases: tuple[str, ...]
    local: bool
    ref: str
    sure: str

    def urgent_on(self, day: dt.date) -> bool:
        """甲类, or 乙类 managed as 甲类 on that day: reported within the short limit."""
        return self.rank == "甲" or any(span.holds(day) for span in self.as_a)

    @property
    def group(self) -> str:
        """The disease without its sub-type: 病毒性肝炎."""
        return self.name.partition("·")[0]

    @property
    def words(self) -> tuple[str, ...]:
        """The texts by which a diagnosis names it."""
        return (self.name.replace("·", ""), *self.aliases) if "·" in self.name else (self.name, *self.aliases)


@cache
def diseases() -> dict[int, Disease]:
    """Every disease by code; an unknown key, class or a second code is a mistake in the file."""
    found: dict[int, Disease] = {}
    for row in yaml.safe_load(FILE.read_text("utf8")):
        if unknown := set(row) - KEYS:
            raise ValueError(f"diseases.yaml: {row.get('name')}: unknown {sorted(unknown)}")
        if row["class"] not in CLASSES or row["code"] in found:
            raise ValueError(f"diseases.yaml: {row['code']} {row['name']}: class or code")
        Ref(row["ref"])
        found[row["code"]] = Disease(
            row["code"], row["name"], row["class"], _span(row), tuple(_span(each) for each in row.get("as_a", ())),
            bool(row.get("course")), tuple(row.get("alias", ())), bool(row.get("local")),
            row["ref"], row.get("sure", "V"),
        )  # fmt: skip
    return found


def _span(row: dict[str, Any]) -> Span:
    return Span(row.get("from", FIRST), row.get("to", LAST))


def disease_list() -> CodeList:
    """The code list of the report card, with the class in front."""
    return CodeList("disease", {each.code: f"{each.rank}·{each.name}" for each in diseases().values()})


def name_of(code: int | None) -> str:
    """The name without the class."""
    found = diseases().get(code or 0)
    return found.name if found else "—"
