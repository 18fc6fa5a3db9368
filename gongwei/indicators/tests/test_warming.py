"""A version's texts are all compiled once, beside the work, and then only read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from gongwei.catalogue.chapters import qualities
from gongwei.catalogue.compiled import complete
from gongwei.engine.cache import StatementCache
from gongwei.engine.compile import Statement
from gongwei.indicators import statements as cohorts
from gongwei.indicators import warming
from gongwei.obligations import statements as schedules
from gongwei.quality import judging as records


def test_every_text_that_pages_and_rebuilds_use_is_compiled_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[Any, ...]] = []
    for module in (cohorts, schedules, records):
        monkeypatch.setattr(module, "statement", lambda *how, module=module: asked.append((module, *how)))
    for module in (cohorts, schedules):
        monkeypatch.setattr(module, "counting" if module is cohorts else "membership", lambda: None)
    for make in warming.texts():
        make()
    wanted = {(cohorts, name, *how) for name in cohorts.groups() for how in (("postgres", True), ("duckdb", False))}
    every = (*schedules.scheduled(), *schedules.scheduled("institution"))
    wanted |= {(schedules, name, "postgres", narrowed) for name in every for narrowed in (True, False)}
    wanted |= {(records, name, "duckdb", False) for name in qualities()}
    assert set(asked) == wanted
    assert len(list(warming.texts(rebuild=True))) == len(list(warming.texts()))


def test_a_complete_version_starts_no_process(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    mark = tmp_path / "complete"
    monkeypatch.setattr(warming, "complete", lambda: mark)
    monkeypatch.setattr(warming, "texts", lambda rebuild: iter([]))
    warming.compile_all()
    with warming.compiling() as process:
        assert process is None and mark.exists()


def test_compiling_beside_is_ended_with_its_block_and_leaves_whole_texts(settings: Any, tmp_path: Path) -> None:
    settings.DATA = tmp_path
    assert not complete().exists()
    with warming.compiling() as process:
        assert process is not None and process.poll() is None
    assert process.poll() is not None
    for file in (tmp_path / "cache").rglob("*.json"):
        assert json.loads(file.read_text("utf8"))["text"]


def test_a_text_on_disk_is_read_by_the_next_process(tmp_path: Path) -> None:
    made = Statement("SELECT 1", (), (), False)
    StatementCache(tmp_path, "key").statement("one", "1", lambda: made)
    assert StatementCache(tmp_path, "key").statement("one", "1", lambda: pytest.fail("compiled again")) == made
