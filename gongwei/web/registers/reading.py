"""A sent workbook → its rows as typed text by column; a file that is none is refused with what to do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gongwei.records.layout import Form
from gongwei.ui.sheets import Unreadable, book_rows
from gongwei.web.registers.books import EXAMPLE, FILLED_ROWS, NOTE, REASON
from gongwei.web.registers.sheet import SheetColumn, columns, plain

HEAD_WITHIN = 12


@dataclass(frozen=True)
class Sent:
    """The rows that say anything: their line in the workbook and the text under each known heading."""

    keys: tuple[str, ...]
    rows: tuple[tuple[int, dict[str, str]], ...]
    unknown: tuple[str, ...] = ()


def read(form: Form, data: bytes) -> Sent:
    """The first sheet, from the row of headings on; notes, the example and empty rows are left out."""
    return _rows(form, book_rows(data, FILLED_ROWS + HEAD_WITHIN + 1))


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
