"""Background: the mart follows the records also where no `serve` keeps it."""

from __future__ import annotations

from django.db import close_old_connections
from procrastinate.contrib.django import app

from gongwei.facts import keeping


@app.periodic(cron="*/30 * * * *")
@app.task(queueing_lock="facts", lock="facts")
def keep_facts(timestamp: int) -> None:
    """Every half hour: whatever `serve` has not brought into the mart by itself."""
    try:
        keeping.keep()
    finally:
        close_old_connections()
