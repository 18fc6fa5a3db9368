"""The plan at work: an institution names its owners, divides, begins and files; the office amends the year."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from gongwei.catalogue import plans
from gongwei.people.tests.cast import Cast, make_cast
from gongwei.planning.models import Draft, Filing, Start
from tests.browser.window import window_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cast]:
    monkeypatch.setenv("GONGWEI_PLANS", str(tmp_path))
    yield make_cast()
    monkeypatch.undo()
    plans.published.cache_clear()
    plans.plan.cache_clear()


def test_owners_papers_and_an_amendment(cast: Cast, live_server: LiveServer, browser: Browser) -> None:
    with (
        window_of(cast.user("project_office"), live_server, browser) as office,
        window_of(cast.user("public_health_a"), live_server, browser) as centre,
    ):
        office.goto("/plan/papers/")
        office.locator("#ask select").select_option("distribution")
        office.locator("#ask [name=due_on]").fill("2024-10-25")
        office.get_by_role("button", name="通知各机构").click()
        centre.goto("/plan/duties/")
        centre.get_by_role("button", name="启动实施").click()
        expect(centre.get_by_role("alert")).to_contain_text("没有责任人")
        centre.get_by_role("button", name="一键带出空缺").click()
        centre.get_by_label("老年人健康管理 村级份额").fill("60")
        centre.get_by_role("button", name="保存分工").click()
        expect(centre.locator(".gw-head .sub")).to_contain_text("低于方案的 40")
        centre.get_by_role("button", name="启动实施").click()
        expect(centre.locator(".gw-head .chip")).to_contain_text("已启动")
        assert Start.objects.get().institution == cast.centre_a
        centre.goto("/plan/papers/")
        centre.get_by_role("link", name="编写报送").click()
        centre.locator("[name=village_share]").fill("41")
        centre.get_by_role("button", name="报送").click()
        office.goto("/plan/papers/")
        office.get_by_text("待审", exact=True).click()
        office.get_by_role("button", name="批准").click()
        expect(office.locator(".gw-head .chip")).to_have_text("已批准")
        assert Filing.objects.get().village_share == 41
        _amend(office)
        assert Draft.objects.get().kind == "amendment"


def _amend(page: Page) -> None:
    """A wrong value stays with its refusal, the right one makes a text to be signed."""
    page.goto("/plan/amend/")
    page.locator("[name=title]").fill("调整目标的通知")
    page.locator("[name=from_on]").fill("2024-11-01")
    field = page.locator("[name='v-elderly.standard_rate']")
    field.fill("七十")
    page.get_by_role("button", name="生成修订稿").click()
    expect(page.locator(".said")).to_contain_text("不是数")
    expect(field).to_have_value("七十")
    field.fill("70")
    page.get_by_role("button", name="生成修订稿").click()
    expect(page.get_by_text("≥70%").first).to_be_visible()
    page.get_by_role("button", name="送会签").click()
    page.get_by_role("button", name="签署").click()
    expect(page.get_by_text("已签").first).to_be_visible()
