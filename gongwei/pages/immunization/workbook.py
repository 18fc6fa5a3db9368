"""The first sheet of an uploaded workbook as lines of text, the way a roster is pasted."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

MOST_ROWS, MOST_BYTES = 500, 2_000_000


def roster_text(file: Any) -> str:
    """One line per row, cells parted by tabs; ValueError says what to do when the file is none."""
    if file.size > MOST_BYTES:
        raise ValueError("文件超过 2 MB，请只留名册一张表再上传")
    try:
        book = load_workbook(file, read_only=True, data_only=True)
    except (BadZipFile, InvalidFileException, KeyError, OSError):
        raise ValueError("文件打不开：请用 Excel 另存为 .xlsx 后再上传，或直接粘贴") from None
    rows = book.worksheets[0].iter_rows(max_row=MOST_ROWS, max_col=12, values_only=True)
    lines = ["\t".join(_cell(value) for value in row if value not in (None, "")) for row in rows]
    return "\n".join(line for line in lines if line)


def _cell(value: Any) -> str:
    day = value.date() if isinstance(value, dt.datetime) else value
    return day.isoformat() if isinstance(day, dt.date) else str(day).strip()
