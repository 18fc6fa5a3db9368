"""Compiled texts on disk: made once, never stale, mended when damaged."""

from __future__ import annotations

from pathlib import Path

from gongwei.engine.cache import KEPT_KEYS, StatementCache, files_digest, key_of
from gongwei.engine.compile import Statement

MADE = Statement("SELECT %(as_of)s", ("as_of",), ("resident",), True)


def never() -> Statement:
    """Compiling again would be an error."""
    raise AssertionError("compiled again")


def test_a_second_process_reads_what_the_first_compiled(tmp_path: Path) -> None:
    assert StatementCache(tmp_path, "k").statement("x", "1", lambda: MADE) == MADE
    assert StatementCache(tmp_path, "k").statement("x", "1", never) == MADE


def test_another_key_compiles_anew(tmp_path: Path) -> None:
    StatementCache(tmp_path, "k").statement("x", "1", lambda: MADE)
    other = Statement("SELECT 2", (), (), False)
    assert StatementCache(tmp_path, "l").statement("x", "1", lambda: other) == other
    assert key_of("huancui-2024") != key_of("huancui-2025")


def test_another_version_is_compiled_anew_and_takes_the_place_of_the_older(tmp_path: Path) -> None:
    StatementCache(tmp_path, "k").statement("x", "1", lambda: MADE)
    other = Statement("SELECT 2", (), (), False)
    assert StatementCache(tmp_path, "k").statement("x", "2", lambda: other) == other
    assert [file.name for file in (tmp_path / "statements" / "k").iterdir()] == ["x@2.json"]


def test_a_text_whose_tables_are_declared_otherwise_is_compiled_anew(tmp_path: Path) -> None:
    StatementCache(tmp_path, "k", lambda tables: f"{tables} as they were").statement("x", "1", lambda: MADE)
    assert StatementCache(tmp_path, "k", lambda tables: f"{tables} as they were").statement("x", "1", never) == MADE
    other = Statement("SELECT 2", (), (), False)
    assert StatementCache(tmp_path, "k", lambda tables: "wider").statement("x", "1", lambda: other) == other


def test_a_damaged_file_is_compiled_again(tmp_path: Path) -> None:
    first = StatementCache(tmp_path, "k")
    first.statement("x", "1", lambda: MADE)
    (first.folder / "x@1.json").write_text('{"text": "SELE')
    assert StatementCache(tmp_path, "k").statement("x", "1", lambda: MADE) == MADE
    assert StatementCache(tmp_path, "k").statement("x", "1", never) == MADE


def test_a_folder_that_cannot_be_written_costs_only_time(tmp_path: Path) -> None:
    (tmp_path / "statements").write_text("in the way")
    assert StatementCache(tmp_path, "k").statement("x", "1", lambda: MADE) == MADE


def test_old_keys_are_forgotten(tmp_path: Path) -> None:
    for number in range(KEPT_KEYS + 2):
        StatementCache(tmp_path, f"k{number}").statement("x", "1", lambda: MADE)
    assert len(list((tmp_path / "statements").iterdir())) == KEPT_KEYS


def test_a_digest_knows_names_and_contents(tmp_path: Path) -> None:
    one, other = tmp_path / "a.yaml", tmp_path / "b.yaml"
    one.write_text("1")
    other.write_text("2")
    before = files_digest([one, other])
    assert files_digest([other, one]) == before
    other.write_text("3")
    assert files_digest([one, other]) != before

