"""Tables as people send them: workbooks, CSV files of two encodings, pasted text; what is none is refused in words."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import Any

import pytest
from openpyxl import Workbook

from gongwei.ui.sheets import LONGEST_CELL, Unreadable, book_rows, table_rows, text_rows


def book(*rows: list[Any]) -> bytes:
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    kept = io.BytesIO()
    made.save(kept)
    return kept.getvalue()


def packed(**files: bytes) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, content in files.items():
            zipped.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return kept.getvalue()


def test_cells_are_read_as_they_would_be_typed() -> None:
    day = dt.date(2024, 10, 16)
    moment = dt.datetime.combine(day, dt.time(8, 30))
    rows = book_rows(book(["姓名", None, "数"], [None], [" 丛立春 ", day, 3.0], [True, moment, 6.25]), 10)
    assert rows == [
        (1, ["姓名", "", "数"]),
        (3, ["丛立春", "2024-10-16", "3"]),
        (4, ["是", "2024-10-16 08:30", "6.25"]),
    ]


def test_no_more_rows_than_asked_for_and_no_endless_cell() -> None:
    sent = book(*[["x" * 3_000]] * 20)
    assert [len(texts[0]) for _, texts in book_rows(sent, 5)] == [LONGEST_CELL] * 5


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("mark", ["\t", ",", ";"])
def test_csv_files_of_every_kind(encoding: str, mark: str) -> None:
    text = f"姓名{mark}身份证号\n丛立春{mark}371002\n\n"
    assert table_rows(text.encode(encoding), 10) == [["姓名", "身份证号"], ["丛立春", "371002"]]


def test_pasted_text_keeps_empty_cells_in_their_column() -> None:
    assert text_rows("姓名\t诊断\t电话\n丛立春\t\t138\n", 10) == [["姓名", "诊断", "电话"], ["丛立春", "", "138"]]


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (b"PK\x03\x04 cut off", "不是 .xlsx"),
        (packed(word__document_xml=b"<a/>"), "不是 Excel 工作簿"),
        (packed(xl__workbook_xml=b"<a/>"), "打不开"),
        (packed(xl__workbook_xml=b"0" * 20_000_000), "解开后异常大"),
        (b"\x81\x00\xff\xfe\xff", "不是文本也不是"),
        (b"0" * 1_100_000, "最多 1 MB"),
    ],
)
def test_what_is_no_table_is_refused_with_what_to_do(sent: bytes, said: str) -> None:
    with pytest.raises(Unreadable, match=said):
        table_rows(sent, 10, 1024 * 1024)
