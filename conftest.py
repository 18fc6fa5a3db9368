"""What every test may ask for: a migrated database, and the server under it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from django.db import connections
from django.test import TransactionTestCase
from hypothesis import HealthCheck, settings
from pytest_django.plugin import DjangoDbBlocker

from gongwei.catalogue import plans
from gongwei.config import testing
from gongwei.config.postgres import Postgres
from gongwei.facts.tests import settled
from gongwei.facts.tests.settled import Settled

settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")
"""No test fails for the time it takes: machines are noisy, and speed is the business of the benchmarks."""


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

    def renew(case: TransactionTestCase) -> None:
        connections.close_all()
        testing.renew(postgres_server, name)
        shutil.rmtree(os.environ["GONGWEI_PLANS"], ignore_errors=True)  # the task sheets that it handed down
        plans.plan.cache_clear()

    with (
        django_db_blocker.unblock(),
        testing.fresh_database(postgres_server) as name,
        pytest.MonkeyPatch.context() as patch,
    ):
        connections["default"].settings_dict["NAME"] = name
        # After a test that commits, Django empties every table: also those that a migration filled.
        patch.setattr(TransactionTestCase, "_fixture_teardown", renew)
        yield
        connections.close_all()


@pytest.fixture(scope="session")
def settlement(postgres_server: Postgres, django_db_blocker: DjangoDbBlocker) -> Iterator[Settled]:
    """The made-up district, for modules to copy."""
    with settled.once(postgres_server, django_db_blocker) as made:
        yield made
