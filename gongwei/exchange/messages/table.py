"""The table of codes: which item of a message is which column of a form, in which units and words (EHR-02, ELD-13)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from gongwei.exchange.models import MessageCode
from gongwei.people.problems import refuse

TABLE = Path(__file__).with_name("codes.yaml")
PLACES = Decimal("0.01")


@dataclass(frozen=True)
class Code:
    """One item: the column it fills (or what it is called in a sentence), its unit, other units and other words."""

    to: str = ""
    say: str = ""
    unit: str = ""
    units: Mapping[str, float] = field(default_factory=dict)
    values: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Sort:
    """One sort of message: the form it becomes; ``task``: it waits in the health centre's inbox for a follow-up."""

    id: str
    label: str
    form: str
    items: Mapping[str, Code]
    fixed: Mapping[str, str] = field(default_factory=dict)
    into: str = ""
    task: bool = False


def sorts() -> Mapping[str, Sort]:
    """Every sort by its id: the built-in table with what the county added, changed or took out."""
    found = {id: replace(sort, items=dict(sort.items)) for id, sort in built_in().items()}
    for each in MessageCode.objects.filter(kind__in=found):
        items: dict[str, Code] = found[each.kind].items  # type: ignore[assignment]
        if each.retired:
            items.pop(each.code, None)
        else:
            items[each.code] = Code(each.to, each.say, each.unit, each.units, each.values)
    return found


@cache
def built_in() -> Mapping[str, Sort]:
    """The table that comes with the system."""
    read = yaml.safe_load(TABLE.read_text(encoding="utf-8"))
    return {
        id: Sort(id, **{**told, "items": {str(code): Code(**about) for code, about in told["items"].items()}})
        for id, told in read.items()
    }


def cells(sort: Sort, items: Mapping[str, Any]) -> tuple[dict[str, str], list[str]]:
    """(column → text, the codes that the table does not know): nothing is guessed."""
    found, sentences = dict(sort.fixed), []
    for code, about in sort.items.items():
        if code not in items:
            continue
        text = _text(code, about, items[code])
        if about.to:
            found[about.to] = text
        else:
            sentences.append(f"{about.say} {text} {about.unit}".strip())
    if sort.into:
        found[sort.into] = "，".join(sentences)
    return found, [code for code in items if code not in sort.items]


def _text(code: str, about: Code, sent: Any) -> str:
    value, unit = (sent.get("value"), str(sent.get("unit") or "")) if isinstance(sent, dict) else (sent, "")
    text = "" if value is None else str(value).strip()
    if about.values and text:
        if text not in about.values:
            raise refuse("items", f"{code}：“{text}”不在对照表里，应为 {'、'.join(about.values)}")
        return str(about.values[text])
    if not unit or unit == about.unit or not text:
        return text
    if unit not in about.units:
        raise refuse("items", f"{code}：单位“{unit}”不在对照表里，应为 {'、'.join((about.unit, *about.units))}")
    try:
        return str((Decimal(text) * Decimal(str(about.units[unit]))).quantize(PLACES).normalize())
    except InvalidOperation:
        raise refuse("items", f"{code}：“{text}”不是数") from None
