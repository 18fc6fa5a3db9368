"""An elder found heavy at the exam: on the list, referred with the paper filled in, then seen a second time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from gongwei.care.models import Referral
from gongwei.obligations.refresh import refresh
from gongwei.people.models import Resident
from gongwei.people.tests.cast import Cast, make_cast
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
