"""A file → headings and rows of texts, one at a time: CSV or JSON lines as a stream, a workbook's first sheet."""

from __future__ import annotations

import csv
import hashlib
import io
import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from gongwei.exchange.columns import guessed
from gongwei.exchange.kinds import Kind
from gongwei.exchange.messages import lines
from gongwei.ui.sheets import LONGEST_CELL, MARKS, MOST_COLUMNS, PACKED, Unreadable, book_rows

Row = tuple[int, list[str]]
LOOKED_AT = 10
"""The headings stand in one of the first lines: above them may be a title."""


def headed(kind: Kind, rows: Iterator[Row]) -> tuple[list[str], Iterator[Row]]:
    """(headings, the rows below): the first of the top lines in which enough columns are known."""
    top = list(itertools.islice(rows, LOOKED_AT))
    for place, (_, texts) in enumerate(top):
        if kind.headed([key for key in guessed(kind, texts) if key]):
            return texts, itertools.chain(top[place + 1 :], rows)
    if len(top) < 2:
        raise Unreadable("文件里没有表头和数据行；请用模板，或检查第一张工作表")
    return top[0][1], itertools.chain(top[1:], rows)


def rows_of(path: Path, most: int) -> Iterator[Row]:
    """(line, texts) of every line that says anything."""
    with path.open("rb") as opened:
        packed = opened.read(2) == PACKED
    if packed:
        yield from book_rows(path.read_bytes(), most + LOOKED_AT, max(path.stat().st_size, 1024 * 1024))
        return
    with path.open(encoding=_encoding(path), newline="") as text:
        yield from _lines(text)


def rows_in(data: bytes, most: int, most_bytes: int) -> Iterator[Row]:
    """The same of what a browser sent."""
    if data[:2] == PACKED:
        return iter(book_rows(data, most + LOOKED_AT, most_bytes))
    if len(data) > most_bytes:
        raise Unreadable(f"文件超过 {most_bytes // 1024 // 1024} MB，请分成几个文件，或请管理员用命令行导入")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return _lines(io.StringIO(data.decode(encoding), newline=""))
        except UnicodeDecodeError:
            continue
    raise Unreadable("这个文件不是文本也不是 Excel 工作簿；请另存为 .xlsx 或 .csv 后再传")


def digest_of(path: Path) -> str:
    """Tells the same file again."""
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _lines(text: IO[str]) -> Iterator[Row]:
    head = text.readline()
    if head.lstrip().startswith("{"):
        text.seek(0)
        yield from lines.rows(text)
        return
    mark = next((each for each in MARKS if each in head), ",")
    text.seek(0)
    reader = csv.reader((line.replace("\0", "") for line in text), delimiter=mark, strict=True)
    try:
        for row in reader:
            texts = [each.strip()[:LONGEST_CELL] for each in row[:MOST_COLUMNS]]
            if any(texts):
                yield reader.line_num, texts
    except csv.Error:
        raise Unreadable(
            f"第 {reader.line_num} 行有一格没有写完（引号不成对），文件可能被截断；请重新导出"
        ) from None
    except UnicodeDecodeError:
        raise Unreadable("文件的编码前后不一致；请用 Excel 另存为 .csv（UTF-8）后再传") from None


def _encoding(path: Path) -> str:
    with path.open("rb") as opened:
        start = opened.read(1 << 20)
    cut = start[: start.rfind(b"\n") + 1] or start
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            cut.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    raise Unreadable("这个文件不是文本也不是 Excel 工作簿；请另存为 .xlsx 或 .csv 后再传")
