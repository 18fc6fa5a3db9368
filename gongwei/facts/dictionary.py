"""The data dictionary: every column of every table with its printed term, unit, codes and ranges."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from django.apps import apps

from gongwei.facts.building import all_sources
from gongwei.records.fields import Range, Spec, spec_of


@dataclass(frozen=True)
class Entry:
    """One column."""

    table: str
    table_label: str
    column: str
    label: str
    type: str
    unit: str
    codes: str
    hard_range: str
    soft_range: str
    note: str


HEADINGS = ("表", "表名称", "列", "名称", "类型", "单位", "代码", "允许范围", "提醒范围", "说明")


def entries() -> Iterator[Entry]:
    """Every column of a build, table by table, in the order of the tables' declarations."""
    models = {model._meta.db_table: model for model in apps.get_models()}
    for source in all_sources():
        model = models.get(source.name)
        declared = {field.column: spec_of(field) for field in model._meta.concrete_fields} if model else {}
        for column, kind in source.columns.items():
            spec = declared.get(column, Spec())
            yield Entry(
                source.name, source.label, column, source.labels.get(column, column), kind, spec.unit, _codes(spec),
                _range(spec.hard), _range(spec.soft), spec.hint,
            )  # fmt: skip


def write_csv(path: Path) -> None:
    """The dictionary for machines: English heads, one line per column."""
    with path.open("w", encoding="utf8", newline="") as file:
        lines = csv.writer(file, lineterminator="\n")
        lines.writerow([field.name for field in fields(Entry)])
        lines.writerows(astuple(entry) for entry in entries())


def write_markdown(path: Path) -> None:
    """The dictionary for people: a section per table."""
    lines, table = ["# 数据字典", ""], ""
    for entry in entries():
        if entry.table != table:
            table = entry.table
            lines += ["", f"## {entry.table} {entry.table_label}", ""]
            lines += [_line(HEADINGS[2:]), _line(("---",) * len(HEADINGS[2:]))]
        lines.append(_line(astuple(entry)[2:]))
    path.write_text("\n".join(lines) + "\n", encoding="utf8")


def _line(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _codes(spec: Spec) -> str:
    return "；".join(f"{code} {label}" for code, label in spec.codes) if spec.codes else ""


def _range(bounds: Range | None) -> str:
    return f"{bounds[0]}～{bounds[1]}" if bounds else ""
