"""A line in the browser: it urges a township, the township answers, the visit is recorded, reported and answered."""

from __future__ import annotations

import datetime as dt

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from gongwei.organisation import bodies
from gongwei.organisation.models import Urging, Visit
from gongwei.people.models import Institution, Region
from gongwei.people.tests.cast import Cast, make_cast
from tests.browser.window import window_of

SINCE = dt.date(2024, 1, 1)


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    cast = make_cast()
    office, district = cast.staff["project_office"], Region.objects.get(pk="371002000000")
    section = bodies.found_body(Institution.objects.get(code="D"), "慢病科", "section", by=office, on=SINCE)
    bodies.charge(section, "hypertension", "owner", district, by=office, on=SINCE)
    bodies.join(section, by=office, staff=cast.staff["line"], on=SINCE)
    return cast


def test_from_the_urging_to_the_answered_visit(cast: Cast, live_server: LiveServer, browser: Browser) -> None:
    with (
        window_of(cast.user("line"), live_server, browser) as line,
        window_of(cast.user("public_health_a"), live_server, browser) as centre,
        window_of(cast.user("project_office"), live_server, browser) as office,
    ):
        line.goto("/institutions/")
        line.get_by_role("link", name="条线工作").first.click()
        _ask(line, str(cast.centre_a.pk), "2024-09-30")
        expect(line.get_by_text("期限：不能早于今天")).to_be_visible()
        line.locator("#urge [name=due_on]").fill("2024-10-31")
        line.get_by_role("button", name="发出").click()
        centre.goto("/desk/")
        centre.get_by_role("link", name="请补齐第三季度随访").click()
        centre.locator("[name=answer]").fill("已补访 12 人")
        centre.locator("#answer button").click()
        expect(centre.get_by_text("已补访 12 人")).to_be_visible()
        line.goto(f"/desk/urgings/{Urging.objects.get().pk}/")
        line.get_by_role("button", name="认可，销号").click()
        expect(line.locator(".gw-head .chip")).to_have_text("已销号")
        _visit(line, str(cast.centre_a.pk))
        office.goto("/desk/")
        office.get_by_role("link", name="个别随访未填服药依从性").click()
        office.locator("[name=reply]").fill("已阅，请下季度复查")
        office.locator("#reply button").click()
        expect(office.get_by_text("已阅，请下季度复查")).to_be_visible()
        assert Visit.objects.get().replied_by == cast.staff["project_office"]


def _ask(page: Page, place: str, due: str) -> None:
    page.locator("#urge [name=institution]").select_option(place)
    page.locator("#urge [name=indicator]").select_option("hypertension.standard_rate")
    page.locator("#urge [name=words]").fill("请补齐第三季度随访")
    page.locator("#urge [name=due_on]").fill(due)
    page.get_by_role("button", name="发出").click()


def _visit(page: Page, place: str) -> None:
    page.goto("/desk/")
    page.locator("#visit [name=institution]").select_option(place)
    page.locator("label[for='visit-chapters-hypertension']").click()
    page.locator("#visit [name=purpose]").fill("随访质量督导")
    page.locator("#visit [name=planned_on]").fill("2024-10-15")
    page.get_by_role("button", name="列入计划").click()
    page.get_by_role("link", name="随访质量督导").click()
    page.locator("[name=findings]").fill("个别随访未填服药依从性")
    page.locator("#record button").click()
    page.locator("#report button").click()
    expect(page.get_by_text("上报：")).to_be_visible()
