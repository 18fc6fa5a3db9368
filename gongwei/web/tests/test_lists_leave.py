"""Each list exports to Excel, and the workbook holds the rows of the page (issue 2 §7)."""

from __future__ import annotations

import datetime as dt
import io
import re
from html import unescape
from pathlib import Path

import openpyxl
import pytest
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from gongwei.catalogue.chapters import chapters
from gongwei.people.grants import may
from gongwei.people.models import AccessLog, Resident
from gongwei.people.tests.cast import TODAY, VILLAGE_B1
from gongwei.web.frame import leaving
from gongwei.web.frame.releasing import _filters
from gongwei.web.tests.releasing import cells, taken_out
from gongwei.web.tests.visiting import Township, township

ROLES = ("doctor", "public_health_a", "project_office", "line", "admin")
INCLUDED = {
    "web/due_table.html": "工作台上的几行：全部在“应服务”，从那里导出",
    "web/activities/lines.html": "嵌在有导出的页里",
}
"""Lists that are part of another page, and where that one leaves."""
LIST = re.compile(r'<table class="gw-table[^"]*" data-list')
OFFERS = re.compile(r'href="([^"]*(?:[?&;]part=|/export/|/excel/)[^"]*)"')


@pytest.fixture
def place(db: None, monkeypatch: pytest.MonkeyPatch) -> Township:
    monkeypatch.setenv("GONGWEI_TODAY", TODAY.isoformat())
    made = township()
    carrying = made.patient("hypertension", "diabetes", "copd", name="丛立春", birth_date=dt.date(1950, 3, 1))
    Resident.objects.filter(pk=carrying.pk).update(tags=["disabled"])
    made.patient("hypertension", name="丛立春", birth_date=dt.date(1950, 3, 1))
    made.patient("hypertension", name="外乡人", village=VILLAGE_B1)
    made.patient("child", name="毕小暑", birth_date=dt.date(2018, 5, 1))
    return made


def addresses(patterns: list[URLPattern | URLResolver], space: str = "") -> list[str]:
    """The names of all pages that take nothing."""
    found = []
    for each in patterns:
        if isinstance(each, URLResolver):
            found += addresses(each.url_patterns, f"{space}{each.namespace}:" if each.namespace else space)
        elif each.name and not each.pattern.converters:
            found.append(f"{space}{each.name}")
    return found


def test_every_template_of_a_list_offers_its_workbook() -> None:
    root = Path(leaving.__file__).parents[2]
    lists = {each: each.read_text("utf-8") for each in root.rglob("templates/**/*.html")}
    lacking = [
        each.as_posix().split("/templates/")[1] for each, text in lists.items()
        if LIST.search(text) and "{% excel %}" not in text and not re.search(r"_export'|_book'|\.export", text)
    ]  # fmt: skip
    assert len(lists) > 150 and sorted(lacking) == sorted(INCLUDED)


@pytest.mark.parametrize("role", ROLES)
def test_the_workbook_of_every_list_page_holds_the_rows_of_the_page(
    place: Township, role: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leaving, "let_go", lambda *_: None)
    client, user, known = place.enter(role), place.cast.user(role), {each.id for each in chapters()}
    lists, taken = 0, 0
    for name in addresses(get_resolver().url_patterns):
        if name in ("web:log_out", "web:home") or name.startswith(("portal", "admin")):
            continue
        answer = client.get(reverse(name))
        if answer.status_code != 200 or "html" not in answer.get("Content-Type", ""):
            continue
        html = answer.content.decode()
        found = OFFERS.search(html)
        if LIST.search(html):
            lists += 1
            space = name.split(":")[0]
            takes = may(user, "export", space if space in known else None)
            assert found or not takes, (name, "offers no workbook to somebody who may export")
        assert takes_nothing(html) or may(user, "export"), (name, "offers a workbook that would be refused")
        if found and found[1].startswith("?"):
            taken += _same_rows(client, name, html, unescape(found[1]))
    assert role in ("admin", "line") or (lists > 20 and taken > 10)


def takes_nothing(html: str) -> bool:
    return not re.search(r'href="\?[^"]*part=', html)


def _same_rows(client: Client, name: str, html: str, query: str) -> int:
    answer = client.get(f"{reverse(name)}{query}")
    assert answer.status_code == 200 and "spreadsheet" in answer["Content-Type"], name
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    tables = [each for each in re.findall(r'<table class="gw-table.*?</table>', html, re.DOTALL) if "<thead" in each]
    bodies = ["".join(re.findall(r"<tbody.*?</tbody>", table, re.DOTALL)) for table in tables]
    rows = [len(re.findall(r"<tr", body)) - len(re.findall(r"<tr[^>]*><td colspan", body)) for body in bodies]
    assert [sheet.max_row - 2 for sheet in book.worksheets] == (rows or [0]), (name, "as many rows as the page")
    return sum(rows)


def test_a_list_of_people_leaves_once_released_whole_and_logged(
    place: Township, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gongwei.pages.family_doctor.matching.PAGE", 1)
    url = "/family_doctor/matching/?view=managed"
    clerk, office = place.enter("public_health_a"), place.enter("project_office")
    page = clerk.get(url).content.decode()
    assert page.count("data-row") == 1 and "part=managed" in page
    found = cells(taken_out(clerk, office, f"{url}&part=managed"))
    assert found.count("丛立春") == 2 and "外乡人" not in found and "档案编号" in found, "both pages of it, one's own"
    assert AccessLog.objects.filter(purpose__startswith="导出管签一致").count() == 2
    other = place.enter("public_health_b").get(f"{url}&part=managed").content.decode()
    assert "申请导出" in other, "a release is for whom it was given"
    parts = {_filters(RequestFactory().get("/", {"view": view, "part": "list", "page": "2"})) for view in "ab"}
    assert parts == {"part=list&view=a", "part=list&view=b"}, "and for this part alone"
    assert place.enter("village_doctor").get(f"{url}&part=managed").status_code == 403
    assert "part=" not in place.enter("village_doctor").get(url).content.decode()
