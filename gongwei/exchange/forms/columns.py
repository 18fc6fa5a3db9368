"""The columns of a form's list: whose it is, the answers of the form as it asks them, and who gave the service."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cache
from typing import Any

from gongwei.catalogue.chapters import forms
from gongwei.exchange.columns import Asked, plain
from gongwei.kernel import clock
from gongwei.records.fields import When
from gongwei.records.items import Item, asked, row_items
from gongwei.records.layout import Form
from gongwei.records.validate import as_text, span

LINES = 3
"""Repeating lines (medicine) that one row of the list has room for."""
RECORD, STAFF, PLACE = "record", "staff", "place"
WHO = (
    Asked("person.name", "姓名", must=True, example="丛立春"),
    Asked("person.id_no", "身份证号", hint="身份证号、档案编号、姓名＋出生日期，三者填一"),
    Asked("person.record_no", "档案编号"),
    Asked("person.birth_date", "出生日期", example="1958-03-01"),
)
OWN = Asked(RECORD, "记录编号", hint="新记录留空；更正已有记录时保留导出的编号")
BY = Asked(STAFF, "服务人员", hint="留空为导入人")
AT = Asked(PLACE, "机构", hint="留空为本机构")


def columns(form: Form) -> tuple[Asked, ...]:
    """Every column in the order of the paper; labels are unique, so that a heading finds its column again."""
    return _columns(form.id)


@cache
def _columns(form_id: str) -> tuple[Asked, ...]:
    form = forms()[form_id]
    found = [OWN, *(WHO if form.of == "resident" else (AT,))]
    found += [_answer(item.name, item.label, item, _must(item)) for item in asked(form) if item.kind != "files"]
    for name, model in form.rows.items():
        label = next(line.label for group in form.groups for line in group.lines if line.rows == name)
        columns = [item for item in row_items(model) if item.typed and item.kind != "files"]
        found += [
            _answer(f"{name}-{number}-{item.name}", f"{label}{number + 1}·{item.label}", item)
            for number in range(LINES)
            for item in columns
        ]
    return tuple(_unique([*found, BY]))


def _answer(key: str, label: str, item: Item, must: bool = False) -> Asked:
    example = _possible(item) if must or item.name == "served_on" else ""
    return Asked(key, label, item.spec, must, _hint(item), example, item)


def _hint(item: Item) -> str:
    """What to write: range, form of a date."""
    if item.spec.codes is not None:
        return "可多选，用顿号隔开；见“代码”表" if item.kind == "many" else ""
    if item.kind == "date":
        return "年-月-日"
    if item.kind == "flag":
        return "是 / 否"
    limits = item.spec.hard or item.spec.soft
    return span(limits) if limits and item.kind in ("integer", "number") else item.spec.hint


def _possible(item: Item) -> str:
    """Something that the column would take."""
    codes, limits = item.spec.codes, item.spec.soft or item.spec.hard
    if codes is not None:
        code, label = next(iter(codes))
        return f"{code} {label}"
    if item.kind == "date":
        return clock.today().isoformat()
    if item.kind in ("integer", "number"):
        middle = (Decimal(str(limits[0])) + Decimal(str(limits[1]))) / 2 if limits else Decimal(1)
        return str(round(middle, item.places) if item.kind == "number" else int(middle))
    return "是" if item.kind == "flag" else "（文字）"


def _must(item: Item) -> bool:
    rule = item.spec.required
    return rule is True or (not isinstance(rule, When) and not item.field.null and not item.field.blank)


def _unique(found: list[Asked]) -> list[Asked]:
    seen: set[str] = set()
    unique = []
    for column in found:
        if plain(column.heading) in seen:
            column = replace(column, label=f"{column.label}·{column.key}")
        seen.add(plain(column.heading))
        unique.append(column)
    return unique


def typed_cell(item: Item | None, text: str) -> str:
    """What a cell says in the words of a request: “1 门诊” is code 1; several may stand with 、 or a semicolon."""
    codes = item.spec.codes if item is not None else None
    if codes is None or not text:
        return text
    parts = re.split(r"[;；、,，\n]+", text) if item is not None and item.kind == "many" else [text]
    return ",".join(_code(codes, part.strip()) for part in parts if part.strip())


def _code(codes: Any, text: str) -> str:
    found = re.fullmatch(r"(\d{1,4})[\s.．:：-]+(.+)", text)
    return found[1] if found and codes.items.get(int(found[1])) == found[2].strip() else text


def cells_of(form: Form, record: Any) -> dict[str, str]:
    """A stored record as the texts of its columns, so that an exported row can come back corrected."""
    found = {}
    for column in columns(form):
        if column.item is not None and "-" not in column.key:
            found[column.key] = shown(column.item, getattr(record, column.key, None))
    for name, model in form.rows.items():
        lines = list(getattr(record, name).order_by("position")) if hasattr(record, name) else []
        for number, line in enumerate(lines):
            for item in row_items(model):
                found[f"{name}-{number}-{item.name}"] = shown(item, getattr(line, item.name, None))
    return {key: text for key, text in found.items() if text}


def shown(item: Item, value: Any) -> str:
    """A value as a cell: codes with their words."""
    if value is None or value == []:
        return ""
    codes = item.spec.codes
    if codes is not None:
        chosen = value if isinstance(value, (list, tuple)) else [value]
        return "、".join(f"{code} {codes.label(code)}" for code in chosen)
    if isinstance(value, bool):
        return "是" if value else "否"
    return as_text(value)


def request_of(form: Form, typed: Mapping[str, str]) -> dict[str, str]:
    """A row of the list as a request of the entry page; lines beyond those that have columns are kept as they are."""
    items = {column.key: column.item for column in columns(form) if column.item is not None}
    for name, model in form.rows.items():
        by_name = {item.name: item for item in row_items(model)}
        for key in typed:
            parts = key.split("-", 2)
            if len(parts) == 3 and parts[0] == name and parts[2] in by_name:
                items.setdefault(key, by_name[parts[2]])
    return {key: typed_cell(items[key], text) for key, text in typed.items() if key in items}
