"""From a campaign of the project office to a record put right: the list of defects follows the save."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from gongwei.facts import building, refreshing
from gongwei.facts.tests.settled import data_folder
from gongwei.people.models import Resident
from gongwei.people.tests.cast import VILLAGE_B1
from gongwei.programmes.health_record.tests.test_measures import COMPLETE
from gongwei.web.tests.visiting import Township, township
from tests.browser.window import window_of


@pytest.fixture
def place(transactional_db: None) -> Township:
    """A record without 文化程度 in each of two townships."""
    made = township()
    for name, village in (("丛立春", "371002101101"), ("姜谷雨", VILLAGE_B1)):
        person = made.cast.register(name, village=village)
        doctor = made.cast.staff["doctor"]
        Resident.objects.filter(pk=person.pk).update(**{**COMPLETE, "education": None, "doctor": doctor})
    return made


@pytest.mark.req("EHR-03", "EHR-04")
def test_a_campaign_gives_records_to_their_creators_who_put_them_right(
    place: Township, live_server: LiveServer, browser: Browser, tmp_path: Path
) -> None:
    office, clerk = place.cast.user("project_office"), place.cast.user("public_health_a")
    with data_folder(tmp_path / "data"):
        building.build()
        with window_of(office, live_server, browser) as page:
            page.goto("/health_record/quality/")
            expect(page.locator("tr[data-row]")).to_have_count(2)
            page.get_by_role("link", name="清理规范").click()
            page.get_by_role("button", name="发起并分给建档单位").click()
            expect(page.locator("#open")).to_contain_text("名称：必须填写")
            page.locator("[name=title]").fill("年底清理")
            page.locator("#open label", has_text="个人基本信息表有缺项（2 份）").click()
            page.locator("[name=due_on]").fill("2024-11-30")
            page.get_by_role("button", name="发起并分给建档单位").click()
            expect(page.locator("h1")).to_have_text("年底清理")
        with window_of(clerk, live_server, browser) as page:
            page.goto("/health_record/quality/")
            expect(page.locator("tr[data-row]")).to_have_count(1)
            page.get_by_role("link", name="清理规范").click()
            page.get_by_role("link", name="年底清理").click()
            expect(page.locator("main")).to_contain_text("还剩 1 份")
            page.locator("tr[data-row]").get_by_role("link", name="缺 文化程度").click()
            page.locator("label:has([name=education][value='6'])").click()
            page.locator("[name=reason]").fill("本人来电更正")
            page.keyboard.press("Control+s")
            page.wait_for_url(lambda url: "/edit/" not in url)
            assert Resident.objects.get(name="丛立春").education == 6
            refreshing.refresh()
            page.goto("/health_record/quality/")
            expect(page.locator("main")).not_to_contain_text("缺 文化程度")
            page.goto("/health_record/cleanup/")
            page.get_by_role("link", name="年底清理").click()
            expect(page.locator("main")).to_contain_text("还剩 0 份")
            expect(page.locator("tr[data-row]")).to_contain_text("已规范")


@pytest.mark.req("EHR-20", "NCD-23")
def test_a_file_found_untrue_by_telephone_leaves_the_rate_and_the_drill_through_says_who(
    place: Township, live_server: LiveServer, browser: Browser, tmp_path: Path
) -> None:
    for name in ("王小寒", "于大暑"):
        place.patient("hypertension", name=name)
    office, clerk = place.cast.user("project_office"), place.cast.user("public_health_a")
    with data_folder(tmp_path / "data"):
        with window_of(office, live_server, browser) as page:
            page.goto("/health_record/verify/")
            page.locator("[name=title]").fill("慢病核查")
            page.locator("#open label", has_text="高血压").click()
            page.locator("[name=due_on]").fill("2024-11-30")
            page.get_by_role("button", name="发起并分给管理机构").click()
            expect(page.locator("h1")).to_have_text("慢病核查")
        with window_of(clerk, live_server, browser) as page:
            page.goto("/health_record/verify/")
            page.get_by_role("link", name="慢病核查").click()
            page.locator("tr[data-row]", has_text="王小寒").get_by_role("link", name="待核实").click()
            page.get_by_role("button", name="不属实").click()
            expect(page.locator("[role=alert]")).to_contain_text("必须写明发现了什么")
            page.locator("[name=words]").fill("本人说没有量过血压")
            page.get_by_role("button", name="不属实").click()
            expect(page.locator("h1")).to_contain_text("于大暑")
            page.get_by_role("button", name="真实规范").click()
            expect(page.locator("h1")).to_have_text("慢病核查")
            expect(page.locator("main")).to_contain_text("合格 1 / 2")
        building.build()
        with window_of(office, live_server, browser) as page:
            page.goto("/indicators/hypertension.standard_rate/")
            expect(page.locator("tr[data-row]")).to_have_count(1)
            expect(page.locator("tr[data-row]")).to_contain_text("于大暑")
            expect(page.locator("main")).to_contain_text("1 人核查未通过，不计入")
            page.get_by_role("link", name="王小寒").click()
            expect(page.locator("main")).to_contain_text("不属实：本人说没有量过血压")


@pytest.mark.req("EHR-10")
def test_the_fifty_items_are_worded_ticked_and_scored(
    place: Township, live_server: LiveServer, browser: Browser
) -> None:
    with window_of(place.cast.user("project_office"), live_server, browser) as page:
        page.goto("/health_record/fifty/")
        page.get_by_role("link", name="填写各项内容").click()
        expect(page.locator("tr[data-row]")).to_have_count(50)
        page.locator("[name=words-1]").fill("接诊时调阅档案")
        page.locator("[name=points-1]").fill("2")
        page.get_by_role("button", name="保存").click()
        expect(page.locator("main")).to_contain_text("已填写 1 / 50 项", use_inner_text=True)
    with window_of(place.cast.user("public_health_a"), live_server, browser) as page:
        page.goto("/health_record/fifty/")
        page.locator("[name=done-1]").check()
        page.get_by_role("button", name="保存").click()
        expect(page.locator("[role=alert]")).to_contain_text("第 1 项佐证：必须填写")
        page.locator("[name=evidence-1]").fill("门诊工作站截图 3 张")
        page.get_by_role("button", name="保存").click()
        expect(page.locator("tr", has_text="1 / 50")).to_have_count(1)
    with window_of(place.cast.user("project_office"), live_server, browser) as page:
        page.goto("/health_record/fifty/")
        page.get_by_role("link", name=str(place.cast.centre_a)).click()
        expect(page.locator("tr[data-row]")).to_contain_text("门诊工作站截图 3 张")
        page.locator("[name=score-1]").fill("2")
        page.get_by_role("button", name="保存").click()
        expect(page.locator("[name=score-1]")).to_have_value("2")
