"""These tests belong to `make spark`: without the extra they are not collected."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec

import pytest

from gongwei.facts import building, refreshing
from gongwei.facts.tests.population import District
from gongwei.facts.tests.settled import Settled, data_folder
from gongwei.programmes.hypertension.models import Followup

collect_ignore_glob = [] if find_spec("pyspark") else ["test_*.py"]


@pytest.fixture(scope="session")
def district(settlement: Settled, tmp_path_factory: pytest.TempPathFactory) -> Iterator[District]:
    """The made-up district; the newest build is a refreshed one, with patches."""
    with settlement.copied() as made, data_folder(tmp_path_factory.mktemp("data")):
        building.build()
        Followup.objects.filter(resident__in=made.residents[:20]).update(version=2)
        refreshing.refresh()
        yield made
