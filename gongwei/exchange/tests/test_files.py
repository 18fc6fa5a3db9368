"""What people send: workbooks with titles, formulas and merged cells, old encodings, truncated and hostile files."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from gongwei.exchange.columns import guessed, wrong
from gongwei.exchange.reading import headed, rows_in, rows_of
from gongwei.exchange.residents.kind import RESIDENTS
from gongwei.exchange.tests.lists import HEADERS, csv_of, line
from gongwei.ui.sheets import MEGABYTE, Unreadable


def book(rows: list[list[object]], merged: str = "") -> bytes:
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    if merged:
        sheet.merge_cells(merged)
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


def test_the_headings_may_stand_below_a_title() -> None:
    data = book([["羊亭镇居民名单"], [], ["姓名*", "公民身份号码", "所属村"], ["于清明", "1", "大西庄"]])
    headers, rows = headed(RESIDENTS, rows_in(data, 100, MEGABYTE))
    assert guessed(RESIDENTS, headers) == ["name", "id_no", "village"]
    assert list(rows) == [(4, ["于清明", "1", "大西庄"])]


def test_a_formula_says_nothing_and_a_merged_cell_only_once() -> None:
    data = book([["姓名", "电话", "村"], ["于清明", "=1+1", "大西庄"], ["于谷雨", "2", "大西庄"]], merged="C2:C3")
    _, rows = headed(RESIDENTS, rows_in(data, 100, MEGABYTE))
    assert [texts for _, texts in rows] == [["于清明", "", "大西庄"], ["于谷雨", "2"]]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_csv_file_in_either_encoding_is_streamed(tmp_path: Path, encoding: str) -> None:
    place = tmp_path / "名单.csv"
    place.write_bytes(csv_of([line(1), line(2)]).decode("utf-8-sig").encode(encoding))
    headers, rows = headed(RESIDENTS, rows_of(place, 100))
    assert headers == list(HEADERS) and [number for number, _ in rows] == [2, 3]


def test_a_truncated_file_is_refused_with_its_line() -> None:
    with pytest.raises(Unreadable, match="第 3 行有一格没有写完"):
        list(rows_in('姓名,村\n于清明,大西庄\n于谷雨,"大西'.encode(), 100, MEGABYTE))
    with pytest.raises(Unreadable, match="打不开"):
        list(rows_in(book([["姓名", "村"]] * 50)[:-200], 100, MEGABYTE))


def test_a_zip_bomb_is_refused_unread() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("xl/workbook.xml", "<x/>")
        zipped.writestr("xl/worksheets/sheet1.xml", b"0" * 13 * MEGABYTE)
    with pytest.raises(Unreadable, match="异常大"):
        list(rows_in(target.getvalue(), 100, MEGABYTE))


def test_a_mapping_needs_name_and_village_once() -> None:
    assert wrong(RESIDENTS, ["name", "village", ""]) == ""
    assert "姓名：没有一列" in wrong(RESIDENTS, ["village"]) and "村（居）" in wrong(RESIDENTS, ["name"])
    assert "姓名：有两列" in wrong(RESIDENTS, ["name", "name", "village"])
