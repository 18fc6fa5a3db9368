"""These tests belong to `make spark`: without the extra they are not collected."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec

import pytest
from pytest_django.plugin import DjangoDbBlocker

from gongwei.config.postgres import Postgres
from gongwei.facts import building, refreshing
from gongwei.facts.tests.population import District, data_folder, own_database, settle
from gongwei.programmes.hypertension.models import Followup

collect_ignore_glob = [] if find_spec("pyspark") else ["test_*.py"]


@pytest.fixture(scope="session")
def district(
    postgres_server: Postgres, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[District]:
    """A hundred and fifty residents in a database of their own; the newest build is a refreshed one, with patches."""
    folder = tmp_path_factory.mktemp("data")
    with own_database(postgres_server, django_db_blocker), data_folder(folder):
        made = settle(seed=11, residents=150)
        building.build()
        Followup.objects.filter(resident__in=made.residents[:20]).update(version=2)
        refreshing.refresh()
        yield made
