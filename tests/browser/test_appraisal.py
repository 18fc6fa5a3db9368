"""A village round in the browser: open, draw, one untrue, score, objection, decision, order to mend, re-check."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from gongwei.appraisal.models import Inspection, Rectification
from gongwei.appraisal.sheets import sheet
from gongwei.appraisal.tests.village_round import VillageRound
from tests.browser.window import window_of


@pytest.fixture
def made(transactional_db: None) -> VillageRound:
    return VillageRound()


@pytest.mark.req("APR-03", "APR-06", "APR-12", "APR-23")
def test_a_quarter_is_judged_objected_to_and_mended(
    made: VillageRound, live_server: LiveServer, browser: Browser
) -> None:
    users = made.year.cast.user
    with (
        window_of(users("public_health_a"), live_server, browser) as judge,
        window_of(users("project_office"), live_server, browser) as office,
        window_of(users("village_doctor"), live_server, browser) as village,
    ):
        judge.goto("/")
        judge.get_by_role("link", name="绩效评价").click()
        judge.locator("[name=slot]").select_option(f"huancui-2024-clinic.village.{made.township.pk}.3")
        judge.get_by_role("button", name="发起，按种子抽样").click()
        judge.get_by_role("link", name="大西庄村卫生室").click()
        judge.get_by_role("button", name="抽样").click()
        expect(judge.get_by_text("重算一致")).to_be_visible()
        url = f"/appraisal/inspections/{Inspection.objects.get().pk}/"
        _review(judge)
        made.complete(Inspection.objects.get())
        judge.reload()
        judge.get_by_role("button", name="提交", exact=True).click()
        expect(judge.get_by_text("已提交，等另一人采纳")).to_be_visible()
        office.goto(url)
        office.get_by_role("button", name="采纳", exact=True).click()
        expect(office.get_by_text("已采纳，结果进入结算")).to_be_visible()
        before = sheet(Inspection.objects.get()).total.score
        assert before is not None and before < 100
        _object(village, office, url)
        after = sheet(Inspection.objects.get()).total.score
        assert after is not None and before < after < 100, "the untrue finding is withdrawn, the fault stays"
        _mend(judge, village, url)
        assert Rectification.objects.get().state == "closed"


def _review(judge: Page) -> None:
    """By keyboard: the first by telephone untrue, the second with a fault, the third true."""
    judge.locator("a.srow").first.click()
    expect(judge.get_by_text("第 1 份")).to_be_visible()
    judge.locator("label[for=mode-phone]").click()
    judge.locator("#words").fill("本人说那天没有量过血压")
    judge.locator("#words").blur()
    judge.keyboard.press("2")
    expect(judge.locator("h1")).to_contain_text("第 2 份")
    judge.locator("[name=fault][value=complete]").check()
    judge.locator("[name=fault][value=complete]").blur()
    judge.keyboard.press("1")
    expect(judge.locator("h1")).to_contain_text("第 3 份")
    judge.keyboard.press("1")
    expect(judge.get_by_text("查完 3 / 3 份")).to_be_visible()


def _object(village: Page, office: Page, url: str) -> None:
    village.goto(url)
    choice = village.locator("[name=deduction]")
    choice.select_option(index=_place(choice.locator("option").all_inner_texts(), "不属实"))
    village.locator("[name=reason]").fill("当天上门量过，有照片")
    village.get_by_role("button", name="送复议").click()
    expect(village.get_by_text("异议已送复议")).to_be_visible()
    office.goto("/appraisal/objections/")
    office.get_by_text("采纳，撤销扣分").click()
    office.locator("[name=answer]").fill("照片时间地点一致")
    office.get_by_role("button", name="复议").click()
    expect(office.get_by_text("采纳：")).to_be_visible()


def _mend(judge: Page, village: Page, url: str) -> None:
    judge.goto(url)
    judge.get_by_role("button", name="对 1 条扣分发整改通知").click()
    expect(judge.get_by_text("已发整改通知")).to_be_visible()
    village.goto("/appraisal/orders/")
    village.locator("[name=report]").fill("已补填")
    village.locator("[name=evidence]").fill("记录第 2 版")
    village.get_by_role("button", name="报告").click()
    expect(village.get_by_text("待复核 · 剩")).to_be_visible()
    judge.goto("/appraisal/orders/")
    judge.get_by_text("合格", exact=True).click()
    judge.locator("[name=words]").fill("抽 5 份全部合格")
    judge.get_by_role("button", name="复核").click()
    expect(judge.get_by_text("没有这样的整改通知")).to_be_visible()


def _place(options: list[str], words: str) -> int:
    return next(place for place, text in enumerate(options) if words in text)
