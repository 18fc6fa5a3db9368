"""A sent workbook → its rows as typed text by column; a file that is none is refused with what to do."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl import load_workbook

from gongwei.records.layout import Form
from gongwei.web.registers.books import EXAMPLE, FILLED_ROWS, NOTE, REASON
from gongwei.web.registers.sheet import SheetColumn, columns, plain

MEGABYTE = 1024 * 1024
MOST_BYTES = 10 * MEGABYTE
MOST_UNPACKED = 120 * MEGABYTE
HEAD_WITHIN = 12
LONGEST_CELL = 2_000


class Unreadable(ValueError):
    """A file that is not a workbook of this register; the sentence says what to do."""


@dataclass(frozen=True)
class Sent:
    """The rows that say anything: their line in the workbook and the text under each known heading."""

    keys: tuple[str, ...]
    rows: tuple[tuple[int, dict[str, str]], ...]
    unknown: tuple[str, ...] = ()


def read(form: Form, data: bytes) -> Sent:
    """The first sheet, from the row of headings on; notes, the example and empty rows are left out."""
    _must_be_workbook(data)
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        lines = _lines(book.worksheets[0])
    except Exception:
        raise Unreadable("这个文件打不开，可能已损坏；请用 Excel 另存为 .xlsx 后再传") from None
    return _rows(form, lines)


def _must_be_workbook(data: bytes) -> None:
    if len(data) > MOST_BYTES:
        raise Unreadable(
            f"文件有 {len(data) / MEGABYTE:.1f} MB，最多 {MOST_BYTES // MEGABYTE} MB，请分成几个文件"
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as zipped:
            names, unpacked = set(zipped.namelist()), sum(each.file_size for each in zipped.infolist())
    except zipfile.BadZipFile:
        raise Unreadable(
            "这不是 .xlsx 工作簿；请下载模板填写，或用 Excel 另存为 .xlsx（不是 .xls、.csv）"
        ) from None
    if "xl/workbook.xml" not in names:
        raise Unreadable("这不是 Excel 工作簿；请下载模板填写")
    if unpacked > MOST_UNPACKED:
        raise Unreadable("这个文件解开后异常大，不能导入；请把记录复制到新下载的模板里再传")


def _lines(sheet: Any) -> list[tuple[int, list[str]]]:
    """(line, texts) of every row that says anything; one row more than may be imported is enough to refuse."""
    found = []
    for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
        texts = [text_of(value) for value in row]
        if any(texts):
            found.append((number, texts))
        if len(found) > FILLED_ROWS + HEAD_WITHIN:
            break
    return found


def _rows(form: Form, lines: Sequence[tuple[int, list[str]]]) -> Sent:
    known = {plain(column.heading): column for column in columns(form)}
    known |= {plain(column.label): column for column in columns(form)}
    best = max(lines[:HEAD_WITHIN], key=lambda line: _hits(line[1], known), default=None)
    if best is None or _hits(best[1], known) < 2:
        raise Unreadable(f"没有找到“{form.label}”的表头；请下载本登记簿的模板，不要改动表头的文字")
    heads = [known.get(plain(text)) for text in best[1]]
    unknown = tuple(
        text for text, head in zip(best[1], heads, strict=True) if text and head is None and text != REASON
    )
    rows = tuple(_filled(lines, best[0], heads))
    if not rows:
        raise Unreadable("表里没有要导入的行；请从表头下面一行开始填写")
    if len(rows) > FILLED_ROWS:
        raise Unreadable(f"一次最多导入 {FILLED_ROWS:,} 行，这个文件更多，请分成几个文件")
    return Sent(tuple(dict.fromkeys(head.key for head in heads if head is not None)), rows, unknown)


def _filled(
    lines: Sequence[tuple[int, list[str]]], head: int, heads: Sequence[SheetColumn | None]
) -> Iterator[tuple[int, dict[str, str]]]:
    for number, texts in lines:
        if number <= head or (texts and texts[0] in (NOTE, EXAMPLE)):
            continue
        row = {
            column.key: text
            for column, text in zip(heads, texts, strict=False)
            if column is not None and text
        }
        if row:
            yield number, row


def _hits(texts: Sequence[str], known: dict[str, SheetColumn]) -> int:
    return sum(1 for text in texts if plain(text) in known)


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
