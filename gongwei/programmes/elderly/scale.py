"""老年人生活自理能力评估表: printed scores of the columns ticked, and the level of their sum (规范三版 6 附件)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

SCORES: dict[str, dict[int, int]] = {
    "eating": {1: 0, 3: 3, 4: 5},
    "grooming": {1: 0, 2: 1, 3: 3, 4: 7},
    "dressing": {1: 0, 3: 3, 4: 5},
    "toileting": {1: 0, 2: 1, 3: 5, 4: 10},
    "mobility": {1: 0, 2: 1, 3: 5, 4: 10},
}
"""Item → column ticked (1 可自理 … 4 不能自理) → printed score."""


def score_of(ticked: Mapping[str, int]) -> int:
    """The sum of the printed scores of all five items."""
    return sum(SCORES[item][ticked[item]] for item in SCORES)


def level_of(ticked: Mapping[str, int], limits: Mapping[str, Any]) -> int:
    """1 可自理, 2 轻度依赖, 3 中度依赖, 4 不能自理, by the limits of the chapter's parameters."""
    score = score_of(ticked)
    return 1 + sum(score > int(limits[name]) for name in ("independent_max", "mild_max", "moderate_max"))
