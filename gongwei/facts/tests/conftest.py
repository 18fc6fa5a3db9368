"""The made-up district, once per test module."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django.plugin import DjangoDbBlocker

from gongwei.config.postgres import Postgres
from gongwei.facts.tests.population import District, data_folder, own_database, settle


@pytest.fixture(scope="module")
def district(postgres_server: Postgres, django_db_blocker: DjangoDbBlocker) -> Iterator[District]:
    """A hundred and twenty residents in a database of this module's own."""
    with own_database(postgres_server, django_db_blocker):
        yield settle(seed=7, residents=120)


@pytest.fixture
def mart(district: District, tmp_path: Path) -> Iterator[Path]:
    """An empty data folder for builds."""
    with data_folder(tmp_path / "data"):
        yield tmp_path / "data" / "mart"
