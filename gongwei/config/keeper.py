"""The mart and its figures are kept in a process of their own behind the pages, in the time that these leave.

The two share the disk alone: the keeper writes builds and their figures, the pages show the newest build whose figures
are there.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

from gongwei.facts import keeping, reader
from gongwei.indicators.results import day_of, ready, results

PROGRAM = "import django; django.setup(); from gongwei.config import keeper; keeper.keep()"
NICE = 5


@contextmanager
def beside(stopped: threading.Event) -> Iterator[None]:
    """Keep the mart while the block runs; pages begin with what is there, or say that it is being made."""
    if not keeping.show_reckoned(_reckoned):
        reader.prepare()
    environment = {**os.environ, "GONGWEI_DATA": str(settings.DATA)}
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, env=environment
    )
    threading.Thread(target=keeping.follow, args=(_reckoned, stopped), name="figures", daemon=True).start()
    try:
        yield
    finally:
        process.terminate()  # a build that is cut off is none: the last good one stays
        process.wait()


def keep() -> None:
    """The keeper's own life: it ends with the pages, however these end, for their end of its input closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(NICE)
    stopped = threading.Event()
    threading.Thread(target=_wait_for_the_end, args=(stopped,), daemon=True).start()
    keeping.keep_on(lambda build: results(day_of(build), build), stopped)


def _wait_for_the_end(stopped: threading.Event) -> None:
    sys.stdin.read()
    stopped.set()


def _reckoned(build: int) -> bool:
    return ready(day_of(build), build)
