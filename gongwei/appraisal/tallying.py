"""The scores of many accepted inspections in three queries: judgements minus the deductions that stand."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from gongwei.appraisal.methods import State
from gongwei.appraisal.models import Deduction, Inspection, Judgement
from gongwei.appraisal.tally import Line, Total, total


def lines_of(inspections: Iterable[Inspection]) -> dict[Inspection, list[Line]]:
    """Inspection → the lines of its frozen sheet."""
    held = list(inspections)
    lost: dict[tuple[object, str], list[Decimal]] = {}
    standing = Deduction.objects.filter(inspection__in=held, state="standing")
    for pk, item, points in standing.values_list("inspection_id", "item", "points"):
        lost.setdefault((pk, item), []).append(points)
    lines: dict[object, list[Line]] = {}
    judged = Judgement.objects.filter(inspection__in=held)
    for pk, item, points, state in judged.values_list("inspection_id", "item", "points", "state"):
        lines.setdefault(pk, []).append(Line(item, points, State(state), tuple(lost.get((pk, item), ()))))
    return {row: lines.get(row.pk, []) for row in held}


def totals_of(inspections: Iterable[Inspection]) -> dict[Inspection, Total]:
    """Inspection → the sum of its frozen sheet."""
    return {row: total(lines) for row, lines in lines_of(inspections).items()}


def scores_of(inspections: Iterable[Inspection]) -> dict[Inspection, Decimal | None]:
    """Inspection → its score out of 100."""
    return {row: made.score for row, made in totals_of(inspections).items()}
