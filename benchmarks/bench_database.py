"""The floor under every page: a round trip to PostgreSQL, and a commit that waits for the disk."""

from __future__ import annotations

from django.conf import settings

from benchmarks.stopwatch import Report
from gongwei.config import postgres


def bench(report: Report) -> None:
    """On the embedded server, by psycopg alone."""
    with postgres.of(settings.DATA).connect() as connection:
        connection.execute("create unlogged table if not exists bench_unlogged (id int)")
        connection.execute("create table if not exists bench_commit (id int)")
        report.time("round trip", lambda: connection.execute("select 1").fetchone(), runs=200)
        report.time(
            "insert, nothing on disk",
            lambda: connection.execute("insert into bench_unlogged values (1)"),
            runs=100,
            against="round trip",
        )
        report.time(
            "insert, commit on disk",
            lambda: connection.execute("insert into bench_commit values (1)"),
            runs=100,
            against="round trip",
        )
        connection.execute("drop table bench_unlogged, bench_commit")
