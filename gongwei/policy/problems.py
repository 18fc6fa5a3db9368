"""What is wrong in a policy file, so that anybody can repair it: where, what was expected, what to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from gongwei.kernel.errors import UserError

Key = tuple[str | int, ...]


@dataclass(frozen=True)
class Problem:
    """One thing to repair: file, line, key, what was expected, what to do. A warning does not refuse."""

    file: Path
    line: int
    key: Key
    expected: str
    advice: str
    warning: bool = False

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}"
        kind = "提醒" if self.warning else "错误"
        return f"{where} [{kind}] {dotted(self.key)}：{self.expected}。{self.advice}。"


class PolicyError(UserError):
    """A policy file was refused; ``problems`` holds everything found wrong in one reading."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems), key=lambda p: (str(p.file), p.line, dotted(p.key))))
        super().__init__("\n".join(str(problem) for problem in self.problems))


def dotted(key: Key) -> str:
    """The path of a key as people read it: ``targets[3].operator``."""
    text = ""
    for part in key:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text or "（整个文件）"
