"""An indicator is one function and one declaration: docs/howto/add-an-indicator.md, its own text run in a copy."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

import gongwei
from gongwei.config.postgres import Postgres

PACKAGE = Path(gongwei.__file__).parent
HOWTO = PACKAGE.parent / "docs" / "howto" / "add-an-indicator.md"
WALK = Path(__file__).parent / "indicator" / "walk.py"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The package whose hypertension chapter ends with the code that the how-to prints."""
    shutil.copytree(PACKAGE, tmp_path / "gongwei", ignore=shutil.ignore_patterns("__pycache__"))
    printed = re.search(r"```python\n(.*?)```", HOWTO.read_text("utf8"), re.DOTALL)
    assert printed is not None
    added = printed[1].replace("MEASURES = (", "MEASURES += (")
    chapter = tmp_path / "gongwei" / "programmes" / "hypertension" / "measures.py"
    chapter.write_text(f"{chapter.read_text('utf8')}\n\n{added}", "utf8")
    return tmp_path


@pytest.fixture
def data() -> Iterator[Path]:
    """A data folder outside pytest's own, which another run may close to PostgreSQL; compiled texts are all tests'."""
    texts = settings.DATA / "cache" / "statements"
    texts.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="gongwei-walk-") as folder:
        (Path(folder) / "cache").mkdir()
        (Path(folder) / "cache" / "statements").symlink_to(texts)
        yield Path(folder)


@pytest.mark.req("PLAN-15")
def test_the_printed_code_is_seen_on_pages_and_on_the_command_line(
    copy: Path, data: Path, postgres_server: Postgres
) -> None:
    environment = {
        **{name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
        "PYTHONPATH": str(copy),
        "DJANGO_SETTINGS_MODULE": "gongwei.config.settings",
        "GONGWEI_DATA": str(data),
        "GONGWEI_TODAY": "2024-10-16",
    }
    command = [sys.executable, str(WALK)]
    done = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    assert done.stdout.splitlines()[-1] == "walked"
