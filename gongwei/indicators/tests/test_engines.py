"""One definition, two engines: equal rows for every cohort and every schedule of every chapter."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from gongwei.catalogue.chapters import qualities
from gongwei.catalogue.tables import tables
from gongwei.engine import prepared
from gongwei.engine.compile import SPARK, Statement, compile_expression
from gongwei.facts import reader
from gongwei.facts.tests.population import District
from gongwei.indicators import statements as cohorts
from gongwei.indicators.results import evaluate_cohorts, values
from gongwei.kernel import clock
from gongwei.obligations import refresh
from gongwei.obligations import statements as schedules
from gongwei.obligations.expression import COLUMNS
from gongwei.quality import judging as records

COHORTS = list(cohorts.groups())
OF_PEOPLE = [name for name, group in cohorts.groups().items() if group.cohort.of == "resident"]
SCHEDULES = list(schedules.scheduled())
DAYS = [dt.date(2024, 10, 16), dt.date(2024, 12, 31), dt.date(2024, 2, 29), dt.date(2023, 12, 31)]


def in_duckdb(statement: Statement, given: dict[str, Any]) -> list[tuple[Any, ...]]:
    """The rows on the mart, sorted."""
    found = reader.connect().execute(statement.text, {slot: given[slot] for slot in statement.slots})
    return ordered([column[0] for column in found.description], found.fetchall())


def in_postgres(statement: Statement, given: dict[str, Any]) -> list[tuple[Any, ...]]:
    """The rows in the database, sorted."""
    with connection.cursor() as cursor:
        cursor.execute(statement.text, given)
        return ordered([column.name for column in cursor.description], cursor.fetchall())


def ordered(names: list[str], rows: list[Any]) -> list[tuple[Any, ...]]:
    """Columns by name and rows by value: neither engine promises an order."""
    places = sorted(range(len(names)), key=lambda place: names[place])
    return sorted((tuple(row[place] for place in places) for row in rows), key=repr)


@pytest.mark.parametrize("cohort", COHORTS)
def test_a_cohort_has_the_same_people_and_criteria_in_both_engines(district: District, cohort: str) -> None:
    for day in DAYS:
        given = values(day)
        mart = in_duckdb(cohorts.statement(cohort, "duckdb", False), given)
        assert mart == in_postgres(cohorts.statement(cohort, "postgres", False), given), day
    assert mart


@pytest.mark.parametrize("chapter", list(qualities()))
def test_records_are_judged_the_same_in_both_engines(district: District, chapter: str) -> None:
    for day in DAYS[:2]:
        given = values(day)
        mart = in_duckdb(records.statement(chapter, "duckdb", False), given)
        assert mart and mart == in_postgres(records.statement(chapter, "postgres", False), given), day


def test_cohorts_that_rest_on_the_same_rows_are_what_each_is_alone(district: District, tmp_path: Path) -> None:
    """What several cohorts share is computed once for all of them, and changes none."""
    some = [group for group in cohorts.groups().values() if group.cohort.rests_on]
    evaluate_cohorts(reader.newest(), some, DAYS[0], tmp_path)
    assert some
    for group in some:
        whole = in_duckdb(cohorts.statement(group.cohort.id, "duckdb", False), values(DAYS[0]))
        kept = reader.connect().execute(f"SELECT * FROM '{tmp_path}/{group.cohort.id}.parquet'")
        assert whole and ordered([column[0] for column in kept.description], kept.fetchall()) == whole


@pytest.mark.parametrize("cohort", COHORTS)
def test_a_cohort_has_one_row_per_person_or_case_and_no_unknown_criterion(district: District, cohort: str) -> None:
    """Missing is a named outcome: a criterion is yes or no, never NULL."""
    group = cohorts.groups()[cohort]
    flags = {criterion.id for criterion in group.cohort.criteria}
    flags |= {measure.among for measure in group.measures if measure.among}
    made = cohorts.statement(cohort, "duckdb", False)
    found = reader.connect().execute(made.text, {slot: values(DAYS[0])[slot] for slot in made.slots})
    names = [column[0] for column in found.description]
    rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    key = "resident_id" if group.cohort.of == "resident" else "subject_id"
    assert len({(row[key], row.get("case_id")) for row in rows}) == len(rows)
    assert rows
    assert all(row[flag] in (True, False) for row in rows for flag in flags)


@pytest.mark.parametrize("cohort", OF_PEOPLE)
def test_one_resident_gets_the_row_that_everybody_gets(district: District, cohort: str) -> None:
    """The narrowed text inside the database equals the whole one, person by person."""
    given = values(DAYS[0])
    everybody = in_postgres(cohorts.statement(cohort, "postgres", False), given)
    one_by_one = []
    for resident in district.residents:
        narrowed = {**given, "residents": [resident.pk]}
        one_by_one += in_postgres(cohorts.statement(cohort, "postgres", True), narrowed)
    assert sorted(one_by_one, key=repr) == everybody


@pytest.mark.parametrize("chapter", SCHEDULES)
def test_a_schedule_owes_the_same_in_both_engines(district: District, chapter: str) -> None:
    given: dict[str, Any] = {**refresh.bounds(clock.today()), "as_of": clock.today()}
    mart = in_duckdb(schedules.statement(chapter, "duckdb", False), given)
    assert mart == in_postgres(schedules.statement(chapter, "postgres", False), given)
    assert mart


@pytest.mark.parametrize("chapter", SCHEDULES)
def test_a_schedule_and_its_cohorts_compile_for_spark(chapter: str) -> None:
    assert compile_expression(schedules.expression(chapter), tables(), SPARK, narrowed=False).text
    for cohort, group in cohorts.groups().items():
        if group.chapter == chapter:
            assert (
                ":as_of"
                in compile_expression(cohorts.expression(cohort), tables(), SPARK, narrowed=False).text
            )


@pytest.mark.parametrize("chapter", SCHEDULES)
def test_every_obligation_is_one_of_its_kind(district: District, chapter: str) -> None:
    """(resident, step, seq) is the natural key, and who met it did so inside its window."""
    given: dict[str, Any] = {**refresh.bounds(clock.today()), "as_of": clock.today()}
    found = reader.connect().execute(schedules.statement(chapter, "duckdb", False).text, {
        slot: given[slot] for slot in schedules.statement(chapter, "duckdb", False).slots
    })  # fmt: skip
    rows = [dict(zip(COLUMNS, row, strict=True)) for row in found.fetchall()]
    assert len({(row["resident_id"], row["step"], row["seq"]) for row in rows}) == len(rows)
    assert any(row["met_on"] for row in rows) and any(row["met_on"] is None for row in rows)
    for row in rows:
        row |= {name: day.date() for name, day in row.items() if isinstance(day, dt.datetime)}
        assert row["opens_on"] <= row["due_on"]
        assert (row["met_on"] is None) == (row["met_by"] is None)
        if row["met_on"] and row["closes_on"]:
            assert row["opens_on"] <= row["met_on"] <= row["closes_on"]


def projection() -> list[tuple[Any, ...]]:
    """The table of obligations as it stands."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(COLUMNS)} FROM obligation")
        return sorted(cursor.fetchall(), key=repr)


def test_refreshing_one_by_one_equals_rebuilding_everybody(district: District) -> None:
    whole = projection()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM obligation WHERE resident_id % 2 = 0")
        cursor.execute("UPDATE obligation SET met_on = NULL, met_by = NULL WHERE resident_id % 3 = 0")
        cursor.execute("UPDATE obligation SET seq = seq || 'x' WHERE resident_id % 5 = 0")
    for resident in district.residents[:60]:
        refresh.refresh([resident.pk])
    refresh.refresh([resident.pk for resident in district.residents[60:]])
    assert projection() == whole
    refresh.rebuild()
    assert projection() == whole


def test_a_prepared_text_gives_what_the_plain_one_gives(district: District) -> None:
    for cohort in COHORTS:
        made = cohorts.statement(cohort, "postgres", True)
        given = {**values(DAYS[0]), "residents": [district.residents[3].pk, district.residents[4].pk],
                 "institutions": [district.institutions[0].pk]}  # fmt: skip
        connection.ensure_connection()
        with prepared.run(connection.connection, made.text, given) as cursor:
            rows = ordered([column.name for column in cursor.description or ()], cursor.fetchall())
        assert rows == in_postgres(made, given)
