"""Strict YAML: every key keeps its line, a key written twice is refused, no word is taken for a number.

Narrower than YAML 1.1 on purpose: only ``true`` and ``false`` are yes and no (``on`` and ``no`` stay words),
decimals are exact, dates are YYYY-MM-DD, and aliases, tags and merge keys are refused.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from gongwei.policy.problems import Key, PolicyError, Problem

_PLAIN: tuple[tuple[str, re.Pattern[str], Callable[[str], Any]], ...] = (
    ("null", re.compile(r"|~|null"), lambda text: None),
    ("bool", re.compile(r"true|false"), lambda text: text == "true"),
    ("int", re.compile(r"[-+]?(?:0|[1-9][0-9]*)"), int),
    ("decimal", re.compile(r"[-+]?(?:0|[1-9][0-9]*)\.[0-9]+"), Decimal),
    ("date", re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"), dt.date.fromisoformat),
)

_TAGS = {f"tag:yaml.org,2002:{kind}" for kind in ("map", "seq", "str")}


@dataclass(frozen=True)
class Source:
    """A YAML file as read: its data (sequences are tuples) and the line of every key and item."""

    file: Path
    data: Any
    lines: dict[Key, int]

    def line(self, key: Key) -> int:
        """The line of a key, or of the nearest key around it that was written down."""
        while key and key not in self.lines:
            key = key[:-1]
        return self.lines.get(key, 1)

    def problem(self, key: Key, expected: str, advice: str, *, warning: bool = False) -> Problem:
        """A problem at a key of this file."""
        return Problem(self.file, self.line(key), key, expected, advice, warning)


class _StrictLoader(yaml.SafeLoader):
    """A SafeLoader without implicit types: scalars are read by the closed list above, nodes keep marks."""

    yaml_implicit_resolvers: dict[str, Any] = {}


def read_yaml(file: Path) -> Source:
    """Read one file; whatever is wrong with its YAML is collected and refused at once."""
    try:
        text = file.read_bytes().decode("utf-8")
    except OSError as error:
        advice = f"请检查路径、文件名和权限（{error.strerror}）"
        raise PolicyError([Problem(file, 1, (), "应为读得到的文件", advice)]) from None
    except UnicodeDecodeError:
        raise PolicyError([Problem(file, 1, (), "文件应为 UTF-8 编码", "请另存为 UTF-8 后再试")]) from None
    return read_text(file, text)


def read_text(file: Path, text: str) -> Source:
    """The same for a text that is kept elsewhere; ``file`` is what complaints call it."""
    reader = _Reader(file)
    root = composed(file, text)
    data = {} if root is None else reader.value(root, ())
    if reader.problems:
        raise PolicyError(reader.problems)
    return Source(file, data, reader.lines)


def composed(file: Path, text: str) -> yaml.Node | None:
    """The nodes of a text with their places; what is no YAML is refused."""
    try:
        return _StrictLoader(text).get_single_node()
    except RecursionError:
        raise PolicyError([Problem(file, 1, (), "嵌套层数应有限", "请检查括号和缩进")]) from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        advice = f"请检查该行及上一行的缩进、冒号和引号（{error.problem}）"
        raise PolicyError([Problem(file, line, (), "应为合法的 YAML", advice)]) from None
    except yaml.YAMLError as error:
        advice = f"文件里有不能读的字符（{error}）"
        raise PolicyError([Problem(file, 1, (), "应为合法的 YAML", advice)]) from None


class _Reader:
    """Walks the nodes of one file once, building data, lines and problems."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.lines: dict[Key, int] = {}
        self.problems: list[Problem] = []
        self.seen: set[int] = set()

    def value(self, node: yaml.Node, key: Key) -> Any:
        self.lines.setdefault(key, node.start_mark.line + 1)
        if id(node) in self.seen:
            return self.refuse(node, key, "不能用锚点和别名（& *）", "请把内容原样写两遍")
        self.seen.add(id(node))
        if node.tag not in _TAGS:
            return self.refuse(node, key, f"不能用标签 {node.tag}", "请只写数字、日期、名称和选项")
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, key)
        if isinstance(node, yaml.SequenceNode):
            return tuple(self.value(item, (*key, place)) for place, item in enumerate(node.value))
        return self.scalar(node, key)

    def mapping(self, node: yaml.MappingNode, key: Key) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for name_node, value_node in node.value:
            if not isinstance(name_node, yaml.ScalarNode):
                self.refuse(name_node, key, "键应为一个词", "请不要用列表或表作键")
                continue
            name = str(name_node.value)
            here = (*key, name)
            if name in result:
                before = self.lines[here]
                expected = f"每个键只能写一次，{name} 已写在第 {before} 行"
                self.refuse(name_node, here, expected, "请合并为一处")
                continue
            self.lines[here] = name_node.start_mark.line + 1
            result[name] = self.value(value_node, here)
        return result

    def scalar(self, node: yaml.Node, key: Key) -> Any:
        text = str(node.value)
        if getattr(node, "style", None) is not None:
            return text
        for kind, pattern, read in _PLAIN:
            if pattern.fullmatch(text):
                try:
                    return read(text)
                except ValueError:
                    return self.refuse(node, key, f"{text} 不是存在的日期", f"请核对（{kind}）")
        return text

    def refuse(self, node: yaml.Node, key: Key, expected: str, advice: str) -> None:
        self.problems.append(Problem(self.file, node.start_mark.line + 1, key, expected, advice))
