"""Weight management in a browser: measured heavy, found on the list, planned, followed up, seen through the centre."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from gongwei.care.models import Enrolment
from gongwei.obligations.models import Obligation
from gongwei.people.models import Resident
from gongwei.people.tests.cast import Cast, make_cast
from gongwei.policy import Plan
from tests.browser.window import choose, fill, window_of

DAY = dt.date(2024, 10, 16)


@pytest.fixture
def cast(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Cast:
    """A district whose plan runs the chapter."""
    runs = Plan.in_force
    monkeypatch.setattr(Plan, "in_force", lambda plan, id, on: id == "weight" or runs(plan, id, on))
    return make_cast()


@pytest.fixture
def page(cast: Cast, live_server: LiveServer, browser: Browser) -> Iterator[Page]:
    with window_of(cast.user("doctor"), live_server, browser) as window:
        yield window


@pytest.mark.req("WGT-02", "WGT-03", "WGT-05", "WGT-06", "WGT-07")
def test_from_the_scales_to_the_follow_up(page: Page, cast: Cast) -> None:
    person: Resident = cast.register("丛立春", birth_date=dt.date(1984, 3, 1))
    page.goto(f"/residents/{person.pk}/new/weight_measurement/")
    choose(page, measured_by="2")
    fill(page, height="170", weight="95", waist="104")
    expect(page.locator("#advice")).to_contain_text("中度肥胖")
    page.locator("[data-save]").first.click()
    expect(page.locator("#weight-course")).to_contain_text("评估诊断 · 下一站")

    page.goto(f"/residents/{person.pk}/new/weight_assessment/")
    choose(page, factors="2 11", screens="2 3 4")
    fill(page, height="170", weight="95", waist="104")
    expect(page.locator("#advice")).to_contain_text("建议转诊")
    choose(page, level="3")
    fill(page, service="制定减重方案并转诊")
    page.locator("[data-save]").first.click()
    expect(page.locator("#weight-course")).to_contain_text("处方 · 下一站")

    page.goto("/weight/roster/")
    expect(page.locator("tr[data-row]")).to_contain_text("32.9")
    page.keyboard.press("Enter")
    page.wait_for_selector("#entry")
    choose(page, methods="1 2", status="1")
    fill(page, started_on=f"{DAY}", height="170", start_weight="95", target_weight="87", target_on="2025-04-16",
         nutrition="每天减少500千卡", exercise="快走每周150分钟")  # fmt: skip
    page.locator("[data-save]").first.click()
    expect(page.locator("#weight-course")).to_contain_text("营养处方：每天减少500千卡")
    assert Enrolment.objects.filter(resident=person, programme="weight", to_on=None).exists()
    first = Obligation.objects.get(resident=person, programme="weight", step="visit", seq="1")
    assert (first.due_on, first.met_on) == (dt.date(2024, 11, 15), None)

    page.goto(f"/residents/{person.pk}/new/weight_visit/")
    assert page.input_value("[name=target_weight]") == "87.0"
    choose(page, mode="1", diet_ok="1", exercise_ok="2")
    fill(page, served_on=f"{DAY}", weight="90", waist="100", exercise_min_week="120", advice="坚持",
         next_on="2024-12-16")  # fmt: skip
    expect(page.locator("#advice")).to_contain_text("已减重5%及以上")
    page.locator("[data-save]").first.click()
    first.refresh_from_db()
    assert first.met_on == DAY
    page.goto("/weight/centre/")
    row = page.locator("tr[data-row]", has_text="丛立春")
    expect(row).to_contain_text("下一站")
    expect(row.get_by_role("link", name="科普干预")).to_be_visible()
    page.goto("/weight/roster/?view=refer")
    expect(page.locator("tr[data-row]")).to_contain_text("丛立春")
    page.goto("/weight/roster/?view=plans")
    expect(page.locator("tr[data-row]")).to_contain_text("已减重5%及以上")
