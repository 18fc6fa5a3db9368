"""What people send as a table → rows of texts: a workbook, a CSV file, text copied from a sheet."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Iterator
from typing import Any

from openpyxl import load_workbook

MEGABYTE = 1024 * 1024
MOST_BYTES = 10 * MEGABYTE
UNPACKED_TIMES = 12
"""A workbook that unpacks to more than so many times the size that may be sent is refused unread."""
LONGEST_CELL = 2_000
MOST_COLUMNS = 512
PACKED = b"PK"
MARKS = ("\t", ",", ";", "，")


class Unreadable(ValueError):
    """A file or text that is no table; the sentence says what to do."""


def book_rows(data: bytes, most_rows: int, most_bytes: int = MOST_BYTES) -> list[tuple[int, list[str]]]:
    """(line, texts) of the rows of a workbook's first sheet that say anything, no more than asked for."""
    _must_be_workbook(data, most_bytes)
    found: list[tuple[int, list[str]]] = []
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        rows = book.worksheets[0].iter_rows(values_only=True, max_col=MOST_COLUMNS)
        for number, row in enumerate(rows, start=1):
            texts = [text_of(value) for value in row]
            if any(texts):
                found.append((number, _trimmed(texts)))
            if len(found) >= most_rows:
                break
    except Exception:
        raise Unreadable("这个文件打不开，可能已损坏；请用 Excel 另存为 .xlsx 后再传") from None
    return found


def table_rows(data: bytes, most_rows: int, most_bytes: int = MOST_BYTES) -> list[list[str]]:
    """The rows of a workbook or of a CSV file."""
    if data[:2] == PACKED:
        return [texts for _, texts in book_rows(data, most_rows, most_bytes)]
    _must_fit(data, most_bytes)
    return text_rows(_decoded(data), most_rows)


def text_rows(text: str, most_rows: int) -> list[list[str]]:
    """The rows of text copied from a sheet, or of a CSV file; the first line says what parts the cells."""
    head = text.lstrip().partition("\n")[0]
    mark = next((each for each in MARKS if each in head), "\t")
    lines: Iterator[list[str]] = csv.reader(io.StringIO(text.replace("\0", "")), delimiter=mark)
    found = []
    try:
        for row in lines:
            texts = [each.strip()[:LONGEST_CELL] for each in row]
            if any(texts):
                found.append(texts)
            if len(found) >= most_rows:
                break
    except csv.Error:
        raise Unreadable("名单里有一格没有写完（引号不成对）；请在 Excel 里重新复制，或传 .xlsx") from None
    return found


def text_of(value: Any) -> str:
    """A cell as it would be typed; whole numbers without a point, days without a time."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ", "minutes")
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return str(value).replace("\0", "").strip()[:LONGEST_CELL]


def _trimmed(texts: list[str]) -> list[str]:
    """Without the empty cells at the end."""
    last = max((place for place, text in enumerate(texts) if text), default=-1)
    return texts[: last + 1]


def _must_fit(data: bytes, most: int) -> None:
    if len(data) > most:
        raise Unreadable(f"文件有 {len(data) / MEGABYTE:.1f} MB，最多 {most // MEGABYTE} MB，请分成几个文件")


def _must_be_workbook(data: bytes, most: int) -> None:
    _must_fit(data, most)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as zipped:
            names, unpacked = set(zipped.namelist()), sum(each.file_size for each in zipped.infolist())
    except zipfile.BadZipFile:
        raise Unreadable("这个文件打不开，不是 .xlsx 工作簿；请用 Excel 另存为 .xlsx（不是 .xls、.csv）") from None
    if "xl/workbook.xml" not in names:
        raise Unreadable("这不是 Excel 工作簿；请用 Excel 另存为 .xlsx")
    if unpacked > most * UNPACKED_TIMES:
        raise Unreadable("这个文件解开后异常大，不能读取；请把内容复制到新的工作簿里再传")


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable("这个文件不是文本也不是 Excel 工作簿；请另存为 .xlsx 或 .csv 后再传")
