"""Settings come from the environment; a secret is made once and kept."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from gongwei.config import environment
from gongwei.kernel.errors import UserError


def test_the_secret_key_is_made_once_and_readable_by_nobody_else(tmp_path: Path) -> None:
    first = environment.secret_key(tmp_path / "data")
    assert len(first) > 50
    assert environment.secret_key(tmp_path / "data") == first
    assert (tmp_path / "data" / "secret_key").stat().st_mode & 0o077 == 0


def test_a_given_secret_key_is_not_written_down(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "given")
    assert environment.secret_key(tmp_path) == "given"
    assert list(tmp_path.iterdir()) == []


def test_a_data_folder_that_cannot_be_written_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError, match="GONGWEI_DATA"):
        environment.secret_key(tmp_path / "file")


def test_database_url_is_taken_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://wei:p%40ss@db.local:6432/county?sslmode=require")
    settings = environment.database(tmp_path)
    assert {key: settings[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT")} == {
        "NAME": "county",
        "USER": "wei",
        "PASSWORD": "p@ss",
        "HOST": "db.local",
        "PORT": "6432",
    }
    assert settings["OPTIONS"] == {"sslmode": "require"}


def test_without_database_url_the_embedded_server_is_meant(tmp_path: Path) -> None:
    assert str(environment.database(tmp_path)["HOST"]).endswith("socket")


def test_flags_take_yes_or_no_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEBUG", "yes")
    assert environment.flag("DEBUG") is True
    monkeypatch.setenv("DEBUG", "0")
    assert environment.flag("DEBUG") is False
    monkeypatch.setenv("DEBUG", "perhaps")
    with pytest.raises(UserError, match="DEBUG"):
        environment.flag("DEBUG")


def test_the_data_folder_brings_its_day_but_the_environment_goes_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GONGWEI_TODAY", "2024-12-31")
    monkeypatch.setenv("GONGWEI_PLAN", "before")
    monkeypatch.delenv("GONGWEI_PLAN")
    file = tmp_path / "environment"
    file.write_text("GONGWEI_TODAY=2024-10-16\nGONGWEI_PLAN=huancui-demo-2024\n", "utf-8")
    environment.adopt(file)
    assert (os.environ["GONGWEI_TODAY"], os.environ["GONGWEI_PLAN"]) == ("2024-12-31", "huancui-demo-2024")
