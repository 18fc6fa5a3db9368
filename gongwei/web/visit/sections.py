"""The parts of a long form, to jump to; each says how many required answers are still missing."""

from __future__ import annotations

from dataclasses import dataclass

from gongwei.ui.official import FormView, PaperRow


@dataclass(frozen=True)
class Section:
    """One bracket of the paper: its words, the element to go to, required fields."""

    label: str
    anchor: str
    must: int


def sections_of(view: FormView) -> tuple[Section, ...]:
    """The groups of the paper that have words, in paper order."""
    found: list[tuple[str, list[PaperRow]]] = []
    for row in view.rows:
        if row.group_rows and row.group:
            found.append((row.group, []))
        if found:
            found[-1][1].append(row)
    return tuple(
        Section(label, rows[0].controls[0].id, sum(1 for row in rows if row.must))
        for label, rows in found
        if rows[0].controls
    )
