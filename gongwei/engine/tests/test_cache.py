"""Compiled texts on disk: made once, never stale, mended when damaged."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from gongwei.engine.cache import KEPT_KEYS, PACKAGE, SHAPING, StatementCache, files_digest, key_of, shapes
from gongwei.engine.compile import Statement

MADE = Statement("SELECT %(as_of)s", ("as_of",), ("resident",), True)


def never() -> Statement:
    """Compiling again would be an error."""
    raise AssertionError("compiled again")


def test_a_second_process_reads_what_the_first_compiled(tmp_path: Path) -> None:
    assert StatementCache(tmp_path, "k").statement("x", lambda: MADE) == MADE
    assert StatementCache(tmp_path, "k").statement("x", never) == MADE


def test_another_key_compiles_anew(tmp_path: Path) -> None:
    StatementCache(tmp_path, "k").statement("x", lambda: MADE)
    other = Statement("SELECT 2", (), (), False)
    assert StatementCache(tmp_path, "l").statement("x", lambda: other) == other
    assert key_of("huancui-2024") != key_of("huancui-2025")


def test_a_damaged_file_is_compiled_again(tmp_path: Path) -> None:
    first = StatementCache(tmp_path, "k")
    first.statement("x", lambda: MADE)
    (first.folder / "x.json").write_text('{"text": "SELE')
    assert StatementCache(tmp_path, "k").statement("x", lambda: MADE) == MADE
    assert StatementCache(tmp_path, "k").statement("x", never) == MADE


def test_a_folder_that_cannot_be_written_costs_only_time(tmp_path: Path) -> None:
    (tmp_path / "statements").write_text("in the way")
    assert StatementCache(tmp_path, "k").statement("x", lambda: MADE) == MADE


def test_old_keys_are_forgotten(tmp_path: Path) -> None:
    for number in range(KEPT_KEYS + 2):
        StatementCache(tmp_path, f"k{number}").statement("x", lambda: MADE)
    assert len(list((tmp_path / "statements").iterdir())) == KEPT_KEYS


def test_a_digest_knows_names_and_contents(tmp_path: Path) -> None:
    one, other = tmp_path / "a.yaml", tmp_path / "b.yaml"
    one.write_text("1")
    other.write_text("2")
    before = files_digest([one, other])
    assert files_digest([other, one]) == before
    other.write_text("3")
    assert files_digest([one, other]) != before


def test_an_edited_page_compiles_nothing_anew_but_a_rule_or_a_table_does() -> None:
    assert not shapes(Path("web/worklist/home.py")) and not shapes(Path("funds/settling.py"))
    assert shapes(Path("programmes/hypertension/rules.py")) and shapes(Path("funds/models/books.py"))


def test_whatever_a_text_is_made_from_shapes_it() -> None:
    contracts = tomllib.loads((PACKAGE.parent / "pyproject.toml").read_text("utf8"))["tool"]["importlinter"]
    layers = [set(re.findall(r"\w+", layer)) for layer in contracts["contracts"][0]["layers"]]
    top = next(place for place, layer in enumerate(layers) if "indicators" in layer)
    assert {"indicators"}.union(*layers[top + 1 :]) == set(SHAPING)
