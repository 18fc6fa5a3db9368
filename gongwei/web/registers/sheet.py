"""The columns of a register's workbook: who, the answers of the form as it asks them, and who gave the service."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from gongwei.records.fields import When
from gongwei.records.items import Item, asked, row_items
from gongwei.records.layout import Form
from gongwei.records.validate import as_text, span
from gongwei.web.registers.owners import about_people

LINES = 3
"""Repeating lines (medicine) that one row of the workbook has room for."""
ID, STAFF, PLACE = "记录编号", "服务人员", "机构"
NAME, ID_NO, RECORD_NO, BIRTH = "姓名", "身份证号", "档案编号", "出生日期"
PERSON = {
    "person.name": NAME,
    "person.id_no": ID_NO,
    "person.record_no": RECORD_NO,
    "person.birth_date": BIRTH,
}


@dataclass(frozen=True)
class SheetColumn:
    """One column: ``key`` is the name in a request (``medicines-0-name``), ``item`` the field (None: who, where)."""

    key: str
    label: str
    item: Item | None = None
    must: bool = False

    @property
    def heading(self) -> str:
        """Label, unit, and the mark of what must be filled in."""
        unit = self.item.spec.unit if self.item else ""
        return (
            f"{self.label}{f'({unit})' if unit and unit not in self.label else ''}{'*' if self.must else ''}"
        )

    @property
    def hint(self) -> str:
        """What to write: codes, range, form of a date."""
        item = self.item
        if item is None:
            return HINTS.get(self.key, "")
        codes = item.spec.codes
        if codes is not None:
            several = "可多选，用顿号隔开：" if item.kind == "many" else ""
            return several + " ".join(f"{code} {label}" for code, label in codes)
        if item.kind == "date":
            return "2024-10-16"
        if item.kind == "flag":
            return "是 / 否"
        limits = item.spec.hard or item.spec.soft
        return span(limits) if limits and item.kind in ("integer", "number") else item.spec.hint


HINTS = {
    "record": "新记录留空；更正已有记录时保留导出的编号",
    "person.id_no": "身份证号、档案编号、姓名＋出生日期，三者填一",
    "staff": "留空为导入人",
    "place": "留空为本机构",
}


def columns(form: Form) -> tuple[SheetColumn, ...]:
    """Every column in the order of the paper; labels are unique, so that a heading finds its column again."""
    found = [SheetColumn("record", ID)]
    if about_people(form):
        found += [SheetColumn(key, label, must=key == "person.name") for key, label in PERSON.items()]
    else:
        found.append(SheetColumn("place", PLACE))
    for item in asked(form):
        if item.kind != "files":
            found.append(SheetColumn(item.name, item.label, item, _must(item)))
    for name, model in form.rows.items():
        label = next(line.label for group in form.groups for line in group.lines if line.rows == name)
        for number in range(LINES):
            for item in row_items(model):
                if item.typed and item.kind != "files":
                    found.append(
                        SheetColumn(f"{name}-{number}-{item.name}", f"{label}{number + 1}·{item.label}", item)
                    )
    found.append(SheetColumn("staff", STAFF))
    return tuple(_unique(found))


def _must(item: Item) -> bool:
    rule = item.spec.required
    return rule is True or (not isinstance(rule, When) and not item.field.null and not item.field.blank)


def _unique(found: list[SheetColumn]) -> list[SheetColumn]:
    seen: set[str] = set()
    unique = []
    for column in found:
        if plain(column.heading) in seen:
            column = replace(column, label=f"{column.label}·{column.key}")
        seen.add(plain(column.heading))
        unique.append(column)
    return unique


def plain(heading: str) -> str:
    """A heading without its mark, spaces, and the difference between full and half brackets."""
    return re.sub(r"[\s*＊]", "", heading).replace("（", "(").replace("）", ")")


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
        lines = list(getattr(record, name).order_by("position")[:LINES]) if hasattr(record, name) else []
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
    """A row of the workbook as a request of the entry page."""
    by_key = {column.key: column for column in columns(form)}
    return {
        key: typed_cell(by_key[key].item, text)
        for key, text in typed.items()
        if key in by_key and by_key[key].item is not None
    }
