"""The chapters that bring records of their own into the demo: those whose folder holds a ``demo.py``."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Iterator
from dataclasses import dataclass

from gongwei.catalogue.chapters import chapters
from gongwei.records.synthetic import Columns, District, Rng


@dataclass(frozen=True)
class Demo:
    """One chapter's ``demo.rows``."""

    id: str
    label: str

    def rows(self, district: District, rng: Rng) -> Iterator[tuple[str, Columns]]:
        """Tables and their columns; a table may come more than once."""
        found: Iterator[tuple[str, Columns]] = importlib.import_module(_module(self.id)).rows(district, rng)
        return found


def with_demo() -> list[Demo]:
    """In the order of the specification."""
    return [Demo(each.id, each.label) for each in chapters() if importlib.util.find_spec(_module(each.id))]


def _module(chapter_id: str) -> str:
    return f"gongwei.programmes.{chapter_id}.demo"
