"""Every policy case of every chapter: the YAML beside the rule is the test."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gongwei.catalogue.chapters import Chapter, chapters
from gongwei.catalogue.judging import History, judge
from gongwei.catalogue.plans import parameter_history
from gongwei.policy.strict_yaml import read_yaml

KEYS = {"name", "on", "given", "expect", "parameters"}


def cases() -> Iterator[Any]:
    for chapter in chapters():
        for file in chapter.case_files():
            for case in read_yaml(file).data:
                yield pytest.param(chapter, file, case, id=f"{chapter.id}-{file.stem}-{case['name']}")


def overridden(chapter: Chapter, values: dict[str, Any]) -> History:
    """The plan's parameters with some values replaced since ever, or by date: ``{from: value}``."""

    def history(parameter_id: str) -> list[tuple[dt.date, Any]]:
        name = parameter_id.removeprefix(f"{chapter.id}.")
        if name not in values:
            return list(parameter_history(parameter_id))
        given = values[name]
        dated = given if isinstance(given, dict) else {"1900-01-01": given}
        return sorted((dt.date.fromisoformat(str(day)), value) for day, value in dated.items())

    return history


@pytest.mark.parametrize(("chapter", "file", "case"), list(cases()))
def test_the_rule_says_what_the_case_expects(chapter: Chapter, file: Path, case: dict[str, Any]) -> None:
    assert set(case) <= KEYS, f"{file.name}: unknown key {set(case) - KEYS}"
    lists = {name: list(value) for name, value in case["given"].items() if isinstance(value, tuple)}
    given = {"served_on": case["on"], **case["given"], **lists}
    replaced = case.get("parameters")
    history = overridden(chapter, replaced) if replaced else parameter_history
    [outcome] = judge(chapter.id, [given], history)
    assert case["expect"], f"{file.name}: {case['name']} expects nothing"
    got = {name: outcome[name] for name in case["expect"]}
    assert got == case["expect"], f"{file.name}: {case['name']}"


def test_every_rule_has_a_case() -> None:
    for chapter in chapters():
        expected: set[str] = set()
        for file in chapter.case_files():
            for case in read_yaml(file).data:
                expected |= set(case["expect"])
        lacking = {rule.__name__ for rule in chapter.rules} - expected
        assert not lacking, f"{chapter.id}: rules without a case: {sorted(lacking)}"
