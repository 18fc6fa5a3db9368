"""The national catalogue by year: how many classes and items it had, and which chapters it held (PLAN-13, PLAN-14)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from gongwei.kernel.ref import Ref

FILE = Path(__file__).parent / "catalogue.yaml"
BUILT_IN = 12
"""The classes that no plan defines: 原十二类."""


@dataclass(frozen=True)
class Version:
    """The catalogue from a year on; ``added`` came with it, ``chapters`` are all that it holds."""

    year: int
    classes: int
    items: int
    added: tuple[str, ...]
    chapters: tuple[str, ...]
    ref: str
    sure: str
    note: str = ""


@cache
def versions() -> tuple[Version, ...]:
    """Every version, the oldest first; a year or a chapter that comes twice is a mistake in the file."""
    found: list[Version] = []
    for row in yaml.safe_load(FILE.read_text("utf-8")):
        before = found[-1].chapters if found else ()
        added = tuple(row["chapters"])
        if (found and row["year"] <= found[-1].year) or set(before) & set(added):
            raise ValueError(f"catalogue.yaml: {row['year']} {sorted(set(before) & set(added))}")
        Ref(row["ref"])
        found.append(Version(
            row["year"], row["classes"], row["items"], added, before + added, row["ref"], row["sure"],
            row.get("note", ""),
        ))  # fmt: skip
    return tuple(found)


def version_of(year: int) -> Version | None:
    """The version that a year was worked by: the last one begun by then; before the first there is none."""
    return next((each for each in reversed(versions()) if each.year <= year), None)
