"""The chapter's own pages: places, clues and sums of one's own institutions, and who may not."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import ProgrammingError, transaction
from django.test import Client

from gongwei.organisation import bodies
from gongwei.organisation.models import RollUp
from gongwei.people.models import Institution, Region
from gongwei.people.tests.cast import Cast, make_cast
from gongwei.programmes.health_supervision import forms
from gongwei.programmes.health_supervision.tests.samples import clue, patrol, save, unit
from gongwei.web.tests.people_pages import client_of, sheet
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


@pytest.mark.req("DATA-10")
def test_the_owner_signs_a_months_or_quarters_roll_up_that_drills_to_the_institution(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    office, district = cast.staff["project_office"], Region.objects.get(pk="371002000000")
    since = dt.date(2024, 1, 1)
    section = bodies.found_body(Institution.objects.get(code="D"), "监督科", "section", by=office, on=since)
    bodies.charge(section, "health_supervision", "owner", district, by=office, on=since)
    bodies.join(section, by=office, staff=cast.staff["line"], on=since)
    patrol(cast, dt.date(2024, 9, 20), 2, subject=2)
    line, page = client_of(cast, "line"), "/health_supervision/summary/"
    shown = read(cast, "line", "summary/?span=q3")
    assert "签批第3季度汇总" in shown and "还没有签批" in shown
    assert "签批全年汇总" not in read(cast, "line", "summary/"), "the year is not over"
    assert "签批10月汇总" not in read(cast, "line", "summary/?span=m10")
    assert RollUp.objects.count() == 0 and line.post(page, sheet("", span="q4")).status_code == 302
    assert RollUp.objects.count() == 0, "a span that is not over is not signed"
    twice = sheet("", span="q3")
    for _ in range(2):
        assert line.post(page, twice).status_code == 302
    held = RollUp.objects.get()
    assert held.sums == {str(cast.centre_a.pk): {"patrols": 3, "problems": 1, "clues": 0, "reported": 0,
                                                 "in_time": 0, "answered": 0}}  # fmt: skip
    line.post(page, sheet("", span="m9"))
    assert RollUp.objects.filter(first=dt.date(2024, 9, 1), last=dt.date(2024, 9, 30)).exists()
    patrol(cast, dt.date(2024, 9, 21), 2, subject=2)
    assert "此后有 1 个数变了" in read(cast, "project_office", "summary/?span=q3")
    with pytest.raises(ProgrammingError, match="Cannot update"), transaction.atomic():
        RollUp.objects.filter(pk=held.pk).update(sums={})
    unit_page = read(cast, "line", f"summary/?span=q3&institution={cast.centre_a.pk}")
    assert "4 次巡查" in unit_page and "消毒记录不全" in unit_page and "/work/health_supervision_patrol/" in unit_page
    for role in ("public_health_a", "project_office"):
        assert client_of(cast, role).post(page, sheet("", span="q3")).status_code == 404
    assert client_of(cast, "public_health_a").get(f"{page}?institution={cast.centre_b.pk}").status_code == 404
    guarded = Client(enforce_csrf_checks=True)
    guarded.force_login(cast.user("line"))
    assert guarded.post(page, twice).status_code == 403
