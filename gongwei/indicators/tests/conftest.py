"""The made-up district with one build of it, once per test module."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django.plugin import DjangoDbBlocker

from gongwei.config.postgres import Postgres
from gongwei.facts import building
from gongwei.facts.tests.population import District, data_folder, own_database, settle


@pytest.fixture(scope="module")
def district(
    postgres_server: Postgres, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[District]:
    """A hundred and fifty residents in a database of this module's own, and build 1 of it."""
    folder = tmp_path_factory.mktemp("data")
    with own_database(postgres_server, django_db_blocker), data_folder(folder):
        made = settle(seed=11, residents=150)
        building.build()
        yield made
