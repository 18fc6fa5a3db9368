"""The chapters that bring records of their own into the demo: those whose folder holds a ``demo.py``."""

from __future__ import annotations

import datetime as dt
import importlib
import importlib.util
from collections.abc import Iterator
from dataclasses import dataclass

from gongwei.catalogue.chapters import chapters
from gongwei.catalogue.plans import published
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


def with_demo(today: dt.date) -> list[Demo]:
    """Those that the plan runs on the day, in the order of the specification; code present is not in force."""
    policy = published()
    running = [each for each in chapters() if policy.in_force(each.id, today)]
    return [Demo(each.id, each.label) for each in running if importlib.util.find_spec(_module(each.id))]


def _module(chapter_id: str) -> str:
    return f"gongwei.programmes.{chapter_id}.demo"
