"""The columns of a register: who, when, the form's headline and key fields, by whom; everything when exported."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from gongwei.kernel import clock
from gongwei.people import access
from gongwei.records.items import Item, asked
from gongwei.records.layout import Form
from gongwei.ui.figures import MISSING
from gongwei.ui.lists import Column, Format
from gongwei.ui.visits import said
from gongwei.web.frame import words
from gongwei.web.registers.owners import about_people

MOST_SHOWN = 6
KEYS = ("one", "date", "number", "integer", "flag", "many", "text")
WIDEST = 16
FORMATS: dict[str, Format] = {"date": "date", "integer": "integer"}


def columns_of(form: Form) -> tuple[Column, ...]:
    """Shown columns first; the other answers of the form only in the workbook."""
    shown = {item.name: place for place, item in enumerate(shown_items(form))}
    answers = [
        answer(item, item.name in shown)
        for item in asked(form)
        if item.kind != "files" and item.name != "served_on"
    ]
    answers.sort(key=lambda column: shown.get(column.key, len(shown)))
    day = Column("served_on", _day_label(form), sort=("served_on", "recorded_at"), format="date",
                 cell="web/registers/day_cell.html", width=106)  # fmt: skip
    return (
        *(_people() if about_people(form) else ()),
        day,
        *answers,
        Column("staff", "服务人员", "staff.name", width=84),
        Column("institution", "机构", _place, sort=("institution",), width=110),
        Column("version", "版本", format="integer", shown=False),
        Column(
            "voided",
            "作废",
            lambda row: f"{row.voided_at:%Y-%m-%d} {row.void_reason}" if row.voided_at else "",
            shown=False,
        ),
    )


def shown_items(form: Form) -> list[Item]:
    """The fields shown in the list: what the form names, else its headline and the first short answers."""
    every = {item.name: item for item in asked(form) if item.name != "served_on"}
    if form.listed:
        return [every[name] for name in form.listed if name in every]
    found = [every[name] for name in form.headline if name in every]
    rest = [item for item in every.values() if item not in found and _short(item)]
    must = [item for item in rest if item.spec.required is True]
    return [*found, *must, *(item for item in rest if item not in must)][:MOST_SHOWN]


def answer(item: Item, shown: bool = True) -> Column:
    """One answer of the form as a column."""
    sort = (item.name,) if shown and item.kind in ("date", "integer", "number", "one") else ()
    label = (
        f"{item.label}({item.spec.unit})"
        if item.spec.unit and item.spec.unit not in item.label
        else item.label
    )
    return Column(item.name, label, _value(item), sort=sort, format=_format(item), shown=shown)


def _value(item: Item) -> Callable[[Any], Any]:
    """Dates and figures as themselves; codes and yes/no in words."""

    def value(row: Any) -> Any:
        found = getattr(row, item.name, None)
        if found is None or found == []:
            return None
        if isinstance(found, (dt.date, dt.datetime)) or (
            isinstance(found, (int, Decimal)) and item.kind in ("integer", "number")
        ):
            return found
        if item.kind == "many" and item.spec.codes is not None:
            return "、".join(item.spec.codes.label(code) for code in found)
        text = said(item, found, code=False)
        return None if text == MISSING else text

    return value


def _format(item: Item) -> Format:
    if item.kind == "number":
        return "decimal" if item.places == 1 else "text"
    return FORMATS.get(item.kind, "text")


def _short(item: Item) -> bool:
    if item.kind not in KEYS or item.spec.starred:
        return False
    return item.kind != "text" or (item.max_length or 0) <= 60


def _day_label(form: Form) -> str:
    lines = (line for group in form.groups for line in group.lines if line.fields == ("served_on",))
    return next((line.label for line in lines), "日期")


def _people() -> tuple[Column, ...]:
    return (
        Column(
            "name",
            "姓名",
            "resident.name",
            sort=("resident__name_pinyin",),
            cell="web/registers/person_cell.html",
            width=170,
        ),
        Column("sex", "性别", lambda row: words.SEX.get(row.resident.sex, ""), shown=False),
        Column(
            "age",
            "年龄",
            lambda row: words.age(row.resident.birth_date, min(row.served_on, clock.today())),
            shown=False,
        ),
        Column("id_no", "身份证号", lambda row: access.mask_id(row.resident.id_no), shown=False),
        Column("record_no", "档案编号", "resident.record_no", shown=False),
        Column(
            "village",
            "村（居）",
            lambda row: words.place(row.resident.village.name),
            sort=("resident__village",),
            width=100,
        ),
    )


def _place(row: Any) -> str:
    return str(row.institution.short_name or row.institution.name)
