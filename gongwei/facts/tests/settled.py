"""The made-up district, made once per process; a module that asks for it gets a copy of its database."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from gongwei.config import postgres, testing
from gongwei.facts import reader
from gongwei.facts.tests.population import District, settle


@dataclass(frozen=True)
class Settled:
    """A hundred and fifty residents: the database to copy, and the district's own notes of them."""

    server: postgres.Postgres
    blocker: DjangoDbBlocker
    database: str
    notes: bytes

    @contextmanager
    def copied(self) -> Iterator[District]:
        """Django's connection on a copy that the caller may change."""
        with own_database(self.server, self.blocker, like=self.database):
            yield pickle.loads(self.notes)


@contextmanager
def once(server: postgres.Postgres, blocker: DjangoDbBlocker) -> Iterator[Settled]:
    """Make the district; its database lasts as long as this."""
    with blocker.unblock(), testing.fresh_database(server, "settled") as name:
        with _on(name):
            notes = pickle.dumps(settle(seed=11))
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")  # a copy keeps what the planner knows; without it some texts take minutes
        yield Settled(server, blocker, name, notes)


@contextmanager
def own_database(server: postgres.Postgres, blocker: DjangoDbBlocker, like: str | None = None) -> Iterator[None]:
    """Django's connection on a database of its own, whose rows are committed and seen by others; `like` is copied."""
    with blocker.unblock(), testing.fresh_database(server, "facts", like) as name, _on(name):
        yield


@contextmanager
def _on(database: str) -> Iterator[None]:
    usual = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = database
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = usual


@contextmanager
def data_folder(folder: Path) -> Iterator[None]:
    """A data folder of its own; only the compiled texts are those of all tests."""
    usual = settings.DATA
    texts = usual / "cache" / "statements"
    texts.mkdir(parents=True, exist_ok=True)
    (folder / "cache").mkdir(parents=True)
    (folder / "cache" / "statements").symlink_to(texts)
    settings.DATA = folder
    try:
        yield
    finally:
        reader.close()
        settings.DATA = usual
