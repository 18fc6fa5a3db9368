"""Exactly the filtered list as an Excel workbook, written in constant memory and sent as a stream.

A text that a spreadsheet could take for a formula (=, +, -, @) is stored as text with the quote mark of Excel.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

import xlsxwriter
from django.http import FileResponse

from gongwei.kernel.clock import CHINA
from gongwei.ui.lists import Column, Listing, Rows

TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS = {
    "integer": "#,##0",
    "decimal": "#,##0.0",
    "rate": "0.0%",
    "money": "#,##0.00",
    "date": "yyyy-mm-dd",
    "moment": "yyyy-mm-dd hh:mm",
}
FORMULA = ("=", "+", "-", "@", "\t", "\r")
OPTIONS = {
    "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
}  # fmt: skip
LONGEST_CELL = 32_767
MOST_ROWS = 1_048_570


def export(listing: Listing, rows: Rows, *, name: str = "", about: Sequence[str] = ()) -> FileResponse:
    """The response: a workbook of all rows, headed by lines that say what and when it is."""
    return export_all([(listing, rows)], name=name or listing.label, about=about)


def export_all(parts: Sequence[tuple[Listing, Rows]], *, name: str, about: Sequence[str] = ()) -> FileResponse:
    """The same with several lists, a sheet each."""
    target = tempfile.TemporaryFile(suffix=".xlsx")  # noqa: SIM115 - the response closes it
    book = xlsxwriter.Workbook(target, OPTIONS)
    try:
        for number, (listing, rows) in enumerate(parts):
            label = listing.label if number == 0 else f"{number + 1} {listing.label}"  # a book's sheets differ in name
            _Writer(book, label, [each for each in listing.columns if each.exported]).write(rows.all(), about)
    finally:
        book.close()
    target.seek(0)
    title = f"{name}.xlsx"
    response = FileResponse(target, content_type=TYPE)
    response.headers["Content-Disposition"] = (
        f"attachment; filename=\"list.xlsx\"; filename*=UTF-8''{quote(title)}"
    )
    return response


def write(
    target: IO[bytes] | Path,
    label: str,
    columns: Sequence[Column],
    rows: Iterable[Any],
    about: Sequence[str] = (),
) -> int:
    """Write the workbook; the number of rows written."""
    book = xlsxwriter.Workbook(target if not isinstance(target, Path) else str(target), OPTIONS)
    try:
        return _Writer(book, label, columns).write(rows, about)
    finally:
        book.close()


class _Writer:
    """Formats once, then row by row from the top, as constant memory demands."""

    def __init__(self, book: Any, label: str, columns: Sequence[Column]) -> None:
        self.columns = columns
        sheet_name = "".join(sign for sign in label if sign not in "[]:*?/\\'")[:31] or "名单"
        self.sheet = book.add_worksheet(sheet_name)
        self.head = book.add_format({"bold": True, "bottom": 1, "bg_color": "#F8FAFB"})
        self.grey = book.add_format({"font_color": "#5D6978"})
        self.quoted = book.add_format({"quote_prefix": True})
        self.formats = {key: book.add_format({"num_format": code}) for key, code in FORMATS.items()}

    def write(self, rows: Iterable[Any], about: Sequence[str]) -> int:
        for number, column in enumerate(self.columns):
            self.sheet.set_column(number, number, max(8, len(column.label) * 2 + 2, (column.width or 90) / 7))
        top = len(about)
        self.sheet.freeze_panes(top + 1, 0)
        for number, line in enumerate(about):
            self.sheet.write_string(number, 0, line, self.grey)
        for number, column in enumerate(self.columns):
            self.sheet.write_string(top, number, column.label, self.head)
        written = 0
        for row in rows:
            if written >= MOST_ROWS:
                break
            written += 1
            for number, column in enumerate(self.columns):
                self._cell(top + written, number, column, column.of(row))
        return written

    def _cell(self, line: int, number: int, column: Column, value: Any) -> None:
        style = self.formats.get(column.format)
        if value is None or value == "":
            return
        if isinstance(value, bool):
            self.sheet.write_string(line, number, "是" if value else "否")
        elif isinstance(value, (int, float, Decimal)):
            self.sheet.write_number(line, number, float(value), style)
        elif isinstance(value, dt.datetime):
            local = value.astimezone(CHINA).replace(tzinfo=None) if value.tzinfo else value
            self.sheet.write_datetime(line, number, local, style or self.formats["moment"])
        elif isinstance(value, dt.date):
            self.sheet.write_datetime(
                line, number, dt.datetime.combine(value, dt.time()), style or self.formats["date"]
            )
        else:
            text = str(value)[:LONGEST_CELL]
            self.sheet.write_string(line, number, text, self.quoted if text.startswith(FORMULA) else None)
