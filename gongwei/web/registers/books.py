"""Workbooks of a register: the empty one with code lists and an example, and the rows that were refused with why."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import IO, Any
from urllib.parse import quote

import xlsxwriter
from django.http import FileResponse

from gongwei.kernel import clock
from gongwei.records.items import Item
from gongwei.records.layout import Form
from gongwei.ui.workbook import FORMULA, TYPE
from gongwei.web.registers.sheet import SheetColumn, columns

NOTE, EXAMPLE, REASON = "说明", "示例", "原因"
FILLED_ROWS = 5_000
LONGEST_LIST = 255


def template(form: Form) -> FileResponse:
    """The empty workbook: headings, what to write, one example row, a drop-down for each code list."""
    example = {column.key: _example(column) for column in columns(form)}
    note = (
        f"{form.label}：从第 4 行起每行一条记录；* 必填；"
        f"“{NOTE}”“{EXAMPLE}”两行导入时自动跳过；一次最多 {FILLED_ROWS:,} 行",
    )
    return _answer(
        f"{form.label}-导入模板", lambda book: _fill(book, form, columns(form), [example], note, hints=True)
    )


def errors(form: Form, keys: Sequence[str], rows: Iterable[Any], name: str) -> FileResponse:
    """The refused rows as they were typed, the reason behind; corrected they can be imported again."""
    shown = [column for column in columns(form) if column.key in keys]
    lines = [
        {
            **row.typed,
            REASON: "；".join(
                f"{p['column']}：{p['message']}" if p["column"] else p["message"] for p in row.problems
            ),
        }
        for row in rows
    ]
    note = (f"{name} 里没有导入的行；改好后可直接再导入（“{REASON}”列会跳过）",)
    return _answer(
        f"{form.label}-未导入的行", lambda book: _fill(book, form, shown, lines, note, reason=True)
    )


def records(form: Form, rows: Iterable[dict[str, str]], about: str) -> FileResponse:
    """Stored records as rows that can be corrected and imported again."""
    return _answer(f"{form.label}-可回导", lambda book: _fill(book, form, columns(form), rows, (about,)))


def _fill(
    book: Any, form: Form, shown: Sequence[SheetColumn], rows: Iterable[dict[str, Any]], about: Sequence[str], *,
    hints: bool = False, reason: bool = False,
) -> None:  # fmt: skip
    sheet = book.add_worksheet("记录")
    head = book.add_format(
        {"bold": True, "bottom": 1, "bg_color": "#F8FAFB", "text_wrap": True, "valign": "top"}
    )
    grey = book.add_format({"font_color": "#5D6978", "text_wrap": True, "valign": "top", "font_size": 9})
    quoted = book.add_format({"quote_prefix": True})
    red = book.add_format({"font_color": "#B3261E"})
    sheet.write_string(0, 0, about[0], grey)
    sheet.freeze_panes(2, 2)
    headings = [*(column.heading for column in shown), *((REASON,) if reason else ())]
    for number, heading in enumerate(headings):
        sheet.set_column(number, number, 48 if heading == REASON else max(9, min(len(heading) * 2 + 2, 22)))
        sheet.write_string(1, number, heading, head)
    top = 2
    if hints:
        for number, column in enumerate(shown):
            sheet.write_string(2, number, NOTE if number == 0 else column.hint[:300], grey)
            _offer(sheet, number, column)
        top = 3
    for line, row in enumerate(rows, start=top):
        for number, column in enumerate(shown):
            text = str(row.get(column.key, "") or "")
            if text:
                sheet.write_string(line, number, text, quoted if text.startswith(FORMULA) else None)
        if reason:
            sheet.write_string(line, len(shown), str(row.get(REASON, "")), red)
    _codes(book, shown, head)


def _offer(sheet: Any, number: int, column: SheetColumn) -> None:
    """A drop-down of the codes where Excel has room for it; other text may be typed and is checked on import."""
    item = column.item
    if item is None or item.spec.codes is None or item.kind != "one":
        return
    options = [f"{code} {label}" for code, label in item.spec.codes]
    if sum(len(option) + 1 for option in options) <= LONGEST_LIST and not any(
        "," in option for option in options
    ):
        sheet.data_validation(
            3,
            number,
            FILLED_ROWS + 3,
            number,
            {"validate": "list", "source": options, "error_type": "warning"},
        )


def _codes(book: Any, shown: Sequence[SheetColumn], head: Any) -> None:
    """Every code list on a sheet of its own."""
    sheet = book.add_worksheet("代码")
    sheet.set_column(0, 1, 26)
    sheet.write_row(0, 0, ("栏目", "代码"), head)
    line = 1
    for column in shown:
        if column.item is not None and column.item.spec.codes is not None:
            for code, label in column.item.spec.codes:
                sheet.write_row(line, 0, (column.label, f"{code} {label}"))
                line += 1


def _example(column: SheetColumn) -> str:
    """Something possible for each column that must be filled in."""
    known = {"record": EXAMPLE, "person.name": "（姓名）", "person.id_no": "（18位身份证号）"}
    if column.key in known:
        return known[column.key]
    item = column.item
    if item is None or not (column.must or item.name == "served_on"):
        return ""
    return _possible(item)


def _possible(item: Item) -> str:
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


def _answer(title: str, fill: Any) -> FileResponse:
    target: IO[bytes] = tempfile.TemporaryFile(suffix=".xlsx")  # noqa: SIM115 - the response closes it
    book = xlsxwriter.Workbook(
        target, {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    fill(book)
    book.close()
    target.seek(0)
    response = FileResponse(target, content_type=TYPE)
    response.headers["Content-Disposition"] = (
        f"attachment; filename=\"register.xlsx\"; filename*=UTF-8''{quote(title)}.xlsx"
    )
    return response
