"""A plan's text changed in place: one value differs, every comment, order and citation stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from gongwei.policy.editing import copied, replaced, without
from gongwei.policy.loading import PLANS
from gongwei.policy.strict_yaml import read_text

FILES = sorted(PLANS.glob("*.yaml"))
TEXT = (PLANS / "371002-huancui-2024.yaml").read_text("utf-8")
DATA = read_text(Path("plan.yaml"), TEXT).data


@pytest.mark.req("PLAN-01")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_writing_what_stands_there_changes_nothing_but_quotes(path: Path) -> None:
    text = path.read_text("utf-8")
    data = read_text(path, text).data
    made = replaced(text, {("items", 0, "label"): data["items"][0]["label"], ("year",): str(data["year"])})
    assert read_text(path, made).data == data
    assert [line.partition("#")[2] for line in made.splitlines()] == [
        line.partition("#")[2] for line in text.splitlines()
    ]


def test_one_value_is_one_line() -> None:
    place = next(
        n for n, each in enumerate(DATA["targets"]) if each["indicator"] == "hypertension.standard_rate"
    )
    made = replaced(TEXT, {("targets", place, "value"): "66"})
    differ = [(a, b) for a, b in zip(TEXT.splitlines(), made.splitlines(), strict=True) if a != b]
    assert differ == [("    value: 64", "    value: 66")]


@pytest.mark.parametrize("typed", ["六十六", "66 # 上调", "no", "{a: 1}", "a: b", '"', "1e5", ""])
def test_whatever_is_typed_stays_one_value(typed: str) -> None:
    made = read_text(Path("plan.yaml"), replaced(TEXT, {("targets", 0, "wording"): typed})).data
    assert made["targets"][0]["wording"] == typed.strip() and made["targets"][1:] == DATA["targets"][1:]


def test_what_is_not_there_is_not_invented() -> None:
    with pytest.raises(KeyError):
        replaced(TEXT, {("targets", 999, "value"): "1"})


def test_a_copy_begins_the_next_year_as_a_draft_and_keeps_its_citations() -> None:
    made = read_text(Path("plan.yaml"), copied(TEXT, 2025)).data
    assert (made["id"], made["year"], made["status"]) == ("huancui-2025", 2025, "draft")
    assert made["label"] == "环翠区2025年" and str(made["effective_from"]) == "2025-01-01"
    assert [each["ref"] for each in made["targets"]] == [each["ref"] for each in DATA["targets"]]
    assert without("a: 1\namendments:\n  - x\n# 注\nb: 2\n", "amendments") == "a: 1\nb: 2\n"
