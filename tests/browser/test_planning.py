"""Planning in the browser: the sheet goes out, is received and divided; next year's plan is drafted and published."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from gongwei.catalogue import plans
from gongwei.people.tests.cast import VILLAGE_A1, VILLAGE_A2, Cast, make_cast
from gongwei.planning.models import Draft, Split
from tests.browser.window import window_of


@pytest.fixture
def cast(transactional_db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cast:
    monkeypatch.setenv("GONGWEI_PLANS", str(tmp_path))
    cast = make_cast()
    for _ in range(2):
        cast.register(village=VILLAGE_A1, doctor_id=cast.staff["village_doctor"].pk)
    cast.register(village=VILLAGE_A2)
    return cast


@pytest.mark.req("TASK-12", "TASK-14", "PLAN-03")
def test_from_the_sheet_to_the_village_and_from_a_copy_to_the_next_plan(
    cast: Cast, live_server: LiveServer, browser: Browser, tmp_path: Path
) -> None:
    with (
        window_of(cast.user("project_office"), live_server, browser) as office,
        window_of(cast.user("public_health_a"), live_server, browser) as centre,
        window_of(cast.user("village_doctor"), live_server, browser) as village,
        window_of(cast.user("finance"), live_server, browser) as finance,
        window_of(cast.user("disabled_federation"), live_server, browser) as federation,
    ):
        office.goto("/plan/tasks/")
        office.locator("[name=reason]").fill("按方案下达")
        office.get_by_role("button", name="编制").click()
        office.get_by_role("button", name="下达").click()
        expect(office.get_by_text("未签收")).to_have_count(2)
        value = _divide(centre)
        village.goto("/plan/mine/")
        expect(village.locator("tbody tr")).to_have_count(1)
        expect(village.locator("tbody b")).to_have_text(f"{value:,}")
        _draft(office)
        for window in (office, finance, federation):
            window.goto(f"/plan/drafts/{Draft.objects.get().pk}/")
            window.get_by_role("button", name="签署").click()
            expect(window.get_by_text("已签").first).to_be_visible()
        office.reload()
        office.get_by_role("button", name="印发").click()
        expect(office.locator(".gw-head .chip")).to_have_text("已印发")
        assert "value: 66" in (tmp_path / "371002-huancui-2025.yaml").read_text("utf-8")
    plans.published.cache_clear()


def _divide(page: Page) -> int:
    """Confirm, open the number, two clicks; one number changed by keyboard shows the gap until it is made up."""
    page.goto("/plan/tasks/")
    page.get_by_role("button", name="确认收到").click()
    expect(page.get_by_text("已签收").first).to_be_visible()
    page.locator("tr", has_text="高血压患者基层规范管理服务率").get_by_role("link", name="分解").click()
    page.get_by_role("button", name="按常住人口").click()
    boxes = page.locator("input[data-rule]")
    first, second = (int(boxes.nth(n).input_value()) for n in (0, 1))
    boxes.nth(0).fill(str(first + 1))
    expect(page.get_by_text("多 1：不得层层加码")).to_be_visible()
    boxes.nth(0).press("ArrowDown")
    page.keyboard.type(str(second - 1))
    expect(page.get_by_text("与下达数相等")).to_be_visible()
    page.keyboard.press("Enter")
    page.keyboard.type("大西庄集中居住")
    page.get_by_role("button", name="保存分解").click()
    expect(page.get_by_role("link", name="看各村")).to_have_count(1)
    share = Split.objects.get(live=True).shares.get(village_id=VILLAGE_A1)
    assert share.value == first + 1 and share.made == "manual"
    return share.value


def _draft(page: Page) -> None:
    """Copy the plan, one target wrongly, rightly, simulate, send to be signed."""
    page.goto("/plan/drafts/")
    page.get_by_role("button", name="起草").click()
    target = page.get_by_label("高血压患者基层规范管理服务率 值")
    target.fill("六十六")
    page.get_by_role("button", name="保存并检查").click()
    expect(page.locator(".said")).to_contain_text("应为数")
    expect(target).to_have_value("六十六")
    target.fill("66")
    page.get_by_role("button", name="保存并检查").click()
    expect(page.locator(".said")).to_have_count(0)
    page.get_by_role("link", name="模拟").click()
    expect(page.get_by_text("≥66%").first).to_be_visible()
    page.get_by_role("link", name="草稿", exact=True).click()
    page.get_by_role("button", name="送会签").click()
    expect(page.get_by_role("button", name="印发")).to_be_visible()
