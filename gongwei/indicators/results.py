"""What each cohort gives for one build and one day: evaluated once, kept on disk, read by every page.

A build never changes, so its results do not either; the key also holds the code and the plan. ``people`` keeps one
row per person with criteria (drill-through reads it), ``sums`` the counts at the finest grain (figures read it).
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
import tempfile
import threading
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
from django.conf import settings

from gongwei.catalogue.compiled import cache_key
from gongwei.engine.compile import DUCKDB, Statement
from gongwei.engine.slots import PeriodDates
from gongwei.facts import layout, reader
from gongwei.indicators.statements import PLACE, Group, ground, grounds, groups, resting, statement
from gongwei.kernel import clock
from gongwei.kernel.measures import Measure

SUMS = "sums.parquet"
AT_ONCE = 2
"""Cohorts evaluated side by side: planning and the small ones leave the second core idle."""


@dataclass(frozen=True)
class Results:
    """The results of one build as of one day, as files."""

    build: int
    as_of: dt.date
    folder: Path

    def people(self, cohort_id: str) -> str:
        """SQL that reads the people of a cohort."""
        return _reading(self.folder / f"{cohort_id}.parquet")

    @property
    def sums(self) -> str:
        """SQL that reads measure, institution_id, village_id, doctor_id, people, denominator, numerator, counted."""
        return _reading(self.folder / SUMS)

    def connect(self) -> duckdb.DuckDBPyConnection:
        """A connection to the build that these results belong to."""
        return reader.connect(self.build)


def results(as_of: dt.date, build: int | None = None) -> Results:
    """The results as of a day: read from disk, or evaluated now; of several threads that ask at once one does it."""
    number = build if build is not None else reader.newest()
    folder = _folder(number) / as_of.isoformat()
    if not folder.exists():
        with _one_at_a_time(folder):
            if not folder.exists():
                _evaluate(number, as_of, folder)
    return Results(number, as_of, folder)


_turns: dict[Path, threading.Lock] = {}


def _one_at_a_time(folder: Path) -> threading.Lock:
    return _turns.setdefault(folder, threading.Lock())  # one step of the interpreter: nobody gets another lock


def ready(as_of: dt.date, build: int) -> bool:
    """Whether the results of a day are on disk already."""
    return (_folder(build) / as_of.isoformat()).exists()


def day_of(build: int) -> dt.date:
    """The day up to which the figures of a build are counted: that of its snapshot, never after today."""
    shown = reader.freshness(build)
    assert shown is not None  # the build was named
    return min(shown.snapshot_at.astimezone(clock.CHINA).date(), clock.today())


def values(as_of: dt.date) -> dict[str, Any]:
    """What the slots of a cohort's text are given: the calendar year of the day, seen from the day."""
    return dict(PeriodDates.year_to(as_of).values())


def evaluate_cohort(duck: duckdb.DuckDBPyConnection, group: Group, as_of: dt.date, into: Path) -> None:
    """One scan: the people of a cohort with their criteria and place, written beside the others."""
    _write(duck, statement(group.cohort.id, DUCKDB, False), as_of, into)


def _evaluate_resting(
    duck: duckdb.DuckDBPyConnection, name: str, cohorts: list[tuple[Group, Path]], as_of: dt.date
) -> None:
    """Cohorts that rest on the same rows: these are computed once."""
    _table(duck, name, ground(name), as_of)
    for group, into in cohorts:
        _write(duck, resting(group.cohort.id), as_of, into)
    duck.execute(f'DROP TABLE "{name}"')


def _write(duck: duckdb.DuckDBPyConnection, made: Statement, as_of: dt.date, into: Path) -> None:
    _table(duck, "people", made, as_of)
    duck.execute(f"COPY people TO {_quoted(into)} (FORMAT parquet)")


def _table(duck: duckdb.DuckDBPyConnection, name: str, made: Statement, as_of: dt.date) -> None:
    given = {slot: values(as_of)[slot] for slot in made.slots}
    duck.execute(f'CREATE OR REPLACE TEMP TABLE "{name}" AS {made.text}', given)


def evaluate_cohorts(number: int, some: Iterable[Group], as_of: dt.date, into: Path) -> None:
    """Each of some cohorts and the counts of all their measures, written into a folder."""
    cohorts = [(group, into / f"{group.cohort.id}.parquet") for group in some]
    together: dict[str, list[tuple[Group, Path]]] = {}
    for group, path in cohorts:  # a text of a new version is compiled by one thread
        if (held := group.cohort.rests_on) is None:
            statement(group.cohort.id, DUCKDB, False)
            together[group.cohort.id] = [(group, path)]
        else:
            ground(held.id), resting(group.cohort.id)
            together.setdefault(held.id, []).append((group, path))

    def evaluated(name: str) -> None:
        duck = reader.connect(number)
        if name in grounds():
            _evaluate_resting(duck, name, together[name], as_of)
        else:
            evaluate_cohort(duck, together[name][0][0], as_of, together[name][0][1])

    with ThreadPoolExecutor(AT_ONCE) as threads:
        list(threads.map(evaluated, together))
    parts = [_counting(measure, people) for group, people in cohorts for measure in group.measures]
    if parts:
        duck = reader.connect(number)
        duck.execute(f"COPY ({' UNION ALL '.join(parts)}) TO {_quoted(into / SUMS)} (FORMAT parquet)")


def _evaluate(number: int, as_of: dt.date, folder: Path) -> None:
    """Evaluate every cohort aside and move the folder in place; whoever comes second throws its own away."""
    _forget_gone_builds()
    folder.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=".", dir=folder.parent))
    try:
        evaluate_cohorts(number, groups().values(), as_of, aside)
        os.rename(aside, folder)
    except OSError:
        if not folder.exists():
            raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _counting(measure: Measure, people: Path) -> str:
    place = ", ".join(PLACE)
    column = f'sum("{measure.counted.column}") FILTER ({among(measure)})' if measure.counted else "NULL"
    number = f"CAST({column} AS DECIMAL(12, 2))"
    return (
        f"SELECT '{measure.id}' AS measure, {place}, count(*) AS people,"
        f" count(*) FILTER ({among(measure)}) AS denominator,"
        f" count(*) FILTER ({among(measure)} AND {met(measure)}) AS numerator,"
        f" {number} AS counted"
        f" FROM ({_reading(people)}) GROUP BY {place}"
    )


def among(measure: Measure) -> str:
    """SQL: this person belongs to the measure's denominator."""
    return f'"{measure.among}"' if measure.among else "true"


def met(measure: Measure) -> str:
    """SQL: this person meets every criterion of the measure."""
    return " AND ".join(f'"{criterion}"' for criterion in measure.met) or "true"


def _folder(number: int) -> Path:
    return Path(settings.DATA) / "cache" / "results" / f"{number}-{cache_key()[:12]}"


def _forget_gone_builds() -> None:
    """Results of pruned builds and of former code are no longer asked for."""
    kept = {_folder(number).name for number in layout.complete_builds()}
    for folder in (Path(settings.DATA) / "cache" / "results").glob("*-*"):
        if folder.name not in kept:
            shutil.rmtree(folder, ignore_errors=True)


def _reading(path: Path) -> str:
    return f"SELECT * FROM read_parquet({_quoted(path)})"


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
