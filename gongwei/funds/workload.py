"""The village's share of the work beside its share of the money (三、九（二）; AMB-04, AMB-05)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.db import connection

from gongwei.appraisal.places import clinic_of_village, townships
from gongwei.catalogue.plans import plan
from gongwei.funds.board import Row, rows
from gongwei.funds.rules import funds, settlement_rules
from gongwei.people.models import Institution

_OWED = """
    SELECT r.institution_id, r.village_id, o.programme || '.' || o.step, count(*)
    FROM obligation o JOIN residence r ON r.resident_id = o.resident_id
     AND r.from_on <= o.due_on AND (r.to_on IS NULL OR r.to_on > o.due_on)
    WHERE o.due_on BETWEEN %(first)s AND %(last)s
      AND (o.met_on IS NOT NULL OR o.ended_on IS NULL OR o.ended_on > o.due_on)
    GROUP BY 1, 2, 3
"""
ONE = Fraction(1)


@dataclass(frozen=True)
class Share:
    """One institution's year: the work owed in all and by its clinics, in equivalents, and the village's money."""

    place: Institution
    work: Fraction
    village: Fraction
    money: Fraction | None

    @property
    def part(self) -> Fraction | None:
        """The village's part of the work; None where nothing is owed."""
        return self.village / self.work if self.work else None

    @property
    def below(self) -> bool:
        """Below the plan's share, by the base that it reads; a warning, never a block where it is 原则上."""
        floor = funds().village.share
        judged = self.part if plan().choice("village_share_base") == "tasks" else self.money
        return floor is not None and judged is not None and judged * 100 < Fraction(floor.value)


def weighed(
    owed: Iterable[tuple[str, str, int]], served: Mapping[str, int], weights: Mapping[str, Fraction]
) -> tuple[Fraction, Fraction]:
    """(village, service, how many) rows: the work in all, and what the clinics owe of it.

    A clinic owes the services that the plan gives to the village, for the people of the villages that it serves;
    a service without a weight counts one.
    """
    work = village = Fraction(0)
    for place, service, number in owed:
        worth = number * weights.get(service, ONE)
        work += worth
        if service in weights and place in served:
            village += worth
    return work, village


def shares() -> list[Share]:
    """Every institution of the plan's table, by what is owed in the plan's year."""
    weights = {each.key: Fraction(each.equivalents) for each in settlement_rules().services}
    with connection.cursor() as cursor:
        first = plan().last_day.replace(month=1, day=1)
        cursor.execute(_OWED, {"first": first, "last": plan().last_day})
        found: dict[int, list[tuple[str, str, int]]] = {}
        for institution, village, service, number in cursor.fetchall():
            found.setdefault(institution, []).append((village, service, number))
    money = {row.place.pk: _money(row) for row in rows()}
    return [
        Share(place, *weighed(found.get(place.pk, ()), clinic_of_village(place), weights), money.get(place.pk))
        for place in townships()
    ]


def _money(row: Row) -> Fraction | None:
    """The village's part of the money that came: of the original items', or of all where the plan reads it so."""
    if row.village_share is None or plan().choice("village_share_base") != "all_money":
        return row.village_share
    return row.village_share * Fraction(funds().original) / Fraction(Decimal(funds().per_head.value))
