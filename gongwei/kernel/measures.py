"""Indicators, declared: a table of people with named yes/no criteria; a rate is two sums, a gap is a list of names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Criterion:
    """One yes/no test of a person-period: column name, what is missing when it fails, and the clause that asks it.

    ``lacking`` is the sentence shown to the doctor (``面对面随访不足``); ``step`` names the schedule step whose open
    obligation gives the latest date that still counts, if there is one.
    """

    id: str
    label: str
    lacking: str
    ref: str
    step: str | None = None


@dataclass(frozen=True)
class Cohort:
    """A function (t, p, period) → one row per person (or pregnancy, birth, case) with its criteria as columns.

    The table holds ``resident_id``, every criterion as a boolean without NULL, and every ``among`` flag that a
    measure names. Groups (institution, village, doctor) are joined by the engine as of the date, never here.
    """

    id: str
    label: str
    ref: str
    build: Callable[[Any, Any, Any], Any]
    criteria: tuple[Criterion, ...]

    def criterion(self, criterion_id: str) -> Criterion:
        """The criterion of that id; KeyError names what exists."""
        for criterion in self.criteria:
            if criterion.id == criterion_id:
                return criterion
        raise KeyError(f"{self.id}: no criterion {criterion_id!r}; there are {[c.id for c in self.criteria]}")


@dataclass(frozen=True)
class Measure:
    """A rate: those of the cohort (``among`` a flag column, or all) who meet every criterion of ``met``.

    ``base`` replaces the cohort's count as denominator by a locked number of the plan (population, task number);
    ``bases`` are the readings a plan may choose from. ``definition`` says numerator and denominator in Chinese.
    """

    id: str
    label: str
    cohort: Cohort
    met: tuple[str, ...]
    ref: str
    definition: str
    among: str | None = None
    base: str | None = None
    bases: tuple[str, ...] = ()
    unit: str = "%"


def cohort(
    id: str, label: str, *, ref: str, criteria: tuple[Criterion, ...]
) -> Callable[[Callable[[Any, Any, Any], Any]], Cohort]:
    """Declare the decorated (t, p, period) function as a cohort."""

    def declare(build: Callable[[Any, Any, Any], Any]) -> Cohort:
        return Cohort(id, label, ref, build, criteria)

    return declare
