"""The made-up district with one build of it, once per test module."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
import pytest

from gongwei.facts import building
from gongwei.facts.exporting import export
from gongwei.facts.tests.population import District
from gongwei.facts.tests.settled import Settled, data_folder


@pytest.fixture(scope="module")
def district(settlement: Settled, tmp_path_factory: pytest.TempPathFactory) -> Iterator[District]:
    """The made-up district in a database of this module's own, and build 1 of it."""
    with settlement.copied() as made, data_folder(tmp_path_factory.mktemp("data")):
        building.build()
        yield made


@pytest.fixture(scope="module")
def exported(district: District, tmp_path_factory: pytest.TempPathFactory) -> dict[str, pd.DataFrame]:
    """Every table of `gongwei export` as a data frame."""
    folder = tmp_path_factory.mktemp("export") / "out"
    export(folder)
    return {file.stem: pd.read_parquet(file, dtype_backend="pyarrow") for file in folder.glob("*.parquet")}
