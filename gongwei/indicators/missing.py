"""Who is missing what: the people in a denominator who fail, each with the criteria, the clause and the last day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from gongwei.catalogue import plans
from gongwei.catalogue.chapters import Chapter, measures
from gongwei.indicators.evaluation import EVERYWHERE, names_of
from gongwei.indicators.places import UNASSIGNED, Places, Scope
from gongwei.indicators.results import Results, among, met, results
from gongwei.indicators.statements import columns, group_of
from gongwei.kernel.measures import Criterion, Measure
from gongwei.kernel.steps import After
from gongwei.policy import Plan


@dataclass(frozen=True)
class Lacking:
    """One failed criterion of one person; ``due_on`` is the latest day that still counts, None where there is none.

    ``count`` is how many services are still owed (差 1 次), ``last_on`` when the step was last met. Something is owed
    and no day is left: ``too_late`` (a recheck that was not made within its two weeks).
    """

    criterion: str
    label: str
    lacking: str
    clause: str
    due_on: dt.date | None
    count: int | None
    last_on: dt.date | None

    @property
    def too_late(self) -> bool:
        """Nothing done from now on can mend it this year."""
        return self.due_on is None and bool(self.count)


@dataclass(frozen=True)
class Subject:
    """One row that is in the denominator and not in the numerator: an institution, a board, a report.

    ``subject_id`` is its key, ``subject`` the words by which a list names it.
    """

    subject_id: str
    subject: str
    institution: str
    village: str
    lacking: tuple[Lacking, ...]
    last_value: str | None

    @property
    def due_on(self) -> dt.date | None:
        """The first of the last days: from then on somebody is out for good."""
        return min((each.due_on for each in self.lacking if each.due_on), default=None)


@dataclass(frozen=True)
class Person(Subject):
    """One person who is in the denominator and not in the numerator."""

    resident_id: int
    record_no: str
    name: str
    sex: int
    birth_date: dt.date
    doctor: str
    doctor_id: int | None


@dataclass(frozen=True)
class Reason:
    """A criterion with the number of people who fail it (one person may fail several)."""

    criterion: Criterion
    people: int


@dataclass(frozen=True)
class Missing:
    """A drill-through list: its people (or rows of another kind), how many match, and why they fail in the scope."""

    people: tuple[Any, ...]
    matching: int
    total: int
    only_one: int
    reasons: tuple[Reason, ...]
    build: int


def missing(
    indicator: str,
    scope: Scope = EVERYWHERE,
    as_of: dt.date | None = None,
    *,
    criterion: str | None = None,
    only_one: bool = False,
    residents: Collection[int] | None = None,
    institutions: Collection[int] | None = None,
    limit: int | None = None,
    offset: int = 0,
    plan: Plan | None = None,
    build: int | None = None,
) -> Missing:
    """The list behind a gap, most urgent first; filters by scope, criterion and 只差1项; as of the year's end.

    ``residents`` limits it to people whom the reader may see, ``institutions`` rows of another kind to those of these
    institutions; ``limit=0`` only counts.
    """
    held = plan or plans.plan()
    measure = measures()[indicator][1]
    found = results(as_of or held.last_day, build)
    names, duck = names_of(found.build, held), found.connect()
    duck.execute(f"CREATE OR REPLACE TEMP TABLE failing AS {_failing(measure, found, names, scope)}")
    people_counted = measure.cohort.of == "resident"
    column, readable = ("resident_id", residents) if people_counted else ("institution_id", institutions)
    if readable is not None:
        duck.execute(f"DELETE FROM failing WHERE {column} NOT IN (SELECT unnest(?::BIGINT[]))", [list(readable)])
    reasons = _reasons(duck, measure)
    total, alone = duck.execute(
        "SELECT count(*), count(*) FILTER (failed_count = 1) FROM failing"
    ).fetchone() or (0, 0)  # fmt: skip
    wanted = [f'NOT "{measure.cohort.criterion(criterion).id}"'] if criterion else []
    wanted += ["failed_count = 1"] if only_one else []
    where = f" WHERE {' AND '.join(wanted)}" if wanted else ""
    duck.execute(f"CREATE OR REPLACE TEMP TABLE chosen AS SELECT * FROM failing{where}")
    matching = (duck.execute("SELECT count(*) FROM chosen").fetchone() or (0,))[0]
    listed = _people if people_counted else _subjects
    people = () if limit == 0 else listed(duck, measure, found, names, limit, offset)
    return Missing(people, matching, total, alone, reasons, found.build)


def _failing(measure: Measure, found: Results, names: Places, scope: Scope) -> str:
    failed = " + ".join(f'(NOT "{each}")::int' for each in measure.met) or "0"
    return (
        f"SELECT *, {failed} AS failed_count FROM ({found.people(measure.cohort.id)})"
        f" WHERE {among(measure)} AND NOT ({met(measure)}){_within(scope, names)}"
    )


def _within(scope: Scope, names: Places) -> str:
    """The scope as SQL over the columns of place; ids are ours, a village code is checked to be one."""
    parts = []
    if scope.institution == UNASSIGNED:
        parts.append("institution_id IS NULL")
    elif scope.institution is not None:
        ids = [str(key) for key, group in names.answers.items() if str(group) == scope.institution]
        parts.append(f"institution_id IN ({', '.join(ids) or 'NULL'})")
    if scope.village is not None:
        code = scope.village
        parts.append("village_id IS NULL" if code == UNASSIGNED else f"village_id = '{int(code):012d}'")
    if scope.villages:
        parts.append("village_id IN (" + ", ".join(f"'{int(code):012d}'" for code in scope.villages) + ")")
    if scope.doctor is not None:
        key = scope.doctor
        parts.append("doctor_id IS NULL" if key == UNASSIGNED else f"doctor_id = {int(key)}")
    return "".join(f" AND {part}" for part in parts)


def _reasons(duck: duckdb.DuckDBPyConnection, measure: Measure) -> tuple[Reason, ...]:
    if not measure.met:
        return ()
    counts = ", ".join(f'count(*) FILTER (NOT "{each}")' for each in measure.met)
    row = duck.execute(f"SELECT {counts} FROM failing").fetchone() or ()
    return tuple(
        Reason(measure.cohort.criterion(each), number) for each, number in zip(measure.met, row, strict=True)
    )


def _people(
    duck: duckdb.DuckDBPyConnection, measure: Measure, found: Results, names: Places, limit: int | None, offset: int
) -> tuple[Person, ...]:
    """Names and what is still owed to the chosen people, the most urgent first."""
    facts = ("c.resident_id", "r.record_no", "r.name", "r.sex", "r.birth_date", "c.doctor_id")
    source = "chosen c JOIN resident r ON r.id = c.resident_id"
    rows = _rows(duck, measure, found, facts, source, "resident_id", limit, offset)
    found_people = []
    for row in rows:
        key, record_no, name, sex, birth, doctor = row.own
        called = names.label("doctor", UNASSIGNED if doctor is None else str(doctor))
        institution, village = _placed(row, names)
        found_people.append(Person(
            str(key), name, institution, village, _lacking(row, measure), row.last_value,
            key, record_no, name, sex, birth, called, doctor,
        ))  # fmt: skip
    return tuple(found_people)


def _subjects(
    duck: duckdb.DuckDBPyConnection, measure: Measure, found: Results, names: Places, limit: int | None, offset: int
) -> tuple[Subject, ...]:
    """The chosen rows that are not people, with what their institution still owes."""
    facts = ("c.subject_id", "c.subject")
    rows = _rows(duck, measure, found, facts, "chosen c", "institution_id", limit, offset)
    found_rows = []
    for row in rows:
        (key, subject), (institution, village) = row.own, _placed(row, names)
        found_rows.append(Subject(key, subject, institution, village, _lacking(row, measure), row.last_value))
    return tuple(found_rows)


@dataclass(frozen=True)
class _Row:
    """One row of a list as the engine gives it: its own facts, place, and per criterion passed, count and days."""

    own: tuple[Any, ...]
    place: tuple[Any, ...]
    last_value: str | None
    passed: tuple[bool, ...]
    counts: tuple[Any, ...]
    dues: tuple[Any, ...]


def _rows(
    duck: duckdb.DuckDBPyConnection, measure: Measure, found: Results, facts: Sequence[str], source: str, owner: str,
    limit: int | None, offset: int,
) -> list[_Row]:  # fmt: skip
    """Join what is still owed to the chosen rows, the most urgent first."""
    criteria = [measure.cohort.criterion(each) for each in measure.met]
    have = set(columns(measure.cohort.id))
    owed = _owed(duck, measure, criteria, found.as_of, owner)
    failing = [f'CASE WHEN NOT c."{each.id}" THEN o{place}.due_on END' for place, each in enumerate(criteria)]
    order = f"least({', '.join(failing)}) NULLS LAST, " if failing else ""
    joins = "".join(f" LEFT JOIN ({sql}) o{place} ON o{place}.{owner} = c.{owner}" for place, sql in enumerate(owed))
    own = [f'c."{each.id}"' for each in criteria]
    dues = [
        f"o{place}.{name}" for place in range(len(criteria)) for name in ("due_on", "open_count", "last_on")
    ]
    counts = [f'c."{each.id}_lacking"' if f"{each.id}_lacking" in have else "NULL" for each in criteria]
    last = "c.last_value" if "last_value" in have else "NULL"
    wanted = (*facts, "c.institution_id", "c.village_id", last, *own, *counts, *dues)
    rows = duck.execute(
        f"SELECT {', '.join(wanted)} FROM {source}{joins} ORDER BY {order}c.village_id, {facts[0]}"
        f"{f' LIMIT {int(limit)}' if limit is not None else ''} OFFSET {int(offset)}"
    ).fetchall()
    head, size = len(facts), len(criteria)
    rest = head + 3
    return [
        _Row(row[:head], row[head : head + 2], row[head + 2], row[rest : rest + size],
             row[rest + size : rest + 2 * size], row[rest + 2 * size :])
        for row in rows
    ]  # fmt: skip


def _owed(
    duck: duckdb.DuckDBPyConnection, measure: Measure, criteria: Sequence[Criterion], as_of: dt.date, owner: str
) -> list[str]:
    """Per criterion: SQL of what its step still owes to (or asks of) the chosen rows in the year of the day."""
    table = "obligation" if owner == "resident_id" else "institution_obligation"
    chapter = measures()[measure.id][0]
    steps = sorted({each.step for each in criteria if each.step})
    first, last = dt.date(as_of.year, 1, 1), dt.date(as_of.year, 12, 31)
    duck.execute(
        "CREATE OR REPLACE TEMP TABLE owed AS WITH due AS ("
        f" SELECT *, {_last_day(chapter)} AS last_day, met_on IS NULL OR met_on > $as_of AS is_open FROM {table}"
        f" WHERE programme = $programme AND step IN ({_listed(steps)})"
        "  AND due_on BETWEEN $first AND $last AND ended_on IS NULL"
        f"  AND {owner} IN (SELECT {owner} FROM chosen))"
        f" SELECT {owner}, step, min(last_day) FILTER (is_open AND last_day >= $as_of) AS due_on,"
        "  count(*) FILTER (is_open) AS open_count, max(met_on) FILTER (met_on <= $as_of) AS last_on"
        f" FROM due GROUP BY {owner}, step",
        {"as_of": as_of, "programme": chapter.id, "first": first, "last": last},
    )
    return [f"SELECT * FROM owed WHERE step = '{each.step or ''}'" for each in criteria]


def _last_day(chapter: Chapter) -> str:
    """SQL: the latest day that counts. A recheck must be in time; a visit of a quarter can be made until it closes."""
    steps = chapter.schedule.steps if chapter.schedule else ()
    in_time = [step.id for step in steps if isinstance(step.timing, After)]
    return f"CASE WHEN step IN ({_listed(in_time)}) THEN due_on ELSE coalesce(closes_on, due_on) END"


def _listed(steps: Sequence[str]) -> str:
    return ", ".join(f"'{step}'" for step in steps) or "NULL"


def _placed(row: _Row, names: Places) -> tuple[str, str]:
    """Institution and village by name."""
    institution, village = row.place
    return (
        names.label("institution", names.institution_of(institution)),
        names.label("village", village or UNASSIGNED),
    )


def _lacking(row: _Row, measure: Measure) -> tuple[Lacking, ...]:
    """The failed criteria of a row with what is still owed and the last day that counts."""
    criteria = [measure.cohort.criterion(each) for each in measure.met]
    return tuple(
        Lacking(
            each.id, each.label, each.lacking, each.ref, row.dues[3 * place],
            row.counts[place] if row.counts[place] is not None else row.dues[3 * place + 1] or None,
            row.dues[3 * place + 2],
        )
        for place, each in enumerate(criteria) if not row.passed[place]
    )  # fmt: skip


def cohort_label(indicator: str) -> str:
    """Who is counted: the cohort's name."""
    return group_of(indicator).cohort.label
