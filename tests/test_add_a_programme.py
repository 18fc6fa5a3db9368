"""A programme is one folder: docs/howto/add-a-programme.md, walked in a copy of the package with one folder more."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

import gongwei
from gongwei.config.postgres import Postgres
from gongwei.policy.loading import PLANS

PACKAGE = Path(gongwei.__file__).parent
HERE = Path(__file__).parent / "programme"
ITEM = (
    "  - {chapter: vision, label: 中老年视力筛查, number: 样, group: other, local: true, "
    "from: 2024-01-01, ref: huancui-2024#五}\n"
)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The package with the new folder, and a folder of plans whose plan runs the chapter."""
    shutil.copytree(PACKAGE, tmp_path / "gongwei", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(HERE / "vision", tmp_path / "gongwei" / "programmes" / "vision")
    plan = (PLANS / "371002-huancui-2024.yaml").read_text("utf8")
    plan = plan.replace("id: huancui-2024", "id: walked-2024", 1).replace("items:\n", f"items:\n{ITEM}", 1)
    (tmp_path / "plans").mkdir()
    (tmp_path / "plans" / "371002-walked-2024.yaml").write_text(plan, "utf8")
    return tmp_path


@pytest.fixture
def data() -> Iterator[Path]:
    """A data folder outside pytest's own, which another run may close to PostgreSQL."""
    with tempfile.TemporaryDirectory(prefix="gongwei-walk-") as folder:
        yield Path(folder)


@pytest.mark.req("PLAN-15")
def test_a_new_folder_is_seen_on_every_screen_with_no_edit_elsewhere(
    copy: Path, data: Path, postgres_server: Postgres
) -> None:
    environment = {
        **{name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
        "PYTHONPATH": str(copy),
        "DJANGO_SETTINGS_MODULE": "gongwei.config.settings",
        "GONGWEI_DATA": str(data),
        "GONGWEI_PLANS": str(copy / "plans"),
        "GONGWEI_PLAN": "walked-2024",
        "GONGWEI_TODAY": "2024-10-16",
    }
    command = [sys.executable, str(HERE / "walk.py")]
    done = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    assert done.stdout.splitlines()[-1] == "walked"
