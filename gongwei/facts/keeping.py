"""Keeps the mart within seconds of the records: for as long as `serve` runs, and by the half-hourly task elsewhere."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from time import monotonic

from django.db import close_old_connections

from gongwei.facts import feed, layout, reader, refreshing
from gongwei.facts.layout import Manifest
from gongwei.kernel.errors import UserError

LOOK = 1.0
"""Seconds between two looks into the feed; with the refresh itself this stays below the five that are promised."""
AFTER_ERROR = 60.0
REST = 9.0
"""Figures are reckoned anew after nine times as long as reckoning took: at most a tenth of the machine goes there."""


def keep() -> Manifest | None:
    """Build if the newest build is behind; None when it is not, or when somebody else builds just now."""
    if not behind():
        return None
    try:
        return refreshing.refresh()
    except UserError:
        return None


def behind() -> bool:
    """No build that this version can refresh, or changes that it does not hold; a joined one is no database's."""
    newest = layout.complete_builds()[-1:]
    if newest and layout.read_manifest(newest[0]).counties:
        return False
    return refreshing.newest_of_this_version() is None or feed.pending()


def keep_on(reckon: Callable[[int], object], stopped: threading.Event) -> None:
    """Refresh whenever something changed, and have the figures of the newest build reckoned in turn, until stopped.

    Refreshing and reckoning are two threads, so that a long reckoning does not hold up the mart. Pages show the last
    build whose figures are there.
    """
    figures = threading.Thread(target=_reckon_on, args=(reckon, stopped), name="figures", daemon=True)
    figures.start()
    while not stopped.is_set():
        stopped.wait(LOOK if _quietly(keep) else AFTER_ERROR)
        close_old_connections()
    figures.join()


def _reckon_on(reckon: Callable[[int], object], stopped: threading.Event) -> None:
    shown = 0

    def once() -> None:
        nonlocal shown
        newest = reader.newest_readable()
        if newest != shown:
            reckon(newest)
            reader.show(newest)
            shown = newest

    while not stopped.is_set():
        started = monotonic()
        _quietly(once)
        stopped.wait(max(LOOK, REST * (monotonic() - started)))


def follow(reckoned: Callable[[int], bool], stopped: threading.Event) -> None:
    """Show each build once its figures are there, which another process reckons, until stopped."""
    while not stopped.is_set():
        _quietly(lambda: show_reckoned(reckoned))
        stopped.wait(LOOK)


def show_reckoned(reckoned: Callable[[int], bool]) -> bool:
    """Show the newest build whose figures are there, unless it is shown already; False while there is none."""
    newest = next((build for build in reversed(reader.readable()) if reckoned(build)), None)
    if newest is not None and newest != reader.shown():
        reader.show(newest)
    return newest is not None


def _quietly(work: Callable[[], object]) -> bool:
    """Whether it went well; what went wrong is in the log, and pages go on with the last good build."""
    try:
        work()
    except UserError:
        return True  # nothing to read yet, or another process is at it
    except Exception:
        logging.getLogger(__name__).exception("统计数据集未能更新；稍后再试，网页显示上一次的")
        return False
    return True
