"""The made-up district with one build of it, once per test module."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
import pytest
from pytest_django.plugin import DjangoDbBlocker

from gongwei.config.postgres import Postgres
from gongwei.facts import building
from gongwei.facts.exporting import export
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


@pytest.fixture(scope="module")
def exported(district: District, tmp_path_factory: pytest.TempPathFactory) -> dict[str, pd.DataFrame]:
    """Every table of `gongwei export` as a data frame."""
    folder = tmp_path_factory.mktemp("export") / "out"
    export(folder)
    return {file.stem: pd.read_parquet(file, dtype_backend="pyarrow") for file in folder.glob("*.parquet")}
