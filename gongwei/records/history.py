"""Who changes something and why: announced to the database, whose triggers write it into ``history``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def acting(actor: str, reason: str = "") -> Iterator[None]:
    """One transaction whose changes are kept with this actor (staff id or ``system:…``) and reason."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('gongwei.actor', %s, true), set_config('gongwei.reason', %s, true)", [actor, reason]
            )
        yield
