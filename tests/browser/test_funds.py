"""An office worker's year in the browser: publish, receive, share out, prepay, inspect, settle, take back, close."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from gongwei.appraisal.models import Inspection
from gongwei.appraisal.tests.village_round import VillageRound
from gongwei.catalogue import plans
from gongwei.funds.ledger import balance
from gongwei.funds.models import Correction, Posting, Settlement, SettlementLine
from gongwei.funds.places import approve_population
from gongwei.obligations.verbs import void_service
from gongwei.planning.models import Draft
from gongwei.programmes.hypertension.forms import FOLLOWUP
from gongwei.programmes.hypertension.models import Followup
from tests.browser.window import window_of

PLAN = "huancui-2024"
NEW_YEAR = dt.date(2025, 1, 20)


@pytest.fixture
def made(transactional_db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> VillageRound:
    monkeypatch.setenv("GONGWEI_PLANS", str(tmp_path))
    return VillageRound()


@pytest.mark.req("FUND-09", "FUND-10", "FUND-12", "FUND-16", "FUND-21", "FUND-28")
def test_a_year_from_the_published_plan_to_what_goes_off_the_next_payment(
    made: VillageRound, live_server: LiveServer, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    users, township = made.year.cast.user, made.township.pk
    with (
        window_of(users("finance"), live_server, browser) as finance,
        window_of(users("project_office"), live_server, browser) as office,
        window_of(users("disabled_federation"), live_server, browser) as federation,
        window_of(users("public_health_a"), live_server, browser) as centre,
        window_of(users("village_doctor"), live_server, browser) as village,
    ):
        _publish(office, finance, federation)
        approve_population(made.township, by=made.staff("project_office"))
        _receive(finance, "30000000.00")
        _approve(office)
        finance.goto("/funds/")
        finance.get_by_role("button", name="拟分配").click()
        _approve(office)
        centre.goto(f"/funds/{township}/2024/3/")
        expect(centre.get_by_text("还剩")).to_be_visible()
        centre.get_by_role("button", name="拟预拨").click()
        _approve(finance)
        _inspect(made, centre, office)
        made.year.settled_until(3)
        _settle(centre, village, f"/funds/{township}/2024/3/")
        _approve(finance)
        assert Settlement.objects.get(quarter=3).state == "paid"
        third = SettlementLine.objects.get(settlement__quarter=3)
        assert "村级季度评价" in third.score_source and third.valid == 3
    visit = Followup.objects.order_by("served_on")[0]
    void_service(FOLLOWUP, visit.pk, actor=made.staff("public_health_a"), reason="核实未做")
    monkeypatch.setenv("GONGWEI_TODAY", NEW_YEAR.isoformat())
    with (
        window_of(users("finance"), live_server, browser) as finance,
        window_of(users("public_health_a"), live_server, browser) as centre,
        window_of(users("village_doctor"), live_server, browser) as village,
    ):
        _score(centre, f"/funds/{township}/2024/4/", "60")
        _settle(centre, village, f"/funds/{township}/2024/4/")
        fix = Correction.objects.get(live=True)
        assert fix.amount < 0
        centre.get_by_role("link", name="算给我看").click()
        expect(centre.get_by_text("结算后作废")).to_be_visible()
        expect(centre.get_by_text("重算一致")).to_be_visible()
        _close(finance)
    assert balance(PLAN) == 0 and Posting.objects.filter(kind="settlement").count() >= 1
    plans.published.cache_clear()


def _publish(office: Page, finance: Page, federation: Page) -> None:
    """Next year's plan: copied, signed by every body, published."""
    office.goto("/plan/drafts/")
    office.get_by_role("button", name="起草").click()
    office.get_by_role("button", name="送会签").click()
    expect(office.get_by_role("button", name="印发")).to_be_visible()
    for window in (office, finance, federation):
        window.goto(f"/plan/drafts/{Draft.objects.get().pk}/")
        window.get_by_role("button", name="签署").click()
        expect(window.get_by_text("已签").first).to_be_visible()
    office.reload()
    office.get_by_role("button", name="印发").click()
    expect(office.locator(".gw-head .chip")).to_have_text("已印发")


