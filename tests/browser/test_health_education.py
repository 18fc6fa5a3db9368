"""健康教育 in a browser: a lecture from the due list to its paper, and one that is refused, asked about, taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from gongwei.obligations.models import InstitutionObligation
from gongwei.obligations.refresh import refresh_institutions
from gongwei.people.tests.cast import Cast, make_cast
from gongwei.programmes.health_education import forms
from gongwei.programmes.health_education.models import Activity
from gongwei.programmes.health_education.tests.samples import board, change, material, save


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    """A township with a registered leaflet and a board last changed in July."""
    made = make_cast()
    save(made, forms.MATERIAL, material("减盐折页"))
    save(made, forms.BOARD, board(1))
    save(made, forms.BOARD_CHANGE, change(dt.date(2024, 7, 9), [1]))
    refresh_institutions([made.centre_a.pk, made.clinic.pk])
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
    """The workbench of 公卫科; an error in any script fails the test."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    key = _session(cast.user("public_health_a"))
    context.add_cookies([{"name": "sessionid", "value": key, "url": live_server.url}])
    window, errors = context.new_page(), []
    window.on("pageerror", lambda error: errors.append(str(error)))
    window.goto(live_server.url)
    yield window
    context.close()
    assert errors == []


def fill(page: Page, **texts: str) -> None:
    """Type into fields by name."""
    for name, text in texts.items():
        page.fill(f"[name={name}]", text)


def choose(page: Page, *chosen: str) -> None:
    """Press the options ``field-code``."""
    for each in chosen:
        page.locator(f"label[for$='{each}']").first.click()


def a_lecture(page: Page, theme: str = "高血压与减盐") -> None:
    """Everything that 健康教育活动记录表 asks of a lecture."""
    choose(page, "form-1", "audience-7", "audience-9")
    fill(page, hours="09:00-10:30", venue="健康教育室", theme=theme, organizer="公卫科", speaker="于白露",
         audience_count="36", content="讲解减盐和按时服药", evaluation="多数人能复述", leader="王小满",
         filled_on="2024-10-16")  # fmt: skip
    fill(page, **{"handed_out-0-title": "减盐折页", "handed_out-0-copies": "36"})
    choose(page, "handed_out-0-kind-1", "archived-2", "archived-5", "topics-4", "themes-2", "channels-8")


@pytest.mark.req("HE-01", "HE-07", "HE-11")
def test_a_lecture_from_the_due_list_to_its_paper(page: Page, cast: Cast, tmp_path: Path) -> None:
    page.locator("section", has_text="本机构应做").get_by_role("link", name="10月健康知识讲座", exact=True).click()
    expect(page.locator("h1")).to_have_text("健康教育活动记录表")
    a_lecture(page)
    photo = tmp_path / "签到表.jpg"
    Image.new("RGB", (640, 480), (200, 220, 240)).save(photo)
    page.set_input_files("input[type=file]", str(photo))
    expect(page.get_by_role("link", name="签到表.jpg")).to_be_visible()
    page.keyboard.press("Control+s")
    expect(page.locator("#toasts")).to_contain_text("已保存健康教育活动记录表")
    saved = Activity.objects.get()
    assert (saved.institution, saved.audience, len(saved.evidence or ())) == (cast.centre_a, [7, 9], 1)
    october = InstitutionObligation.objects.get(institution=cast.centre_a, step="lecture", seq="2024-10")
    assert october.met_by == saved.pk
    page.goto(page.url.replace("/work/health_education/", "/health_education/"))
    expect(page.locator("table", has_text="健康知识讲座").first).to_contain_text("差 9")
    page.get_by_role("link", name="健康教育活动记录表").last.click()
    page.get_by_role("link", name="打印").click()
    paper = page.locator(".a4")
    expect(paper).to_contain_text("机构名称：羊亭中心卫生院")
    expect(paper).to_contain_text("存档材料请附后")
    expect(paper).to_contain_text("减盐折页")


@pytest.mark.req("HE-03", "HE-05")
def test_a_lecture_with_gaps_is_told_corrected_and_voided(page: Page, cast: Cast) -> None:
    page.goto(f"{page.url}work/health_education_activity/new/")
    a_lecture(page)
    fill(page, audience_count="600", evaluation="", served_on="2024-10-15")
    page.keyboard.press("Control+s")
    expect(page.locator(".gw-entry")).to_contain_text("活动总结评价必填")
    expect(page.locator(".gw-entry")).to_contain_text("少见")
    assert not Activity.objects.exists()
    fill(page, audience_count="60", evaluation="多数人能复述")
    page.keyboard.press("Control+s")
    expect(page.locator("#toasts")).to_contain_text("已保存")
    page.get_by_role("link", name="看记录").click()
    fill(page, served_on="2024-09-30", filled_on="2024-09-30", reason="日期写错")
    page.keyboard.press("Control+s")
    expect(page.locator("#toasts")).to_contain_text("已更正")
    months = InstitutionObligation.objects.filter(institution=cast.centre_a, step="lecture", met_on__isnull=False)
    assert [each.seq for each in months] == ["2024-09"]
    page.get_by_role("link", name="看记录").click()
    page.get_by_role("button", name="作废这条记录").click()
    page.fill("#void-reason", "登记重复")
    page.get_by_role("button", name="作废", exact=True).click()
    expect(page.locator("#toasts")).to_contain_text("已作废 2024-09-30")
    assert not months.all().exists() and Activity.objects.get().void_reason == "登记重复"


@pytest.mark.req("HE-05")
def test_a_board_past_its_two_months_is_shown_and_changed(page: Page, cast: Cast) -> None:
    page.goto(f"{page.url}health_education/boards/")
    row = page.locator("tr[data-row]")
    expect(row).to_contain_text("2024-07-09")
    expect(row).to_contain_text("10-31 前")
    row.get_by_role("link", name="更换").click()
    fill(page, issue="2024年第5期", theme="冬季养生")
    choose(page, "topics-3", "themes-1", "kept_original-1")
    page.keyboard.press("Control+s")
    expect(page.locator("#toasts")).to_contain_text("已保存宣传栏更换记录")
    page.goto(page.url.partition("/work/")[0] + "/health_education/boards/")
    expect(page.locator("tr[data-row]")).to_contain_text("12-31 前")
