"""A statement of the district as it was drawn: its figures, day and build stand, and can be counted again (EHR-25)."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction

from gongwei.kernel.clock import now, today
from gongwei.people.grants import allowed
from gongwei.people.models import Staff
from gongwei.people.problems import Forbidden, refuse
from gongwei.records.history import acting
from gongwei.reporting.counting import count, ground
from gongwei.reporting.definitions import Definition
from gongwei.reporting.models import Entry, Statement, StatementLine


def draw(kind: Definition, through: dt.date, build: int) -> list[Entry]:
    """The lines of the district as one build gives them for a day."""
    counted = count(kind, through, None, build)
    return [
        Entry(
            position=number, line=line.id, label=line.label, unit=line.unit, indicator=line.indicator,
            numerator=counted[line.id].numerator, denominator=counted[line.id].denominator,
            rows=counted[line.id].rows, reason=counted[line.id].reason,
        )
        for number, line in enumerate(kind.lines, 1) if line.id in counted
    ]  # fmt: skip


def keep(key: uuid.UUID, kind: Definition, through: dt.date, *, by: Staff) -> Statement:
    """Draw it and keep it with the build behind it; asked again it is the same."""
    if not allowed(by, "plan"):
        raise Forbidden("全区报表由项目办编制和留存")
    if earlier := Statement.objects.filter(pk=key).first():
        return earlier
    if through > today():
        raise refuse("on", f"截至日：不能晚于今天（{today()}）")
    held = ground(f"statement-{key}")
    lines = draw(kind, through, held.build)
    with transaction.atomic(), acting(str(by.pk), f"留存{kind.label}"):
        made = Statement.objects.create(
            id=key, kind=kind.id, through=through, build=held.build, snapshot_at=held.snapshot_at, plan=held.plan,
            kept_by=by, kept_at=now(),
        )  # fmt: skip
        StatementLine.objects.bulk_create(
            StatementLine(
                statement=made, position=each.position, line=each.line, label=each.label, unit=each.unit,
                indicator=each.indicator, numerator=each.numerator, denominator=each.denominator, rows=each.rows,
                reason=each.reason,
            )
            for each in lines
        )  # fmt: skip
        return made


def lines_of(statement: Statement) -> list[Entry]:
    """The kept lines, ready to be shown as those of any report."""
    names = ("position", "line", "label", "unit", "indicator", "numerator", "denominator", "rows", "reason")
    return [Entry(**{name: getattr(each, name) for name in names}) for each in statement.lines.all()]


def differing(statement: Statement, kind: Definition) -> list[str]:
    """The lines that its own build does not give again today: none, as long as build and definition stand."""
    again = {each.line: each for each in draw(kind, statement.through, statement.build)}
    return [
        each.label for each in statement.lines.all()
        if each.line not in again
        or (each.numerator, each.denominator, each.rows)
        != (again[each.line].numerator, again[each.line].denominator, again[each.line].rows)
    ]  # fmt: skip
