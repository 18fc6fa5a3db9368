"""Report pages: the institution fills in and sends, the office returns, reviews and signs; strangers are refused."""

from __future__ import annotations

import datetime as dt
import io
import re
import uuid
from typing import Any

import openpyxl
import pytest
from django.test import Client

from gongwei.people.tests.cast import Cast, make_cast
from gongwei.reporting import filing, stating
from gongwei.reporting.models import Report, Statement
from gongwei.reporting.tests.test_filing import FILLED, Mart
from gongwei.web.reporting import reports, statement

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db: None, monkeypatch: pytest.MonkeyPatch) -> Cast:
    mart = Mart()
    for module in (filing, stating):
        monkeypatch.setattr(module, "ground", mart.ground)
        monkeypatch.setattr(module, "count", mart.count)
    monkeypatch.setattr(statement, "ground", mart.ground)
    for page in (reports, statement):
        monkeypatch.setattr(page.reader, "freshness", lambda: True)
    monkeypatch.setenv("GONGWEI_TODAY", "2024-10-18")
    return make_cast()


def enter(cast: Cast, role: str, checked: bool = False) -> Client:
    client = Client(enforce_csrf_checks=checked)
    client.force_login(cast.user(role))
    return client


def press(client: Client, url: str, **given: Any) -> Any:
    return client.post(url, {"key": str(uuid.uuid4()), **given}, follow=True)


def opened(cast: Cast) -> str:
    press(enter(cast, "public_health_a"), "/reports/", kind="progress", institution=cast.centre_a.pk)
    return f"/reports/{Report.objects.get().pk}/"


@pytest.mark.req("DATA-01")
def test_filled_sent_returned_sent_again_reviewed_signed_and_out_as_a_workbook(cast: Cast) -> None:
    url = opened(cast)
    centre, office = enter(cast, "public_health_a"), enter(cast, "project_office")
    wrong = press(centre, url, do="submit", **{**FILLED, "numerator-trained": "十二"})
    assert wrong.status_code == 422 and "基层人员培训的完成数" in wrong.content.decode()
    assert 'value="十二"' in wrong.content.decode() and 'value="1,030"' in wrong.content.decode()
    assert press(centre, url, do="submit", **FILLED).status_code == 200
    listed = office.get("/reports/").content.decode()
    assert "待审核" in listed and "3 天" in listed and "未编制" in listed
    assert "培训请核对" in press(office, url, do="back", because="培训请核对").content.decode()
    press(centre, url, do="submit", **{"numerator-trained": "13"})
    press(office, url, do="review")
    done = press(office, url, do="sign").content.decode()
    assert "已签发" in done and "第 7 次构建" in done and len(done.encode()) < 60_000
    assert press(centre, url, do="save", **FILLED).status_code == 422
    book: Any = office.get(f"{url}excel/")
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(book.streaming_content))).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert ["基层人员培训", "人次", 13] in [row[:3] for row in rows]
    assert Report.objects.get().first_sent_on == dt.date(2024, 10, 18)


def test_strangers_guess_in_vain_and_a_forged_post_is_refused(cast: Cast) -> None:
    url = opened(cast)
    for role in ("public_health_b", "village_doctor"):
        other = enter(cast, role)
        assert other.get(url).status_code == 404 and other.get(f"{url}excel/").status_code == 404
        assert press(other, url, do="save").status_code == 404
    assert enter(cast, "admin").get("/reports/").status_code == 403
    assert press(enter(cast, "public_health_a"), url, do="review").status_code == 403
    assert press(enter(cast, "project_office"), url, do="save", **FILLED).status_code == 403
    assert press(enter(cast, "finance"), url, do="sign").status_code == 403
    guessed = press(enter(cast, "public_health_a"), "/reports/", kind="progress", institution=cast.centre_b.pk)
    assert guessed.status_code == 404
    assert enter(cast, "public_health_a", checked=True).post(url, {"do": "save"}).status_code == 403


@pytest.mark.req("DATA-19")
def test_each_kind_has_its_own_deadline_clock_and_the_late_units_are_listed(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    office, url = enter(cast, "project_office"), opened(cast)

    def clock() -> dict[str, str]:
        page = office.get("/reports/").content.decode().split('id="clock"')[1].split("</table>")[0]
        rows = [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", row)) for row in page.split("<tr>")[2:]]
        return {row.split()[0]: row for row in rows}

    first = clock()
    assert "2024-10-15 逾期 3 天" in first["项目进展季报"] and "0/2" in first["项目进展季报"]
    assert "羊亭中心卫生院、温泉镇卫生院" in first["项目进展季报"]
    assert "2024-01-31 逾期 261 天" in first["年终基本情况"]
    press(enter(cast, "public_health_a"), url, do="submit", **FILLED)
    after = clock()["项目进展季报"]
    assert "1/2 迟报 1" in after and "羊亭" not in after and "温泉镇卫生院" in after
    monkeypatch.setenv("GONGWEI_TODAY", "2025-01-05")
    assert "2025-01-15 还有 10 天" in clock()["项目进展季报"]
    assert 'id="clock"' not in enter(cast, "public_health_a").get("/reports/").content.decode()


@pytest.mark.req("DATA-18")
def test_the_office_prints_the_year_end_statement_of_the_district(cast: Cast) -> None:
    office = enter(cast, "project_office")
    shown = office.get("/reports/statement/").content.decode()
    assert "65岁以上老年人健康检查" in shown and "40.00%" in shown
    assert "截至 2024-10-18" in shown and "data-print" in shown
    assert "截至 2023-12-31" in office.get("/reports/statement/?year=2023").content.decode()
    assert office.get("/reports/statement/excel/").status_code == 200
    assert enter(cast, "public_health_a").get("/reports/statement/").status_code == 403


@pytest.mark.req("EHR-25")
def test_the_stock_of_records_is_stated_as_of_a_day_kept_and_printed_again(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    office, url = enter(cast, "project_office"), "/reports/statement/"
    asked = {"kind": "health-record-stock", "on": "2023-12-31"}
    shown = office.get(url, asked).content.decode()
    for line in ("建立居民健康档案", "电子建档率", "有动态记录的档案（使用率）", "截至 2023-12-31", "data-print"):
        assert line in shown
    assert len(shown.encode()) < 60_000
    kept = press(office, url, **asked).content.decode()
    assert "每一行的数和记录都相同" in kept and "40.00%" in kept
    held = Statement.objects.get()
    later = Mart()
    later.done = 41
    monkeypatch.setattr(stating, "count", later.count)
    again = office.get(f"{url}{held.pk}/").content.decode()
    assert "40.00%" in again and "41.00%" not in again and "这些行不同" in again
    assert "41.00%" in office.get(url, asked).content.decode()
    assert office.get(f"{url}{held.pk}/excel/").status_code == 200
    for wrong in ("2023-13-01", "2031-01-01"):
        answer = office.get(url, {**asked, "on": wrong})
        assert answer.status_code == 422 and "截至日：" in answer.content.decode() and wrong in answer.content.decode()
    assert office.get(url, {"kind": "progress"}).status_code == 404
    assert press(office, url, kind="health-record-stock", on="2024-12-31").status_code == 200
    assert Statement.objects.count() == 1, "a day to come is not stated"
    for role in ("public_health_a", "finance", "admin"):
        other = enter(cast, role)
        assert other.get(f"{url}{held.pk}/").status_code == 403 == press(other, url, **asked).status_code
    assert enter(cast, "project_office", checked=True).post(url, asked).status_code == 403
