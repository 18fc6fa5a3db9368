"""What every test may ask for: a migrated database, and the server under it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connections
from pytest_django.plugin import DjangoDbBlocker

from gongwei.config import testing
from gongwei.config.postgres import Postgres


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Postgres]:
    """The tests' PostgreSQL, running."""
    server = testing.server()
    server.start()
    yield server
    connections.close_all()
    server.stop()


@pytest.fixture(scope="session")
def django_db_setup(postgres_server: Postgres, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Give Django a database copied from the template, instead of migrating a new one in every process."""
    with django_db_blocker.unblock(), testing.fresh_database(postgres_server) as name:
        connections["default"].settings_dict["NAME"] = name
        yield
        connections.close_all()
