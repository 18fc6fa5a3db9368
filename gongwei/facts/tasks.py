"""Background: the figures of the pages follow the records by themselves."""

from __future__ import annotations

from django.db import close_old_connections
from procrastinate.contrib.django import app

from gongwei.facts import keeping


@app.periodic(cron="*/30 * * * *")
@app.task(queueing_lock="facts", lock="facts")
def keep_facts(timestamp: int) -> None:
    """Every half hour: a new build if records changed since the last one."""
    try:
        keeping.keep()
    finally:
        close_old_connections()
