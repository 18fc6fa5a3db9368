"""A report in the browser: opened, filled in, sent, returned, sent again, reviewed, signed; late units in sight."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from gongwei.facts import reader
from gongwei.people.tests.cast import Cast, make_cast
from gongwei.reporting import filing
from gongwei.reporting.models import Report
from gongwei.reporting.tests.test_filing import Mart
from tests.browser.window import fill, window_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast(monkeypatch: pytest.MonkeyPatch) -> Cast:
    mart = Mart()
    monkeypatch.setattr(filing, "ground", mart.ground)
    monkeypatch.setattr(filing, "count", mart.count)
    monkeypatch.setattr(reader, "freshness", lambda: True)
    monkeypatch.setenv("GONGWEI_TODAY", "2024-10-18")
    return make_cast()


def test_from_the_first_figure_to_the_signature(cast: Cast, live_server: LiveServer, browser: Browser) -> None:
    with (
        window_of(cast.user("public_health_a"), live_server, browser) as centre,
        window_of(cast.user("project_office"), live_server, browser) as office,
    ):
        office.goto("/reports/")
        expect(office.locator("#clock tr", has_text="项目进展季报")).to_contain_text("逾期 3 天")
        expect(office.locator("#clock tr", has_text="项目进展季报")).to_contain_text("羊亭中心卫生院、温泉镇卫生院")
        centre.goto("/reports/")
        centre.locator("tr", has_text="项目进展季报").get_by_role("button", name="编制").click()
        _send(centre, "十二")
        expect(centre.get_by_text("基层人员培训的完成数").first).to_be_visible()
        expect(centre.locator("[name=numerator-trained]")).to_have_value("十二")
        _send(centre, "12")
        expect(centre.locator(".gw-head .chip").first).to_contain_text("待审核")
        office.goto("/reports/")
        expect(office.locator("#clock tr", has_text="项目进展季报")).not_to_contain_text("羊亭中心卫生院")
        office.goto(f"/reports/{Report.objects.get().pk}/")
        fill(office, because="培训人次请核对")
        office.locator("button[value=back]").click()
        centre.reload()
        expect(centre.get_by_text("培训人次请核对").first).to_be_visible()
        _send(centre, "13")
        office.reload()
        office.locator("button[value=review]").click()
        office.locator("button[value=sign]").click()
        expect(office.locator(".gw-head .chip").first).to_contain_text("已签发")
        held = Report.objects.get()
        assert held.state == "signed" and held.late(held.due_on) == 3
        assert held.entries.get(line="trained").numerator == 13


def _send(page: Page, trained: str) -> None:
    typed = {"numerator-trained": trained, "numerator-staff": "30", "numerator-early": "8", "denominator-early": "9"}
    fill(page, **typed)
    page.locator("button[value=submit]").click()
