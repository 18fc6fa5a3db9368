"""A plan's text changed value by value: only the characters of the value change, comments and order stay (PLAN-01)."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from gongwei.policy.problems import Key
from gongwei.policy.strict_yaml import composed, read_text

_PLAIN = re.compile(
    r"[-+]?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?|[0-9]{4}-[0-9]{2}-[0-9]{2}|true|false|[a-z][a-z0-9_.-]*"
)
_WORDS = {"null", "yes", "no", "on", "off"}


def replaced(text: str, values: Mapping[Key, str]) -> str:
    """The text with the scalars at these keys written anew; KeyError where there is no scalar."""
    places = dict(_scalars(text))
    cuts = sorted(((*places[key], _written(value)) for key, value in values.items()), reverse=True)
    for start, end, value in cuts:
        text = text[:start] + value + text[end:]
    return text


def copied(text: str, year: int) -> str:
    """A plan as the beginning of another year's: id, label, year and status change, the year's amendments end.

    Citations stay: they say where each number is from until the new document is cited.
    """
    source = read_text(Path("plan.yaml"), text)
    old = str(source.data["year"])
    stem = str(source.data["id"]).removesuffix(old)
    text = without(text, "amendments")
    values: dict[Key, str] = {
        ("id",): f"{stem}{year}", ("label",): str(source.data["label"]).replace(old, str(year)), ("year",): str(year),
        ("status",): "draft", ("effective_from",): f"{year}-01-01",
    }  # fmt: skip
    return replaced(text, values)


def without(text: str, section: str) -> str:
    """The text without one of its top-level sections, the lines from its key to the next key."""
    lines = text.splitlines(keepends=True)
    starts = [n for n, line in enumerate(lines) if re.match(r"[a-z]", line)]
    for place, start in enumerate(starts):
        if lines[start].startswith(f"{section}:"):
            end = starts[place + 1] if place + 1 < len(starts) else len(lines)
            return "".join(lines[:start] + lines[end:])
    return text


def appended(text: str, section: str, entry: Mapping[str, Any]) -> str:
    """The text with one more entry at the end of a top-level list; the list begins where there is none yet."""
    lines = text.splitlines(keepends=True)
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    starts = [n for n, line in enumerate(lines) if re.match(r"[a-z]", line)]
    begin = next((n for n in starts if lines[n].startswith(f"{section}:")), None)
    if begin is not None and lines[begin].split("#")[0].partition(":")[2].strip():
        raise KeyError(section)  # a list within its line is not ours to take apart
    if begin is None:
        return "".join([*lines, f"\n{section}:\n", f"  - {_flow(entry)}\n"])
    end = next((n for n in starts if n > begin), len(lines))
    while not lines[end - 1].strip() or lines[end - 1].startswith("#"):
        end -= 1
    first = next(line for line in lines[begin + 1 : end] if line.lstrip().startswith("- "))
    made = f"{first[: first.index('-')]}- {_flow(entry)}\n"
    return "".join([*lines[:end], made, *lines[end:]])


def _flow(value: Any) -> str:
    """A value as YAML within one line."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_key(name)}: {_flow(each)}" for name, each in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_flow, value)) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | Decimal | dt.date):
        return str(value)
    return json.dumps(value, ensure_ascii=False)


def _key(name: str) -> str:
    return name if re.fullmatch(r"[a-z][a-z_]*", name) else json.dumps(name, ensure_ascii=False)


def _written(value: str) -> str:
    """A value as YAML: numbers, dates and plain words bare, anything else in quotes."""
    plain = value.strip()
    if _PLAIN.fullmatch(plain) and plain not in _WORDS:
        return plain
    return json.dumps(plain, ensure_ascii=False)


def _scalars(text: str) -> list[tuple[Key, tuple[int, int]]]:
    root = composed(Path("plan.yaml"), text)
    found: list[tuple[Key, tuple[int, int]]] = []

    def walk(node: yaml.Node, key: Key) -> None:
        if isinstance(node, yaml.MappingNode):
            for name, value in node.value:
                walk(value, (*key, str(name.value)))
        elif isinstance(node, yaml.SequenceNode):
            for place, item in enumerate(node.value):
                walk(item, (*key, place))
        else:
            found.append((key, (node.start_mark.index, node.end_mark.index)))

    if root is not None:
        walk(root, ())
    return found
