"""The source files that the conventions speak about, parsed once."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "gongwei"
FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(eq=False)
class Source:
    """One Python file."""

    path: Path

    def __str__(self) -> str:
        return str(self.path.relative_to(ROOT))

    @cached_property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, str(self.path))

    @property
    def lines(self) -> int:
        return self.text.count("\n")

    @property
    def is_test(self) -> bool:
        return "tests" in self.path.relative_to(ROOT).parts or self.path.name == "conftest.py"

    def functions(self) -> Iterator[FunctionNode]:
        for node in ast.walk(self.tree):
            if isinstance(node, FunctionNode):
                yield node

    def at(self, node: ast.AST) -> str:
        """Where, so that an editor can jump there."""
        return f"{self}:{getattr(node, 'lineno', 1)}"


def modules() -> list[Source]:
    """Every module of the package but its tests and migrations."""
    return [source for source in everything() if not source.is_test and PACKAGE in source.path.parents]


def checks() -> list[Source]:
    """Every file of tests."""
    return [source for source in everything() if source.is_test]


def everything() -> list[Source]:
    """Every Python file but migrations, which Django writes."""
    paths = [*PACKAGE.rglob("*.py"), *(ROOT / "tests").rglob("*.py"), *(ROOT / "benchmarks").rglob("*.py")]
    return [Source(path) for path in sorted(paths) if "migrations" not in path.parts]
