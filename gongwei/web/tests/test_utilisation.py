"""档案使用月报: looks of staff and of residents, counted by institution and month; strangers are refused."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import openpyxl
import pytest

from gongwei.kernel.clock import CHINA
from gongwei.people.models import AccessLog
from gongwei.people.tests.cast import VILLAGE_B1, Cast, make_cast
from gongwei.web.tests.people_pages import client_of, text

URL = "/looks/months/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db: None, monkeypatch: pytest.MonkeyPatch) -> Cast:
    monkeypatch.setenv("GONGWEI_TODAY", "2024-10-16")
    return make_cast()


@pytest.mark.req("EHR-22")
def test_each_look_of_staff_and_resident_is_logged_and_counted_by_month_and_institution(cast: Cast) -> None:
    one, other = cast.register("丛立春"), cast.register("外乡人", village=VILLAGE_B1)
    cast.register("无人看")
    client_of(cast, "doctor").get(f"/residents/{one.pk}/home/")
    own = client_of(cast, "village_doctor")
    assert own.post(f"/residents/{one.pk}/home/").status_code == 302
    client_of(cast, "public_health_b").get(f"/residents/{other.pk}/")
    assert list(AccessLog.objects.filter(purpose="居民本人查询").values_list("staff__name", "resident")) == [
        ("毕谷雨", one.pk)
    ]
    office = client_of(cast, "project_office")
    rows = {row.name: row for row in office.get(URL).context["rows"]}
    at = rows[str(cast.centre_a)]
    looked = AccessLog.objects.filter(action="look", staff__institution__path__startswith=cast.centre_a.path).count()
    assert (at.people, at.looks, at.records, at.filed, at.own) == (2, looked, 1, 2, 1) and looked == 2
    assert rows[str(cast.centre_b)].records == 1 and at.rate == 50
    book: Any = office.get(f"{URL}excel/")
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(book.streaming_content))).worksheets[0]
    assert [str(cast.centre_a), 2, looked, 1, 2] in [[cell.value for cell in row][:5] for row in sheet.iter_rows()]


@pytest.mark.req("EHR-22")
def test_a_month_begins_and_ends_by_the_clock_of_china(cast: Cast) -> None:
    person, by = cast.register("丛立春"), cast.staff["doctor"]
    for day, hour in ((1, 0), (30, 23)):
        AccessLog.objects.create(
            at=dt.datetime(2024, 9, day, hour, 30, tzinfo=CHINA), resident=person, staff=by,
            institution=by.institution, action="look", purpose="查看",
        )  # fmt: skip
    office = client_of(cast, "project_office")
    counted = {month: office.get(URL, {"month": month}).context["total"] for month in ("2024-08", "2024-09")}
    assert counted == {"2024-08": 0, "2024-09": 2}
    for wrong in ("2024-13", "2031-01", "九月"):
        answer = office.get(URL, {"month": wrong})
        assert answer.status_code == 422 and "月份：" in text(answer)


def test_only_ones_own_and_only_with_the_right(cast: Cast) -> None:
    person = cast.register("丛立春")
    client_of(cast, "doctor").get(f"/residents/{person.pk}/home/")
    mine = client_of(cast, "public_health_b").get(URL)
    assert [row.name for row in mine.context["rows"]] == [str(cast.centre_b)] and mine.context["total"] == 0
    assert len(mine.content) < 60_000
    for role in ("doctor", "village_doctor", "line", "finance"):
        assert client_of(cast, role).get(URL).status_code == 403
        assert client_of(cast, role).get(f"{URL}excel/").status_code == 403
    assert client_of(cast, "public_health_b").post(f"/residents/{person.pk}/home/").status_code == 404
