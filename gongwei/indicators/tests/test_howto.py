"""docs/howto/add-an-indicator.md, walked: its example is computed, listed and judged without an edit elsewhere."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from gongwei.catalogue import chapters as catalogue
from gongwei.facts.tests.population import District
from gongwei.indicators import statements
from gongwei.indicators.evaluation import evaluate
from gongwei.indicators.figures import Judgement
from gongwei.indicators.missing import missing
from gongwei.indicators.person import person

HOWTO = Path(__file__).resolve().parents[3] / "docs" / "howto" / "add-an-indicator.md"
INDICATOR = "hypertension.weighed_rate"
DAY = dt.date(2024, 5, 17)


@pytest.fixture
def example(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The hypertension chapter as if its measures.py were the example."""
    code = re.search(r"```python\n(.*?)```", HOWTO.read_text(encoding="utf8"), re.DOTALL)
    assert code is not None
    written: dict[str, Any] = {}
    exec(compile(code[1], str(HOWTO), "exec"), written)
    changed = tuple(
        replace(each, measures=written["MEASURES"]) if each.id == "hypertension" else each
        for each in catalogue.chapters()
    )
    for module in (catalogue, statements):
        monkeypatch.setattr(module, "chapters", lambda: changed)
    monkeypatch.setattr(statements, "compiled", lambda name, make, chapter=None: make())
    caches = (catalogue.measures, statements.groups, statements.counting)
    for cached in caches:
        cached.cache_clear()
    yield
    for cached in caches:
        cached.cache_clear()


def test_the_example_is_computed_listed_and_shown(district: District, example: None) -> None:
    figures = evaluate(DAY, "district", indicators=(INDICATOR,))
    (figure,) = figures
    assert figure.judgement is Judgement.NO_TARGET and figure.denominator and figure.numerator is not None
    found = missing(INDICATOR, as_of=DAY)
    assert found.total == figure.denominator - figure.numerator > 0
    assert found.people[0].lacking[0].lacking == "当年随访没有称体重"
    shown = person(found.people[0].resident_id, DAY)
    standing = next(each for each in shown if each.cohort == "hypertension.weighed")
    assert [criterion.id for criterion in standing.lacking] == ["weighed"]
