"""The chapter's own pages: places, clues and sums of one's own institutions, and who may not."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from gongwei.people.tests.cast import Cast, make_cast
from gongwei.programmes.health_supervision import forms
from gongwei.programmes.health_supervision.tests.samples import clue, patrol, save, unit
from gongwei.web.tests.releasing import cells

PAGES = ("", "places/", "clues/", "summary/")


@pytest.fixture
def cast(db: None) -> Cast:
    made = make_cast()
    unit(made, 1)
    unit(made, 2, kind=1, name="村水厂")
    for month in (3, 9):
        patrol(made, dt.date(2024, month, 5), 1)
    patrol(made, dt.date(2024, 9, 6), 2, subject=2, found=2, problem="消毒记录不全", disposal=1)
    for number, (reported, urgent) in enumerate((("2024-10-08 15:00", False), ("2024-10-09 10:00", False)), 1):
        save(made, forms.CLUE, clue("2024-10-08 09:00", reported, urgent=urgent, seq_no=number))
    save(made, forms.CLUE, clue("2024-10-15 09:00", None, seq_no=3))
    other = {"served_on": dt.date(2022, 3, 1), "number": 1, "name": "温泉水厂", "kind": 1, "water": 1,
             "address": "温泉镇", "status": 1}  # fmt: skip
    save(made, forms.UNIT, other, made.centre_b)
    save(made, forms.CLUE, clue(content="温泉的线索"), made.centre_b)
    return made


def read(cast: Cast, role: str, address: str) -> str:
    client = Client()
    client.force_login(cast.user(role))
    answer = client.get(f"/health_supervision/{address}")
    assert answer.status_code == 200 and len(answer.content) < 60_000
    return answer.content.decode().split("<main")[1]


@pytest.mark.req("SUPV-02")
def test_places_stand_with_the_most_lacking_first(cast: Cast) -> None:
    text = read(cast, "public_health_a", "places/")
    assert text.index("村水厂") < text.index("第1小学") and "差 3 次" in text and "够次数" in text
    assert "unit_no=2" in text and "村水厂" not in read(cast, "public_health_a", "places/?kind=2")
    assert "第1小学" not in read(cast, "public_health_a", "places/?view=lacking")


def test_places_leave_as_a_workbook(cast: Cast) -> None:
    clerk, village = Client(), Client()
    clerk.force_login(cast.user("public_health_a"))
    village.force_login(cast.user("village_doctor"))
    book = clerk.get("/health_supervision/places/export/?kind=1")
    found = cells(book)
    assert "村水厂" in found and "第1小学" not in found and "温泉水厂" not in found
    assert village.get("/health_supervision/places/export/").status_code == 403


@pytest.mark.req("SUPV-03", "SUPV-04")
def test_clues_stand_by_their_clocks(cast: Cast) -> None:
    still = read(cast, "public_health_a", "clues/")
    assert "2024-10-15 09:00" in still and "2024-10-08 09:00" not in still
    assert "超时限" in read(cast, "public_health_a", "clues/?view=late")
    waiting = read(cast, "public_health_a", "clues/?view=waiting")
    assert "等 8 天" in waiting and "及时" in waiting


@pytest.mark.req("SUPV-06")
def test_sums_by_subject_are_those_of_the_records(cast: Cast) -> None:
    rows = read(cast, "public_health_a", "summary/").split("<tr")
    numbers = {
        label: [int(cell.split("<")[0]) for cell in row.split('num">')[1:7]]
        for row in rows for label in ("饮用水卫生", "学校卫生", "非法行医（采供血）", "合计") if label in row
    }  # fmt: skip
    assert numbers["饮用水卫生"] == [1, 1, 0, 0, 0, 0] and numbers["学校卫生"] == [2, 0, 0, 0, 0, 0]
    assert numbers["非法行医（采供血）"] == [0, 0, 3, 2, 1, 0] and numbers["合计"] == [3, 1, 3, 2, 1, 0]
    first = read(cast, "public_health_a", "summary/?span=q1")
    assert "第1季度" in first and 'num">3<' not in first


@pytest.mark.req("SUPV-01", "SUPV-05")
def test_rules_people_and_teaching_are_kept(cast: Cast) -> None:
    save(cast, forms.PAPERS, {"served_on": dt.date(2024, 1, 5), "kind": 1, "title": "协管工作制度"})
    inspected = {"served_on": dt.date(2024, 5, 5), "kind": 5, "theme": "现场督导", "venue": "羊亭", "people": 6,
                 "given_by": "区疾控中心", "content": "查记录", "result": "台账补全"}  # fmt: skip
    save(cast, forms.TEACHING, inspected)
    home = read(cast, "public_health_a", "")
    assert "协管工作制度" in home and "现场督导" in home
    assert "6</b> 人次" in read(cast, "public_health_a", "summary/")


@pytest.mark.parametrize("address", PAGES)
def test_pages_show_ones_own_institutions_only(cast: Cast, address: str) -> None:
    for role in ("public_health_a", "village_doctor"):
        assert "温泉" not in read(cast, role, address)
    assert "温泉" in read(cast, "project_office", "places/")


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("role", ["finance", "admin"])
def test_roles_that_read_nothing_are_refused(cast: Cast, address: str, role: str) -> None:
    client = Client()
    client.force_login(cast.user(role))
    assert client.get(f"/health_supervision/{address}").status_code == 403


@pytest.mark.parametrize(
    "junk", ["page=999999999999", "view=<b>", "kind='", "span=\x00", "page=-1", "view=lacking&page=2"]
)
def test_nonsense_in_the_address_harms_nothing(cast: Cast, junk: str) -> None:
    for address in PAGES:
        assert junk not in read(cast, "public_health_a", f"{address}?{junk}")
