"""An elder found heavy at the exam: on the list, referred with the paper filled in, then seen a second time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from gongwei.care.models import Referral
from gongwei.obligations.refresh import refresh
from gongwei.people.models import Resident
from gongwei.people.tests.cast import Cast, id_no, make_cast
from gongwei.programmes.elderly.tests.samples import exam
from tests.browser.window import fill, window_of


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return make_cast()


@pytest.fixture
def page(cast: Cast, live_server: LiveServer, browser: Browser) -> Iterator[Page]:
    with window_of(cast.user("doctor"), live_server, browser) as window:
        yield window


@pytest.mark.req("ELD-15")
def test_from_the_list_to_the_referral_and_the_second_contact(page: Page, cast: Cast) -> None:
    person: Resident = cast.register("丛立春", birth_date=dt.date(1950, 1, 1))
    done = exam(cast, person, weight=Decimal("80.0"), height=Decimal("160.0"))
    refresh([person.pk])
    page.goto("/elderly/contacts/")
    expect(page.locator("tr[data-row]")).to_contain_text("体质指数 31.3")
    expect(page.locator("tr[data-row]")).to_contain_text("1 / 2")
    page.locator("tr[data-row]").get_by_role("link", name="转诊").click()
    expect(page.locator("[name=reason]")).to_have_value("体检发现：体质指数 31.3（80.0 kg）")
    fill(page, to_org="市立医院", to_dept="内分泌科")
    page.locator("[data-save]").first.click()
    expect(page.locator("#elderly-contacts")).to_contain_text("已转诊")
    sent = Referral.objects.get(resident=person)
    assert (sent.programme, sent.source_id) == ("elderly", done.pk)

    page.goto("/elderly/contacts/")
    page.keyboard.press("Enter")
    page.wait_for_selector("#entry")
    fill(page, subjective="无不适", objective="体重 79 kg", assessment="超重", plan="控制饮食")
    page.locator("[data-save]").first.click()
    expect(page.locator("#elderly-contacts")).to_contain_text("次数已够")
    page.goto("/elderly/contacts/")
    expect(page.locator("tr[data-row]")).to_have_count(0)


@pytest.mark.req("EHR-15")
def test_a_population_list_is_brought_in_and_its_differences_are_settled(
    cast: Cast, live_server: LiveServer, browser: Browser, tmp_path: Path
) -> None:
    """Upload, see the village, file one, keep another with its reason, and take the list out as a workbook."""
    gone = cast.register("刘不在册", birth_date=dt.date(1950, 3, 1))
    number = id_no(dt.date(1951, 4, 2), 2, 77)
    file = tmp_path / "实有人口.csv"
    file.write_text(f"姓名,身份证号,村（居）\n邹未建档,{number},大西庄村委会\n", encoding="utf-8")
    with window_of(cast.user("public_health_a"), live_server, browser) as page:
        page.goto("/elderly/headcount/")
        page.click("text=导入实有人口名单")
        page.set_input_files("[name=file]", file)
        page.click("text=上传并检查")
        expect(page.locator(".gw-table")).to_contain_text("新增")
        page.click("button:has-text('导入')")
        expect(page.locator(".gw-table")).to_contain_text("已新增")
        page.goto("/elderly/headcount/")
        page.get_by_role("link", name="大西庄村委会").click()
        expect(page.locator("main")).to_contain_text("邹未建档")
        page.get_by_role("link", name="建档").click()
        expect(page.locator("[name=id_no]")).to_have_value(number)
        expect(page.locator("[name=village]")).to_have_value(gone.village_id)
        page.goto("/elderly/headcount/?kind=ours")
        page.get_by_role("link", name="保留").click()
        page.fill("[name=reason]", "户口在外，长住本村，已入户核实")
        page.click("text=保留并说明")
        expect(page.locator("tr[data-row]")).to_contain_text("户口在外")
        page.get_by_role("link", name="导出", exact=True).click()
        expect(page.locator("main")).to_contain_text("申请导出：底数核对")
