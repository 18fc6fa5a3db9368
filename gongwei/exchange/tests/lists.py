"""Lists of residents for the tests: rows, a CSV file, an import taken through its steps."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence

from gongwei.exchange.models import Import
from gongwei.exchange.reading import headed, rows_in
from gongwei.exchange.residents.kind import RESIDENTS
from gongwei.exchange.steps import AFTER, advance, begin, start
from gongwei.people.models import Staff
from gongwei.people.tests.cast import id_no
from gongwei.ui.sheets import MEGABYTE

HEADERS = ("姓名", "性别", "出生日期", "身份证号码", "联系电话", "村居", "民族", "既往史·疾病")
BIRTH = dt.date(1958, 3, 1)


def line(number: int = 0, /, **changes: str) -> list[str]:
    """A row about a person of their own, unless told otherwise."""
    cells = {
        "姓名": f"于清明{number}" if number else "于清明", "性别": "男", "出生日期": "1958-03-01",
        "身份证号码": id_no(BIRTH, 1, 100 + number), "联系电话": f"1390631{number:04d}", "村居": "大西庄村",
        "民族": "汉族", "既往史·疾病": "2 高血压、3",
    }  # fmt: skip
    return [{**cells, **changes}[heading] for heading in HEADERS]


def csv_of(rows: Sequence[Sequence[str]]) -> bytes:
    """The rows below their headings."""
    text = io.StringIO()
    for row in (HEADERS, *rows):
        text.write(",".join(row) + "\r\n")
    return text.getvalue().encode("utf-8-sig")


def sent(staff: Staff, rows: Sequence[Sequence[str]], name: str = "名单.csv") -> Import:
    """Read and judged."""
    headers, below = headed(RESIDENTS, rows_in(csv_of(rows), 10_000, MEGABYTE))
    held = begin(RESIDENTS, staff, name, name, headers, below, 10_000, padded=False)
    return through(start(held, "checking"), staff)


def through(held: Import, staff: Staff, part: int = 0) -> Import:
    """Every part of the step under way."""
    while held.state in AFTER:
        held = advance(held, staff, part)
    return held


def fates(held: Import) -> list[str]:
    """The fate of each row in order."""
    return list(held.rows.order_by("line").values_list("fate", flat=True))


def why(held: Import, place: int = 0) -> str:
    """What is said of a row."""
    problems = held.rows.order_by("line")[place].problems
    return "；".join(f"{each['column']}：{each['message']}" for each in problems)
