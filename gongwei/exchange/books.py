"""Workbooks of an import: the empty one with hints, an example and code lists; the refused rows with their reasons."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from typing import IO, Any
from urllib.parse import quote

import xlsxwriter
from django.http import FileResponse

from gongwei.exchange.columns import FILED, VILLAGE, Asked, columns
from gongwei.exchange.models import ResidentImport, ResidentImportRow
from gongwei.kernel import clock
from gongwei.kernel.identity import check_character
from gongwei.ui.workbook import FORMULA, TYPE

REASON = "原因"
FILLED_ROWS = 5_000
LONGEST_LIST = 255
OPTIONS = {
    "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
}  # fmt: skip


def template() -> FileResponse:
    """Headings with drop-downs; a sheet of hints with an example; a sheet of codes."""
    return _answer("居民导入模板", _fill_template)


def refused(held: ResidentImport, rows: Iterable[ResidentImportRow]) -> FileResponse:
    """The rows that were not taken in, in the columns of the file as it came, the reason behind each."""
    return _answer(f"{held.name.rsplit('.', 1)[0]}-未导入的行", lambda book: _fill_refused(book, held, rows))


def _fill_template(book: Any) -> None:
    head, text = book.add_format({"bold": True, "bg_color": "#F8FAFB"}), book.add_format({"num_format": "@"})
    sheet, hints, codes = (book.add_worksheet(name) for name in ("居民", "说明与示例", "代码"))
    sheet.freeze_panes(1, 0)
    hints.write_row(0, 0, ("栏目", "必填", "怎么填", "示例"), head)
    hints.set_column(0, 3, 28)
    codes.write_row(0, 0, ("栏目", "代码"), head)
    codes.set_column(0, 1, 28)
    line = 1
    for number, column in enumerate(columns()):
        sheet.set_column(number, number, max(10, len(column.label) * 2 + 2), text)
        sheet.write_string(0, number, column.label + ("*" if column.must else ""), head)
        said = column.hint or ("代码或名称，见“代码”表；可填几个，用逗号分开" if column.spec.codes else "")
        hints.write_row(number + 1, 0, (column.label, "必填" if column.must else "", said, _example(column)))
        for code, label in column.spec.codes or ():
            codes.write_row(line, 0, (column.label, f"{code} {label}"))
            line += 1
        _offer(sheet, number, column)


def _offer(sheet: Any, number: int, column: Asked) -> None:
    """A drop-down where Excel has room for the list; other text may be typed and is checked on import."""
    options = [f"{code} {label}" for code, label in column.spec.codes or ()]
    if options and sum(len(each) + 1 for each in options) <= LONGEST_LIST:
        said = {"validate": "list", "source": options, "error_type": "warning"}
        sheet.data_validation(1, number, FILLED_ROWS, number, said)


def _example(column: Asked) -> str:
    """Something possible; the number is of nobody: its first six digits are no region."""
    first17 = "10000019580301123"
    known = {
        VILLAGE: "大西庄村委会", FILED: clock.today().isoformat(), "name": "丛立春", "birth_date": "1958-03-01",
        "id_no": first17 + check_character(first17), "phone": "13800000000", "sex": "1 男",
    }  # fmt: skip
    if column.key in known:
        return known[column.key]
    return next((f"{code} {label}" for code, label in column.spec.codes or ()), "")


def _fill_refused(book: Any, held: ResidentImport, rows: Iterable[ResidentImportRow]) -> None:
    head, text = book.add_format({"bold": True, "bg_color": "#F8FAFB"}), book.add_format({"num_format": "@"})
    quoted, red = book.add_format({"quote_prefix": True}), book.add_format({"font_color": "#B3261E"})
    sheet = book.add_worksheet("居民")
    width = len(held.headers)
    sheet.set_column(0, width - 1, 16, text)
    sheet.set_column(width, width, 60)
    for number, heading in enumerate((*held.headers, REASON)):
        sheet.write_string(0, number, heading, head)
    for line, row in enumerate(rows, start=1):
        for number, cell in enumerate(row.cells[:width]):
            if cell:
                sheet.write_string(line, number, cell, quoted if cell.startswith(FORMULA) else text)
        sheet.write_string(line, width, reasons(row), red)


def reasons(row: ResidentImportRow) -> str:
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
        f"attachment; filename=\"residents.xlsx\"; filename*=UTF-8''{quote(title)}.xlsx"
    )
    return response
