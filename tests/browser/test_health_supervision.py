"""卫生监督协管 in a browser: a patrol from the list of places, a problem that becomes a clue, reported and answered."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from gongwei.obligations.models import InstitutionObligation
from gongwei.obligations.refresh import refresh_institutions
from gongwei.people.tests.cast import Cast, make_cast
from gongwei.programmes.health_supervision.models import Clue, Patrol
from gongwei.programmes.health_supervision.tests.samples import unit


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    """A township with a school and a waterworks to watch."""
    made = make_cast()
    unit(made, 1)
    unit(made, 2, kind=1, name="村水厂")
    refresh_institutions([made.centre_a.pk])
    return made


def _session(user: User) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return str(session.session_key)


@pytest.fixture
def page(cast: Cast, live_server: LiveServer, browser: Browser) -> Iterator[Page]:
    """公卫科 is logged in; an error in any script fails the test."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    key = _session(cast.user("public_health_a"))
    context.add_cookies([{"name": "sessionid", "value": key, "url": live_server.url}])
    window, errors = context.new_page(), []
    window.on("pageerror", lambda error: errors.append(str(error)))
    window.goto(f"{live_server.url}/health_supervision/places/")
    yield window
    context.close()
    assert errors == []


def choose(page: Page, *chosen: str) -> None:
    """Press the options ``field-code``."""
    for each in chosen:
        page.locator(f"label[for$='{each}']").first.click()


def fill(page: Page, **texts: str) -> None:
    """Type into fields by name."""
    for name, text in texts.items():
        page.fill(f"[name={name}]", text)


@pytest.mark.req("SUPV-02", "SUPV-03")
def test_a_patrol_from_the_list_of_places_to_its_paper(page: Page, cast: Cast) -> None:
    water = page.locator("tr[data-row]", has_text="村水厂")
    expect(water).to_contain_text("差 4 次")
    water.get_by_role("link", name="巡查").click()
    assert page.input_value("[name=venue]") == "村水厂" and page.input_value("[name=seq_no]") == "1"
    fill(page, content="查看消毒记录", problem="无", patrollers="王小满 于白露")
    choose(page, "found-1")
    page.keyboard.press("Control+s")
    expect(page.locator("#toasts")).to_contain_text("已保存卫生计生监督协管巡查登记表")
    saved = Patrol.objects.get()
    assert (saved.unit_no, saved.subject, saved.institution) == (2, 2, cast.centre_a)
    assert InstitutionObligation.objects.get(step="patrol", seq="2024Q4", institution=cast.centre_a).met_by == saved.pk
    page.get_by_role("link", name="看记录").click()
    page.get_by_role("link", name="打印").click()
    expect(page.locator(".a4")).to_contain_text("发现的主要问题")
    page.goto(page.url.partition("/work/")[0] + "/health_supervision/places/")
    expect(page.locator("tr[data-row]", has_text="村水厂")).to_contain_text("差 3 次")


@pytest.mark.req("SUPV-03", "SUPV-06")
def test_a_clue_is_refused_backwards_reported_answered_and_summed(page: Page, cast: Cast) -> None:
    at = page.url.partition("/health_supervision/")[0]
    page.goto(f"{at}/work/health_supervision_clue/new/")
    fill(page, served_on="2024-10-15", found_at="2024-10-15 16:00", content="供水站末梢水有异味", reporter="王小满",
         reported_at="2024-10-15 15:00", report_to="区卫生监督所")  # fmt: skip
    choose(page, "subject-2", "urgent-0")
    page.keyboard.press("Control+s")
    expect(page.locator(".gw-entry")).to_contain_text("报告时间早于发现时间")
    fill(page, reported_at="", report_to="")
    page.keyboard.press("Control+s")
    expect(page.locator("#toasts")).to_contain_text("已保存")
    page.goto(at)
    page.locator("section", has_text="本机构应做").get_by_role("link", name="发现的信息要报告").click()
    fill(page, reported_at="2024-10-15 17:30", report_to="区卫生监督所", reason="补报告时间")
    page.keyboard.press("Control+s")
    expect(page.locator("#toasts")).to_contain_text("已更正")
    page.goto(f"{at}/health_supervision/clues/?view=waiting")
    row = page.locator("tr[data-row]")
    expect(row).to_contain_text("及时")
    expect(row).to_contain_text("等 1 天")
    row.get_by_role("link").first.click()
    choose(page, "answer-1")
    fill(page, result="已责令整改", feedback_on="2024-10-16", reason="登记反馈")
    page.keyboard.press("Control+s")
    expect(page.locator("#toasts")).to_contain_text("已更正")
    assert Clue.objects.get().answer == 1
    assert not InstitutionObligation.objects.filter(step__in=("report", "feedback")).exists()
    page.goto(f"{at}/health_supervision/summary/")
    expect(page.locator("tr", has_text="饮用水卫生")).to_contain_text("1")
