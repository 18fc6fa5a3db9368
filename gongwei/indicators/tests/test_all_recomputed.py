"""No figure without a second reckoning: every cohort of every indicator is recomputed independently somewhere."""

from __future__ import annotations

import ast
from pathlib import Path

from gongwei.indicators import statements as cohorts

ROOT = Path(__file__).resolve().parents[2]


def _words(path: Path) -> set[str]:
    """Every string and every name of an argument in a file."""
    tree = ast.parse(path.read_text("utf8"))
    texts = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    return texts | {node.arg for node in ast.walk(tree) if isinstance(node, ast.keyword) and node.arg}


def test_every_cohort_of_an_indicator_is_recomputed_in_plain_python() -> None:
    """A recomputation is a file ``test_recomputed….py`` that names the cohort; births and risk of the maternal chapter
    are recomputed from random courses in its own tests."""
    files = [path for path in ROOT.rglob("test_*.py") if path.name.startswith("test_recomputed")]
    files.append(ROOT / "programmes" / "maternal" / "tests" / "test_measures.py")
    named = set().union(*map(_words, files))
    missing = {name for name, group in cohorts.groups().items() if group.measures and name not in named}
    assert not missing
