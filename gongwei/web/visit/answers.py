"""A stored record as lines to read: the paper's words and what was answered, without what was left empty."""

from __future__ import annotations

from typing import Any

from gongwei.records.items import item_of
from gongwei.records.layout import Form, Line
from gongwei.ui.figures import MISSING
from gongwei.ui.visits import line_said, visit_of


def answers_of(form: Form, record: Any) -> list[tuple[str, str]]:
    """(printed words, answer) of every line that says something."""
    visit = visit_of(form, record)
    lines = [line for group in form.groups for line in group.lines if _typed(form, line)]
    said = ((line.label, line_said(form, line, visit)) for line in lines)
    return [
        (label, text)
        for label, text in said
        if text.replace("/", "").strip() not in ("", MISSING, MISSING * 2)
    ]


def _typed(form: Form, line: Line) -> bool:
    """Whether the line holds anything that is not worked out from other lines; who signed counts."""
    return any(not item_of(form.model, name).spec.computed for name in line.fields)
