"""The ★ items of 健康体检表: who needs one is said by the person's own programmes, as data (``exam_item_set``)."""

from __future__ import annotations

from collections.abc import Iterable

from gongwei.care.models import HealthExam
from gongwei.records.fields import described

STARRED = {name: str(field.verbose_name) for name, field, spec in described(HealthExam) if spec.starred}
"""Field → printed term of every ★ item."""

EITHER_SIDE = "bp"
"""Blood pressure on one side at least: no single field, and asked of everybody by the form's own check."""


def labels(names: Iterable[str]) -> dict[str, str]:
    """Field → printed term of the ★ items among the names, in paper order; the others are asked of everybody."""
    asked = set(names)
    unknown = asked - {EITHER_SIDE} - {name for name, _, _ in described(HealthExam)}
    if unknown:
        raise KeyError(f"健康体检表没有这些项目：{sorted(unknown)}；请核对 exam_item_set")
    return {name: label for name, label in STARRED.items() if name in asked}
