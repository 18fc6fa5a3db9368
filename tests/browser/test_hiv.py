"""The AIDS register in a browser: somebody authorised registers and visits; the responsible doctor is refused."""

from __future__ import annotations

import datetime as dt

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from gongwei.people.models import Resident, StaffRole
from gongwei.people.tests.cast import Cast, make_cast
from gongwei.programmes.hiv.models import Case, Followup
from tests.browser.window import choose, fill, window_of


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    made = make_cast()
    StaffRole.objects.create(
        staff=made.staff["line"], role="doctor", institution=made.commission, programmes=["hiv"],
        from_on=dt.date(2024, 1, 1),
    )  # fmt: skip
    return made


def register(page: Page, person: Resident) -> None:
    """The case as the laboratory confirmed it; without the day of confirmation it is refused and stays typed."""
    page.goto(f"/residents/{person.pk}/new/hiv_case/")
    fill(page, served_on="2024-09-02", card_no="20240001", confirmed_by="市疾控中心确证实验室", agreed="已告知并签字",
         first_cd4="410")  # fmt: skip
    choose(page, stage="1", route="5")
    page.locator("[data-save]").first.click()
    expect(page.locator("body")).to_contain_text("确证日期")
    assert page.locator("[name=card_no]").input_value() == "20240001" and not Case.objects.exists()
    fill(page, confirmed_on="2024-08-30")
    page.locator("[data-save]").first.click()
    page.wait_for_url(f"**/residents/{person.pk}/")
    assert Case.objects.get().resident == person


@pytest.mark.req("IDR-08")
def test_only_the_authorised_keep_the_register(cast: Cast, live_server: LiveServer, browser: Browser) -> None:
    person = cast.register()
    with window_of(cast.user("line"), live_server, browser) as page:
        register(page, person)
        page.goto(f"/residents/{person.pk}/new/hiv_followup/")
        choose(page, mode="1", reached="1", stage="1", treatment="1", tb_screen="1", partner="4")
        fill(page, served_on="2024-10-08", missed_doses="0", cd4="430", advice="按时服药，半年后复查",
             next_on="2025-04-08")  # fmt: skip
        expect(page.locator("#advice")).to_contain_text("首次随访")
        page.locator("[data-save]").first.click()
        page.wait_for_url(f"**/residents/{person.pk}/")
        assert Followup.objects.get().cd4 == 430
        page.goto("/registers/hiv_followup/")
        expect(page.locator("table")).to_contain_text(person.name)
        page.goto("/due/?programme=hiv")
        expect(page.locator("body")).to_contain_text("艾滋病患者健康管理")
    with window_of(cast.user("doctor"), live_server, browser) as page:
        page.goto(f"/residents/{person.pk}/")
        expect(page.locator("body")).to_contain_text(person.name)
        expect(page.locator("body")).not_to_contain_text("艾滋病随访")
        page.goto("/registers/hiv_followup/")
        expect(page.locator("body")).to_contain_text("您的账号不能查看")
