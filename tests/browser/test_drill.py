"""From a rate of the district to a name in three clicks, on to record and clause; arrows in the heat table."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from gongwei.facts import building
from gongwei.facts.tests.settled import data_folder
from gongwei.people.tests.cast import VILLAGE_B1
from gongwei.web.tests.visiting import new_url, township, typed

RATE = "高血压患者基层规范管理服务率"
MINE, OTHER = "丛立春", "姜谷雨"


@pytest.fixture
def page(
    transactional_db: None, live_server: LiveServer, browser: Browser, tmp_path: Path
) -> Iterator[Page]:
    """指标总览 of two patients in two townships, one visited once this year; an error in a script fails."""
    place = township()
    known = place.patient("hypertension", name=MINE)
    place.patient("hypertension", name=OTHER, village=VILLAGE_B1)
    before = typed(served_on="2024-07-09", next_visit_date="2024-10-08")
    assert place.client.post(new_url(known), before).status_code == 302
    with data_folder(tmp_path / "data"):
        building.build()
        context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
        key = _session(place.cast.user("project_office"))
        context.add_cookies([{"name": "sessionid", "value": key, "url": live_server.url}])
        window, errors = context.new_page(), []
        window.set_default_timeout(30_000)
        window.on("pageerror", lambda error: errors.append(str(error)))
        window.goto(f"{live_server.url}/indicators/")
        expect(window.locator("svg.spark").first).to_be_visible(timeout=60_000)  # the trends follow the figures
        yield window
        context.close()
        assert errors == []


def _session(user: User) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return str(session.session_key)


@pytest.mark.req("DIG-05")
def test_a_district_rate_opens_to_a_name_in_three_clicks_then_to_record_and_clause(page: Page) -> None:
    page.locator("tr.sum").get_by_role("link", name=RATE).click()  # the district
    expect(page.locator("tr[data-row]")).to_have_count(2)
    page.locator(".places").get_by_role("link", name="羊亭中心卫生院").click()  # the institution
    expect(page.locator("tr[data-row]")).to_have_count(1)
    page.locator(".places").get_by_role("link", name="大西庄").click()  # the village
    expect(page.get_by_label("位置", exact=True)).to_contain_text("大西庄")
    page.get_by_role("link", name=MINE).click()
    expect(page.locator("main")).to_contain_text(MINE)
    page.locator("main a[href*='/hypertension_followup/']", has_text="随访").first.click()
    expect(page.locator("main")).to_contain_text("高血压")
    page.go_back()
    page.go_back()
    page.locator(".defn, .gw-card-h").get_by_role("link", name="方案 五（七）").click()
    expect(page.get_by_role("heading", name="五（七）")).to_be_visible()


@pytest.mark.req("DIG-03")
def test_arrows_move_the_cell_the_dock_follows_and_enter_opens_the_names(page: Page) -> None:
    cell = page.locator("tbody tr").first.get_by_role("link", name=RATE)
    cell.focus()
    expect(page.locator("#dock")).to_contain_text(RATE)
    page.keyboard.press("ArrowDown")
    expect(page.locator("#dock")).to_contain_text("温泉镇卫生院")
    page.keyboard.press("ArrowUp")
    expect(page.locator("#dock")).to_contain_text("羊亭中心卫生院")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(RATE)
    expect(page.locator("tr[data-row]")).to_have_count(1)
