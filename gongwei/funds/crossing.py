"""老年人体检的统筹 (003:12.3): exams given by one institution to another's elders, each settled at most once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection

from gongwei.catalogue.plans import plan
from gongwei.kernel.money import ZERO
from gongwei.people.models import Institution

ELDERLY_EXAM = ("elderly", "exam")

_EXAMS = """
    WITH settled AS (
        SELECT s.record, count(*) AS times, bool_or(t.state = 'paid') AS paid
        FROM funds_lineservice s JOIN funds_settlementline l ON l.id = s.line_id
        JOIN funds_settlement t ON t.id = l.settlement_id
        WHERE s.programme = %(programme)s AND s.step = %(step)s AND s.state = 'valid'
          AND t.state <> 'replaced' AND t.plan = %(plan)s
        GROUP BY s.record
    )
    SELECT e.institution_id, r.institution_id, count(DISTINCT e.resident_id), count(*),
           count(*) FILTER (WHERE settled.paid),
           count(*) FILTER (WHERE settled.record IS NOT NULL AND NOT settled.paid),
           count(*) FILTER (WHERE settled.times > 1)
    FROM obligation o
    JOIN health_exam e ON e.id = o.met_by
    JOIN residence r ON r.resident_id = o.resident_id
     AND r.from_on <= o.met_on AND (r.to_on IS NULL OR r.to_on > o.met_on)
    LEFT JOIN settled ON settled.record = e.id
    WHERE o.programme = %(programme)s AND o.step = %(step)s AND o.met_on BETWEEN %(first)s AND %(last)s
      AND e.voided_at IS NULL
    GROUP BY 1, 2
"""
_MONEY = """
    SELECT s.institution_id, l.clinic_id, sum(w.amount)
    FROM funds_wage w JOIN staff s ON s.id = w.staff_id
    JOIN funds_settlementline l ON l.id = w.line_id JOIN funds_settlement t ON t.id = l.settlement_id
    WHERE t.plan = %(plan)s AND t.state <> 'replaced' AND s.institution_id <> l.clinic_id
      AND s.institution_id <> t.township_id
    GROUP BY 1, 2
"""


@dataclass(frozen=True)
class Crossing:
    """Exams that one institution gave to the elders of another: people, exams, paid, in a trial, settled twice."""

    giver: Institution
    home: Institution
    people: int
    exams: int
    paid: int
    trial: int
    twice: int

    @property
    def own(self) -> bool:
        """Given at home: by the institution itself or one of its clinics."""
        return self.giver.path.startswith(self.home.path)

    @property
    def open(self) -> int:
        """Not settled yet."""
        return self.exams - self.paid - self.trial


def crossings() -> list[Crossing]:
    """Every pair of giver and home in the plan's year, by what met the elders' yearly exam: one exam a person."""
    first = plan().last_day.replace(month=1, day=1)
    values: dict[str, Any] = {
        "plan": plan().id, "programme": ELDERLY_EXAM[0], "step": ELDERLY_EXAM[1], "first": first,
        "last": plan().last_day,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_EXAMS, values)
        rows = cursor.fetchall()
    places = Institution.objects.in_bulk({place for row in rows for place in row[:2]})
    found = [Crossing(places[giver], places[home], *numbers) for giver, home, *numbers in rows]
    return sorted(found, key=lambda each: (each.home.pk, each.own, -each.exams, each.giver.pk))


def used(found: Sequence[Crossing]) -> list[Crossing]:
    """Those that used another institution of the district."""
    return [each for each in found if not each.own]


def paid_across() -> dict[tuple[int, int], Decimal]:
    """(giver's institution, clinic) → yuan of approved wage sheets that went to staff from outside the township."""
    with connection.cursor() as cursor:
        cursor.execute(_MONEY, {"plan": plan().id})
        return {(giver, clinic): total or ZERO for giver, clinic, total in cursor.fetchall()}
