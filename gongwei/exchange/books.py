"""Workbooks of an import: the empty one with hints, an example and code lists; the refused rows with their reasons."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import IO, Any
from urllib.parse import quote

import xlsxwriter
from django.http import FileResponse

from gongwei.exchange.columns import REASON, Asked
from gongwei.exchange.kinds import Kind
from gongwei.exchange.models import Import, ImportRow
from gongwei.ui.workbook import FORMULA, TYPE

FILLED_ROWS = 5_000
LONGEST_LIST = 255
OPTIONS = {
    "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
}  # fmt: skip


def template(kind: Kind) -> FileResponse:
    """Headings with drop-downs; a sheet of hints with an example; a sheet of codes."""
    return _answer(f"{kind.label}-导入模板", lambda book: _fill_template(book, kind))


def refused(held: Import, rows: Iterable[ImportRow]) -> FileResponse:
    """The rows that were not taken in, in the columns of the file as it came, the reason behind each."""
    lines = ((dict(enumerate(row.cells[: len(held.headers)])), reasons(row)) for row in rows)
    return _answer(f"{held.name.rsplit('.', 1)[0]}-未导入的行", lambda book: _fill(book, held.headers, lines))


def records(kind: Kind, rows: Iterable[Mapping[str, str]]) -> FileResponse:
    """Stored records in the columns of the template, with their numbers: to be corrected and sent back."""
    shown = kind.columns()
    lines = (({number: row.get(column.key, "") for number, column in enumerate(shown)}, "") for row in rows)
    return _answer(f"{kind.label}-可回导", lambda book: _fill(book, [each.heading for each in shown], lines))


def _fill_template(book: Any, kind: Kind) -> None:
    head, text = book.add_format({"bold": True, "bg_color": "#F8FAFB"}), book.add_format({"num_format": "@"})
    sheet, hints, codes = (book.add_worksheet(name) for name in ("名单", "说明与示例", "代码"))
    sheet.freeze_panes(1, 0)
    hints.write_row(0, 0, ("栏目", "必填", "怎么填", "示例"), head)
    hints.set_column(0, 3, 28)
    codes.write_row(0, 0, ("栏目", "代码"), head)
    codes.set_column(0, 1, 28)
    line = 1
    for number, column in enumerate(kind.columns()):
        sheet.set_column(number, number, max(10, len(column.heading) * 2 + 2), text)
        sheet.write_string(0, number, column.heading, head)
        said = column.hint or ("代码或名称，见“代码”表；可填几个，用逗号分开" if column.spec.codes else "")
        hints.write_row(number + 1, 0, (column.label, "必填" if column.must else "", said, column.example))
        for code, label in column.spec.codes or ():
            codes.write_row(line, 0, (column.label, f"{code} {label}"))
            line += 1
        _offer(sheet, number, column)


def _offer(sheet: Any, number: int, column: Asked) -> None:
    """A drop-down where Excel has room for the list; other text may be typed and is checked on import."""
    options = [f"{code} {label}" for code, label in column.spec.codes or ()]
    if options and sum(len(each) + 1 for each in options) <= LONGEST_LIST and "," not in "".join(options):
        said = {"validate": "list", "source": options, "error_type": "warning"}
        sheet.data_validation(1, number, FILLED_ROWS, number, said)


def _fill(book: Any, headings: Sequence[str], lines: Iterable[tuple[Mapping[int, str], str]]) -> None:
    """Every cell as a text; what a spreadsheet could take for a formula is quoted; a reason stands behind the row."""
    head, text = book.add_format({"bold": True, "bg_color": "#F8FAFB"}), book.add_format({"num_format": "@"})
    quoted, red = book.add_format({"quote_prefix": True}), book.add_format({"font_color": "#B3261E"})
    sheet = book.add_worksheet("名单")
    width = len(headings)
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, width - 1, 16, text)
    sheet.set_column(width, width, 60)
    for number, heading in enumerate((*headings, REASON)):
        sheet.write_string(0, number, heading, head)
    for line, (cells, reason) in enumerate(lines, start=1):
        for number, cell in cells.items():
            if cell:
                sheet.write_string(line, number, cell, quoted if cell.startswith(FORMULA) else text)
        if reason:
            sheet.write_string(line, width, reason, red)


def reasons(row: ImportRow) -> str:
    """Which cell, and what to do."""
    return "；".join(f"{p['column']}：{p['message']}" if p["column"] else p["message"] for p in row.problems)


def _answer(title: str, fill: Callable[[Any], None]) -> FileResponse:
    target: IO[bytes] = tempfile.TemporaryFile(suffix=".xlsx")  # noqa: SIM115 - the response closes it
    book = xlsxwriter.Workbook(target, OPTIONS)
    fill(book)
    book.close()
    target.seek(0)
    response = FileResponse(target, content_type=TYPE)
    response.headers["Content-Disposition"] = (
        f"attachment; filename=\"list.xlsx\"; filename*=UTF-8''{quote(title)}.xlsx"
    )
    return response
