"""Every criterion of one resident (or of a village) from PostgreSQL, as of now, by the same definitions as the mart."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from gongwei.engine import prepared
from gongwei.engine.compile import POSTGRES
from gongwei.indicators.results import values
from gongwei.indicators.statements import Group, counting, groups, statement
from gongwei.kernel import clock
from gongwei.kernel.measures import Criterion


@dataclass(frozen=True)
class Standing:
    """How one person stands in one cohort: each criterion met or not."""

    resident_id: int
    chapter: str
    cohort: str
    label: str
    criteria: tuple[tuple[Criterion, bool], ...]

    @property
    def lacking(self) -> tuple[Criterion, ...]:
        """The criteria not met."""
        return tuple(criterion for criterion, met in self.criteria if not met)


def person(resident_id: int, as_of: dt.date | None = None) -> list[Standing]:
    """The resident in every cohort that counts them, as of today unless said otherwise."""
    return people([resident_id], as_of)


def people(residents: Sequence[int], as_of: dt.date | None = None) -> list[Standing]:
    """The same for several residents: a household, a doctor's list, a village."""
    day = as_of or clock.today()
    cohorts = cohorts_of(residents, day)
    return [
        _standing(groups()[cohort_id], row)
        for cohort_id, found in zip(cohorts, _ask(cohorts, residents, day), strict=True)
        for row in found
    ]


def cohorts_of(residents: Sequence[int], as_of: dt.date) -> list[str]:
    """The cohorts that count one of these residents, in the order of the specification."""
    connection.ensure_connection()
    given = {**values(as_of), "residents": list(residents)}
    with prepared.run(connection.connection, counting().text, given) as found:
        named = {cohort for _, cohort in found.fetchall()}
    return [cohort_id for cohort_id in groups() if cohort_id in named]


def rows(cohort_id: str, residents: Sequence[int], as_of: dt.date) -> list[dict[str, Any]]:
    """The rows of one cohort for these residents, by column."""
    return next(_ask([cohort_id], residents, as_of))


def _ask(cohorts: Sequence[str], residents: Sequence[int], as_of: dt.date) -> Iterator[list[dict[str, Any]]]:
    """The same for several cohorts in one round trip, in their order."""
    connection.ensure_connection()
    given = {**values(as_of), "residents": list(residents)}
    texts = [(statement(each, POSTGRES, True).text, given) for each in cohorts]
    for found in prepared.run_each(connection.connection, texts):
        yield [dict(zip(columns_of(found), row, strict=True)) for row in found.fetchall()]


def columns_of(cursor: Any) -> list[str]:
    """The names of a result's columns."""
    return [column.name for column in cursor.description]


def _standing(group: Group, row: dict[str, Any]) -> Standing:
    cohort = group.cohort
    criteria = tuple((criterion, bool(row[criterion.id])) for criterion in cohort.criteria)
    return Standing(row["resident_id"], group.chapter, cohort.id, cohort.label, criteria)
