"""The made-up district, once per test module."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from gongwei.facts.tests.population import District
from gongwei.facts.tests.settled import Settled, data_folder


@pytest.fixture(scope="module")
def district(settlement: Settled) -> Iterator[District]:
    """The made-up district in a database of this module's own."""
    with settlement.copied() as made:
        yield made


@pytest.fixture
def mart(district: District, tmp_path: Path) -> Iterator[Path]:
    """An empty data folder for builds."""
    with data_folder(tmp_path / "data"):
        yield tmp_path / "data" / "mart"
