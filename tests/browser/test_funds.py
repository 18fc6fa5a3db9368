"""An office worker's year of money in the browser: receive, share out, prepay, settle, confirm, approve, take back."""

from __future__ import annotations

import datetime as dt

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from gongwei.funds.ledger import balance
from gongwei.funds.models import Correction, Posting, Settlement
from gongwei.funds.places import approve_population
from gongwei.funds.tests.village_year import VillageYear
from gongwei.obligations.verbs import void_service
from gongwei.programmes.hypertension.forms import FOLLOWUP
from tests.browser.window import window_of

MARCH = dt.date(2024, 3, 12)
PLAN = "huancui-2024"


@pytest.fixture
def year(transactional_db: None) -> VillageYear:
    return VillageYear()


@pytest.mark.req("FUND-09", "FUND-10", "FUND-12", "FUND-16", "FUND-21")
def test_a_year_from_the_money_that_came_to_the_visit_that_was_voided(
    year: VillageYear, live_server: LiveServer, browser: Browser
) -> None:
    seen, phoned = year.patient(dt.date(2023, 5, 1)), year.patient(dt.date(2023, 5, 1))
    visit = year.visit(seen, MARCH)
    year.visit(phoned, MARCH, mode=3)
    township, users = year.cast.centre_a.pk, year.cast.user
    with (
        window_of(users("finance"), live_server, browser) as finance,
        window_of(users("project_office"), live_server, browser) as office,
        window_of(users("public_health_a"), live_server, browser) as centre,
        window_of(users("village_doctor"), live_server, browser) as village,
    ):
        approve_population(year.cast.centre_a, by=year.cast.staff["project_office"])
        _receive(finance, "8629200.00")
        _approve(office)
        finance.goto("/funds/")
        finance.get_by_role("button", name="拟分配").click()
        _approve(office)
        centre.goto(f"/funds/{township}/2024/1/")
        expect(centre.get_by_text("还剩")).to_be_visible()
        centre.get_by_role("button", name="拟预拨").click()
        _approve(finance)
        _settle(centre, village, f"/funds/{township}/2024/1/", "96")
        _approve(finance)
        assert Settlement.objects.get(quarter=1).state == "paid"
        void_service(FOLLOWUP, visit.pk, actor=year.cast.staff["public_health_a"], reason="核实未做")
        _settle(centre, village, f"/funds/{township}/2024/2/", "90")
        fix = Correction.objects.get(live=True)
        assert fix.amount < 0
        centre.get_by_role("link", name="算给我看").click()
        expect(centre.get_by_text("结算后作废")).to_be_visible()
        expect(centre.get_by_text("重算一致")).to_be_visible()
        assert balance(PLAN) == 0 and Posting.objects.filter(kind="settlement").count() == 1


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


def _settle(centre: Page, village: Page, url: str, score: str) -> None:
    """Score, reckon, let the village confirm, review, draw the order."""
    centre.goto(url)
    centre.locator(".scores input").first.fill(score)
    centre.get_by_label("评价依据").fill("季度评价表")
    centre.get_by_role("button", name="保存得分").click()
    centre.get_by_role("button", name="试算", exact=True).click()
    expect(centre.get_by_text("大白话")).to_be_visible()
    village.goto(url)
    village.get_by_role("button", name="确认", exact=True).click()
    expect(village.get_by_role("button", name="重新试算")).to_have_count(0)
    centre.goto(url)
    centre.get_by_role("button", name="审核通过").click()
    centre.get_by_role("button", name="拟付款单").click()
    expect(centre.get_by_text("付款单已拟好")).to_be_visible()