def _receive(page: Page, amount: str) -> None:
    page.goto("/funds/")
    page.locator("[name=level]").select_option("county")
    page.locator("[name=amount]").fill(amount)
    page.locator("[name=received_on]").fill("2024-10-08")
    page.locator("[name=document]").fill("区级第一批")
    page.get_by_role("button", name="登记，交另一位审核").click()
    expect(page.get_by_text("您经办的，由另一位审核")).to_be_visible()


def _approve(page: Page) -> None:
    page.goto("/funds/orders/")
    page.get_by_role("button", name="通过").first.click()
    expect(page.get_by_text("没有待审核的付款单")).to_be_visible()


def _inspect(made: VillageRound, judge: Page, office: Page) -> None:
    """A village round of the quarter: drawn by a seed, three records seen true, submitted, accepted by another."""
    judge.goto("/appraisal/")
    judge.locator("[name=slot]").select_option(f"huancui-2024-clinic.village.{made.township.pk}.3")
    judge.get_by_role("button", name="发起，按种子抽样").click()
    judge.get_by_role("link", name="大西庄村卫生室").click()
    judge.get_by_role("button", name="抽样").click()
    judge.locator("a.srow").first.click()
    for number in (1, 2, 3):
        expect(judge.locator("h1")).to_contain_text(f"第 {number} 份")
        judge.keyboard.press("1")
    expect(judge.get_by_text("查完 3 / 3 份")).to_be_visible()
    made.complete(Inspection.objects.get())
    judge.goto(f"/appraisal/inspections/{Inspection.objects.get().pk}/")
    judge.get_by_role("button", name="提交", exact=True).click()
    expect(judge.get_by_text("已提交，等另一人采纳")).to_be_visible()
    office.goto(f"/appraisal/inspections/{Inspection.objects.get().pk}/")
    office.get_by_role("button", name="采纳", exact=True).click()
    expect(office.get_by_text("已采纳，结果进入结算")).to_be_visible()


def _score(centre: Page, url: str, score: str) -> None:
    """The score of a quarter without a round, with its evidence."""
    centre.goto(url)
    centre.locator(".scores input").first.fill(score)
    centre.get_by_label("评价依据").fill("季度评价表")
    centre.get_by_role("button", name="保存得分").click()
    expect(centre.locator(".scores input").first).to_have_value("60.00")


def _settle(centre: Page, village: Page, url: str) -> None:
    """Reckon, let the village confirm, review, draw the order."""
    centre.goto(url)
    centre.get_by_role("button", name="试算", exact=True).click()
    expect(centre.get_by_text("大白话")).to_be_visible()
    village.goto(url)
    village.get_by_role("button", name="确认", exact=True).click()
    expect(village.get_by_role("button", name="重新试算")).to_have_count(0)
    centre.goto(url)
    centre.get_by_role("button", name="审核通过").click()
    centre.get_by_role("button", name="拟付款单").click()
    expect(centre.get_by_text("付款单已拟好")).to_be_visible()


def _close(finance: Page) -> None:
    """The last quarter earned less than went ahead: it stands as taken off the next year's first payment."""
    finance.goto("/funds/orders/")
    for _ in range(finance.get_by_role("button", name="通过").count()):
        finance.get_by_role("button", name="通过").first.click()
    expect(finance.get_by_text("没有待审核的付款单")).to_be_visible()
    finance.goto("/funds/year-end/")
    expect(finance.get_by_role("heading", name="年末多拨、下一年扣回")).to_be_visible()
    expect(finance.locator("tr", has_text="大西庄村卫生室")).to_be_visible()
    finance.goto("/funds/calendar/")
    expect(finance.get_by_role("heading", name="残联")).to_be_visible()
