"""Two persons let a list go, a lost person is found again, and somebody is opened by arrow keys alone."""

from __future__ import annotations

import datetime as dt

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from gongwei.people.models import AccessLog
from gongwei.people.verbs.standing import Closing, close_record
from gongwei.web.tests.visiting import Township, township
from tests.browser.window import window_of


@pytest.fixture
def place(transactional_db: None) -> Township:
    """Two people of the same initials, one of them lost since September."""
    made = township()
    made.patient("hypertension", name="丛立春")
    gone = made.patient("hypertension", name="丛立冬")
    closing = Closing("lost", dt.date(2024, 9, 1), reason="电话停机", evidence="三次联系未果：8-01、8-12、8-25")
    close_record(gone.pk, closing, by=made.cast.staff["public_health_a"])
    return made


@pytest.mark.req("DATA-16")
def test_a_list_is_asked_for_let_go_and_fetched(place: Township, live_server: LiveServer, browser: Browser) -> None:
    doctor, clerk = place.cast.user("doctor"), place.cast.user("public_health_a")
    with window_of(doctor, live_server, browser) as page, window_of(clerk, live_server, browser) as other:
        page.goto("/residents/")
        page.keyboard.press("e")
        expect(page.locator("#release")).to_be_visible()
        page.locator("#release button").click()
        expect(page.locator("#release")).to_contain_text("用途：必须填写")
        page.locator("[name=purpose]").fill("送村委会上门动员体检")
        page.locator("#release button").click()
        expect(page.locator("body")).to_contain_text("您申请的，由另一位审批")
        other.goto("/releases/")
        row = other.locator("tr", has_text="送村委会上门动员体检")
        expect(row).to_contain_text("于白露")
        row.get_by_role("button", name="不批准").click()
        expect(other.locator("[role=alert]").first).to_contain_text("未批准的原因：必须填写")
        other.get_by_role("button", name="批准", exact=True).click()
        expect(other.locator("body")).to_contain_text("没有待审批的导出")
        page.goto("/releases/")
        with page.expect_download() as fetched:
            page.get_by_role("link", name="下载").click()
        assert fetched.value.suggested_filename.endswith(".xlsx")
    lines = AccessLog.objects.filter(action="export")
    assert {(line.staff.name, line.detail) for line in lines} == {("于白露", "王小满 批准")}


def test_a_lost_person_is_found_again_from_the_list(
    place: Township, live_server: LiveServer, browser: Browser
) -> None:
    with window_of(place.cast.user("doctor"), live_server, browser) as page:
        page.goto("/due/?span=year")
        page.get_by_role("link", name="失访 1 人").click()
        expect(page.locator("main")).to_contain_text("三次联系未果")
        page.get_by_role("link", name="找回").click()
        page.locator("#reopen [name=reason]").fill("女儿家找到，电话已更新")
        page.locator("#reopen button").click()
        expect(page.locator("body")).to_contain_text("丛立冬")
        page.goto("/due/?span=year")
        expect(page.locator("tr[data-row]", has_text="丛立冬")).to_have_count(1)
        expect(page.get_by_role("link", name="失访")).to_have_count(0)


@pytest.mark.parametrize(("keys", "name"), [(["ArrowDown"], 0), (["ArrowDown", "ArrowDown"], 1), (["ArrowUp"], -1)])
def test_search_results_are_walked_by_arrow_keys(
    place: Township, live_server: LiveServer, browser: Browser, keys: list[str], name: int
) -> None:
    with window_of(place.cast.user("doctor"), live_server, browser) as page:
        page.goto("/due/")
        page.keyboard.press("/")
        page.keyboard.type("cl")
        hits = page.locator("#gw-found [role=option]")
        expect(hits.nth(1)).to_be_visible()
        wanted = hits.nth(name if name >= 0 else hits.count() - 1).get_attribute("href") or ""
        for key in keys:
            page.keyboard.press(key)
        expect(page.locator("#gw-found [aria-selected=true]")).to_have_attribute("href", wanted)
        page.keyboard.press("Enter")
        page.wait_for_url(f"**{wanted}")
