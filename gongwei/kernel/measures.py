"""Indicators, declared: a table of people with named yes/no criteria; a rate is two sums, a gap is a list of names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

Subject = Literal["resident", "institution", "case"]


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
class Ground:
    """Rows that several cohorts of a chapter rest on: (t, p, period) → table, computed once where all are evaluated.

    A cohort calls it like a function and names it in ``rests_on``; ``id`` is the name of its table. Where the rows lie
    ready ``t`` has that table, else they are part of the cohort's own expression.
    """

    id: str
    build: Callable[[Any, Any, Any], Any]

    def __call__(self, t: Any, p: Any, period: Any) -> Any:
        return t[self.id] if self.id in t else self.build(t, p, period)


@dataclass(frozen=True)
class Cohort:
    """A function (t, p, period) → one row per person (or pregnancy, birth, case) with its criteria as columns.

    The table holds ``resident_id``, every criterion as a boolean without NULL, and every ``among`` flag that a
    measure names. Groups (institution, village, doctor) are joined by the engine as of the date, never here.

    A cohort ``of`` institutions or cases (events, reports, boards: nothing about a resident) brings institution_id
    (and village_id where known) itself, ``subject_id`` (text) and ``subject``: the words by which a list names the row.
    ``unit`` is what its rows are counted in.

    ``candidates`` is a cheap table (t, p, period) of everybody who may have a row, and maybe of others: by it the
    engine decides whether the cohort concerns a person at all. Without it the rows themselves are asked.
    """

    id: str
    label: str
    ref: str
    build: Callable[[Any, Any, Any], Any]
    criteria: tuple[Criterion, ...]
    of: Subject = "resident"
    unit: str = "人"
    candidates: Callable[[Any, Any, Any], Any] | None = None
    rests_on: Ground | None = None

    def criterion(self, criterion_id: str) -> Criterion:
        """The criterion of that id; KeyError names what exists."""
        for criterion in self.criteria:
            if criterion.id == criterion_id:
                return criterion
        raise KeyError(f"{self.id}: no criterion {criterion_id!r}; there are {[c.id for c in self.criteria]}")


@dataclass(frozen=True)
class Count:
    """A number per row that a plan demands (种, 次, 个, 平方米): the cohort's column and its unit."""

    column: str
    unit: str


@dataclass(frozen=True)
class Measure:
    """A rate: those of the cohort (``among`` a flag column, or all) who meet every criterion of ``met``.

    ``base`` replaces the cohort's count as denominator by a locked number of the plan (population, task number);
    ``bases`` are the readings a plan may choose from. ``definition`` says numerator and denominator in Chinese.

    ``counted``: what the plan demands is a number per row (≥12 种/年 of each institution). The rate is then of rows
    that reach their number, and all must; where a group is one row, the number itself is shown.

    ``reading`` (choice, value): the plan's text has several readings, each a measure of its own; the target is asked
    of the one whose reading the plan takes, the others are shown beside it. ``judged_by``: whose target that is.
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
    counted: Count | None = None
    reading: tuple[str, str] | None = None
    judged_by: str | None = None


def cohort(
    id: str,
    label: str,
    *,
    ref: str,
    criteria: tuple[Criterion, ...],
    of: Subject = "resident",
    unit: str = "人",
    candidates: Callable[[Any, Any, Any], Any] | None = None,
    rests_on: Ground | None = None,
) -> Callable[[Callable[[Any, Any, Any], Any]], Cohort]:
    """Declare the decorated (t, p, period) function as a cohort."""

    def declare(build: Callable[[Any, Any, Any], Any]) -> Cohort:
        return Cohort(id, label, ref, build, criteria, of, unit, candidates, rests_on)

    return declare


@dataclass(frozen=True)
class Quality:
    """What the records of a chapter must stand up to: a cohort whose criteria are grouped by the kind of defect.

    The cohort also holds ``score``: 100 less the deduction of each failed criterion (parameter ``deduct_<criterion>``).
    ``columns`` names, where one column of the record is to be put right, which; ``verified`` the programmes whose
    patients' files are checked for truth.
    """

    cohort: Cohort
    kinds: Mapping[str, tuple[str, ...]]
    columns: Mapping[str, str]
    verified: tuple[str, ...] = ()
