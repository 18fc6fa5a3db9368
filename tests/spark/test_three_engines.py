"""One definition, three engines: PostgreSQL, DuckDB and Spark give equal rows for every chapter.

Spark runs as a `local-cluster`: a master and two workers, whose executors are processes of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from pyspark.sql import SparkSession

from gongwei.catalogue.chapters import chapters
from gongwei.engine.compile import Statement
from gongwei.facts import layout, reader, spark
from gongwei.facts.tests.population import District
from gongwei.indicators import statements as cohorts
from gongwei.indicators.results import values
from gongwei.indicators.tests.test_engines import DAYS, in_duckdb, in_postgres, ordered
from gongwei.kernel import clock
from gongwei.obligations import refresh
from gongwei.obligations import statements as schedules

CHAPTERS = [chapter.id for chapter in chapters()]
COHORTS = {name: group.chapter for name, group in cohorts.groups().items()}
SCHEDULED = (*schedules.scheduled(), *schedules.scheduled("institution"))
EXECUTORS = 2
Text = Callable[[str, bool], Statement]


@pytest.fixture(scope="session")
def cluster(district: District) -> Iterator[SparkSession]:
    """Two executors, each a process with one core, and the newest build."""
    running = spark.session(
        f"local-cluster[{EXECUTORS},1,1024]", spark__sql__shuffle__partitions=str(EXECUTORS),
        spark__driver__host="127.0.0.1", spark__driver__bindAddress="127.0.0.1",
        spark__sql__codegen__wholeStage="false",  # a few hundred rows: compiling Java would take longer than running
        spark__sql__autoBroadcastJoinThreshold="1048576",
    )  # fmt: skip
    spark.show(running, [layout.folder_of(reader.newest())])
    yield running
    running.stop()


def in_spark(running: SparkSession, statement: Statement, given: dict[str, Any]) -> list[tuple[Any, ...]]:
    """The rows on the cluster, sorted."""
    return ordered(*spark.rows(running, statement, given))


def test_separate_processes_run_the_tasks(cluster: SparkSession) -> None:
    addresses = cluster.sparkContext._jsc.sc().getExecutorMemoryStatus().keys()
    assert addresses.size() == EXECUTORS + 1  # and the driver


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_chapter_has_the_same_rows_in_all_three_engines(
    cluster: SparkSession, district: District, chapter: str
) -> None:
    texts: list[tuple[str, Text, dict[str, Any]]] = [
        (name, partial(cohorts.statement, name), values(DAYS[0]))
        for name, owner in COHORTS.items() if owner == chapter
    ]  # fmt: skip
    if chapter in SCHEDULED:
        given: dict[str, Any] = {**refresh.bounds(clock.today()), "as_of": clock.today()}
        texts.append(("schedule", partial(schedules.statement, chapter), given))
    assert texts
    for name, text, given in texts:
        found = in_spark(cluster, text("pyspark", False), given)
        assert found == in_duckdb(text("duckdb", False), given), name
        assert found == in_postgres(text("postgres", False), given), name


def test_counties_joined_in_one_store_count_as_many_people_as_they_have(
    cluster: SparkSession, district: District
) -> None:
    """Two counties whose databases gave the same numbers: everybody of both is there, and nobody is mixed up."""
    folder = layout.folder_of(reader.newest())
    text = cohorts.statement("hypertension.managed", "pyspark", False)
    alone = in_spark(cluster, text, values(DAYS[0]))
    other = cluster.newSession()
    spark.show(other, [folder, folder.parent / "1"])
    together = in_spark(other, text, values(DAYS[0]))
    assert len(together) == 2 * len(alone) and alone
    assert len({row for row in together if row in alone}) == len(alone)
