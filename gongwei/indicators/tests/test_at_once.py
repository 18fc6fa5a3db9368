"""Many pages that need the same figures at once have them evaluated once."""

from __future__ import annotations

import datetime as dt
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.conf import LazySettings

from gongwei.indicators import results

DAY = dt.date(2024, 10, 16)


def test_of_many_that_ask_at_once_one_evaluates(
    tmp_path: Path, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DATA = tmp_path
    evaluated = list[int]()

    def evaluate(number: int, as_of: dt.date, folder: Path) -> None:
        evaluated.append(number)
        time.sleep(0.05)
        folder.mkdir(parents=True)

    monkeypatch.setattr(results, "_evaluate", evaluate)
    with ThreadPoolExecutor(8) as pages:
        found = list(pages.map(lambda build: results.results(DAY, build), [1] * 6 + [2] * 2))
    assert sorted(evaluated) == [1, 2]
    assert {each.build for each in found} == {1, 2} and all(each.folder.exists() for each in found)
