"""Lists: the address says everything, pages never overlap, and the workbook holds exactly what is shown."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import openpyxl
import pytest
from django.template import Context, Template

from gongwei.records.models import History
from gongwei.ui.lists import Column, Filter, Held, Listing, chosen, narrowed, page
from gongwei.ui.tests.gallery import LISTING, PEOPLE
from gongwei.ui.workbook import export, write


def names(**params: str) -> list[str]:
    return [shown.row["name"] for shown in page(LISTING, PEOPLE, params).rows]


def workbook(rows: list[dict[str, Any]], columns: tuple[Column, ...]) -> Any:
    book = io.BytesIO()
    write(book, "名单[1]/x", columns, rows, ["环翠区 2024"])
    return openpyxl.load_workbook(io.BytesIO(book.getvalue())).active


def test_filters_sort_and_page_come_from_the_address() -> None:
    found = page(LISTING, PEOPLE, {"village": "教里", "sort": "-age", "page": "2"})
    assert found.total == 111
    assert {shown.row["village"] for shown in found.rows} == {"教里"}
    ages = [shown.row["age"] for shown in found.rows]
    assert ages == sorted(ages, reverse=True)
    assert found.words == "9～16 / 111"
    (pill,) = found.pills
    assert (pill.label, pill.value, pill.without) == ("村", "教里", "?sort=-age")


def test_every_link_keeps_the_rest_of_the_address() -> None:
    found = page(LISTING, PEOPLE, {"village": "教里", "tab": "open", "page": "2"})
    assert found.next == "?tab=open&village=%E6%95%99%E9%87%8C&sort=due&page=3"
    assert found.previous == "?tab=open&village=%E6%95%99%E9%87%8C&sort=due"
    heading = next(each for each in found.headings if each.label == "最晚日期")
    assert heading.sort == "ascending" and "sort=-due" in heading.url


@pytest.mark.parametrize(
    "params",
    [{"page": "0"}, {"page": "-1"}, {"page": "x"}, {"page": "9" * 30},
     {"sort": "id;drop"}, {"village": "'; --"}, {"sort": "village"}, {"q": "于\x00"}, {"tab\x00": "a"}],
)  # fmt: skip
def test_nonsense_in_the_address_is_ignored(params: dict[str, str]) -> None:
    assert names(**params) == names()


def test_a_page_beyond_the_end_shows_the_last() -> None:
    found = page(LISTING, PEOPLE, {"page": "999"})
    assert found.number == found.pages == 28
    assert found.next == ""


def test_unknown_values_come_last_whichever_way_it_is_sorted() -> None:
    rows = Held([{"a": None}, {"a": 2}, {"a": 1}])
    assert [row["a"] for row in rows.ordered(("a",)).all()] == [1, 2, None]
    assert [row["a"] for row in rows.ordered(("-a",)).all()] == [2, 1, None]


def test_markup_in_rows_and_filters_stays_text() -> None:
    evil = "<img src=x>"
    found = page(
        LISTING,
        [{"id": evil, "name": evil, "village": "教里", "age": 1, "due": None, "last": None}],
        {"q": evil},
    )
    shown = Template("{% load gw %}{% listing p %}").render(Context({"p": found}))
    assert "<img" not in shown and "&lt;img src=x&gt;" in shown


def test_an_empty_list_offers_the_way_back() -> None:
    found = page(LISTING, [], {"village": "教里"})
    shown = Template("{% load gw %}{% listing p %}").render(Context({"p": found}))
    assert "没有符合条件的人" in shown and "清除条件" in shown


@pytest.mark.django_db
def test_pages_of_a_query_never_overlap() -> None:
    moment = dt.datetime(2024, 10, 16, tzinfo=dt.UTC)
    History.objects.bulk_create(History(table_name="t", row_id="x", at=moment, old={}) for _ in range(25))
    same = Listing(
        "h", "历史", (Column("table", "表", "table_name", sort=("table_name",)),), order="table", page_size=10
    )
    query = History.objects.filter(table_name="t")
    seen = [shown.key for number in "123" for shown in page(same, query, {"page": number}).rows]
    assert len(seen) == len(set(seen)) == 25


def test_the_workbook_holds_exactly_the_filtered_rows() -> None:
    rows = narrowed(LISTING, PEOPLE, chosen(LISTING, {"village": "教里", "page": "3"}))
    response = export(LISTING, rows, name="教里", about=["截至 2024-10-16"])
    book = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content)))  # type: ignore[arg-type]
    lines = list(book.worksheets[0].values)
    assert lines[0][0] == "截至 2024-10-16"
    assert lines[1] == ("居民", "村", "年龄", "最晚日期", "上次")
    assert len(lines) == 2 + 111
    assert isinstance(lines[2][2], int) and isinstance(lines[2][3], dt.datetime)
    assert "%E6%95%99%E9%87%8C.xlsx" in response.headers["Content-Disposition"]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x","y")'])
def test_text_that_looks_like_a_formula_stays_text(text: str) -> None:
    cell = workbook([{"a": text}], (Column("a", "甲"),))["A3"]
    assert cell.data_type == "s"
    assert cell.value.strip() == text.strip()
    assert cell.quotePrefix


def test_numbers_dates_and_missing_values_keep_their_kind() -> None:
    columns = (
        Column("n", "数", format="integer"),
        Column("d", "日", format="date"),
        Column("f", "否"),
        Column("z", "空"),
    )
    row = list(workbook([{"n": 5, "d": dt.date(2024, 10, 16), "f": False, "z": None}], columns).values)[2]
    assert row == (5, dt.datetime.fromisoformat("2024-10-16"), "否", None)


def test_a_column_may_be_a_path_or_a_function() -> None:
    assert Column("x", "", "a.b").of({"a": {"b": 1}}) == 1
    assert Column("x", "", "a.b").of({"a": None}) is None
    assert Column("x", "", lambda row: row["a"] * 2).of({"a": 2}) == 4
    assert Filter("f", "甲", lambda rows, value: rows, lambda: (("1", "一"),)).label_of("1") == "一"
