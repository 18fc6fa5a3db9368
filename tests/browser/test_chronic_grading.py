"""A patient is graded for the year: listed, opened with what is known, changed with a reason, off the list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from gongwei.people.tests.cast import Cast, make_cast
from gongwei.programmes.hypertension.models import Grading
from gongwei.programmes.hypertension.tests.test_measures import patient, visit
from tests.browser.window import choose, fill, window_of


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return make_cast()


@pytest.fixture
def page(cast: Cast, live_server: LiveServer, browser: Browser) -> Iterator[Page]:
    with window_of(cast.user("doctor"), live_server, browser) as window:
        yield window


@pytest.mark.req("NCD-04")
def test_from_the_list_to_a_grade_of_the_doctors_own(page: Page, cast: Cast) -> None:
    person = patient(cast)
    visit(cast, person, dt.date(2024, 3, 5), sbp=170)
    visit(cast, person, dt.date(2024, 9, 5))
    page.goto("/two-diseases/grading/")
    expect(page.locator("tr[data-row]")).to_have_count(1)
    page.keyboard.press("Enter")
    page.wait_for_selector("#entry")
    expect(page.locator("[name=year_control][value='2']")).to_be_checked()
    choose(page, damage="1", comorbid="1")
    expect(page.locator("body")).to_contain_text("二级")
    choose(page, grade="1")
    page.locator("[data-save]").first.click()
    expect(page.locator("body")).to_contain_text("系统建议二级，改为一级：请写明理由")
    fill(page, grade_reason="三月未服药，此后均达标")
    page.locator("[data-save]").first.click()
    page.wait_for_url("**/residents/*/")
    made = Grading.objects.get()
    assert (made.grade, made.grade_reason, made.factors) == (1, "三月未服药，此后均达标", [8])
    page.goto("/two-diseases/grading/")
    expect(page.locator("tr[data-row]")).to_have_count(0)
