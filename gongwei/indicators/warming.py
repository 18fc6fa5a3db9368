"""Compiles every text of a version in a process of its own: pages answer meanwhile, a demo is built meanwhile.

Only the first start of a version (or of a changed plan) has something to do; the texts are kept on disk.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings

from gongwei.catalogue import judging
from gongwei.catalogue.chapters import qualities
from gongwei.catalogue.compiled import complete
from gongwei.indicators import statements as cohorts
from gongwei.obligations import statements as schedules
from gongwei.quality import judging as records
from gongwei.quality import suspicion

PROGRAM = "import django; django.setup(); from gongwei.indicators import warming; warming.compile_all(rebuild={})"


@contextmanager
def compiling(*, rebuild: bool = False) -> Iterator[subprocess.Popen[bytes] | None]:
    """Compile beside the block unless all is there; what is not ready at its end is left to the next start."""
    if complete().exists():
        yield None
        return
    environment = {**os.environ, "GONGWEI_DATA": str(settings.DATA)}
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM.format(rebuild)], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        env=environment,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


def compile_all(*, rebuild: bool = False) -> None:
    """Compile what is not on disk yet, and note that this version is complete."""
    for make in texts(rebuild=rebuild):
        make()
    complete().touch()


def texts(*, rebuild: bool = False) -> Iterator[Callable[[], Any]]:
    """What serving needs, in the order in which a user meets it, and what rebuilding needs (first, if asked)."""
    every = (*schedules.scheduled(), *schedules.scheduled("institution"))
    building: list[Callable[[], Any]] = [
        *(lambda each=each: schedules.statement(each, "postgres", False) for each in every),
        *(lambda each=each: cohorts.statement(each, "duckdb", False) for each in cohorts.groups()),
        *(lambda each=each: cohorts.ground(each) for each in cohorts.grounds()),
        *(lambda each=each: cohorts.resting(each) for each, group in cohorts.groups().items() if group.cohort.rests_on),
    ]
    serving: list[Callable[[], Any]] = [
        judging.warm, schedules.warm, cohorts.counting,
        *(lambda each=each: cohorts.statement(each, "postgres", True) for each in cohorts.groups()),
        *(lambda each=each: records.statement(each, "duckdb", False) for each in qualities()),
        lambda: suspicion.statement("duckdb"),
    ]  # fmt: skip
    yield from building + serving if rebuild else serving + building
