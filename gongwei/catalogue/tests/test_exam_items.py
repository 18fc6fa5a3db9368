"""What the chapters ask of an examination is on its form, in every plan: else the first exam would find out."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from gongwei.care.exam_items import labels
from gongwei.catalogue.plans import published
from gongwei.obligations.exam_items import PARAMETER, exam_steps

PLANS = ("huancui-2024", "zhuji-2024", "guanyun-2018", "shanghai-2024", "wuxi-2019")


@pytest.mark.parametrize("name", PLANS)
def test_every_item_that_a_chapter_asks_for_is_on_the_form(name: str) -> None:
    plan = published(name)
    sets = {chapter: plan.parameters.of(chapter).get(PARAMETER) for chapter in exam_steps()}
    day = dt.date(plan.file.year, 12, 31)
    asked: dict[str, Any] = {id: each.on(day) or () for id, each in sets.items() if each is not None}
    assert {"disabled", "elderly", "hypertension", "diabetes"} <= set(asked)
    for names in asked.values():
        assert set(labels(names)) <= set(names)


def test_an_unknown_item_is_named() -> None:
    with pytest.raises(KeyError, match="heart_rat"):
        labels(["bp", "heart_rat"])
