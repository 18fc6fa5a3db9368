"""Chapter 11 in a browser: a typical card in time, and a late urgent one, from diagnosis to print."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from PIL import Image
from playwright.sync_api import Browser, FilePayload, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from gongwei.people.tests.cast import Cast, make_cast
from gongwei.programmes.infectious_disease.models import Card

TYPICAL = {
    "name": "丛小满", "parent_name": "丛立夏", "birth_date": "2019-03-04", "work_unit": "中心幼儿园大二班",
    "phone": "13806310001", "address": "环翠区羊亭镇大西庄村12号", "onset_on": "2024-10-14",
    "diagnosed_at": "2024-10-15 09:00",
}  # fmt: skip
ABNORMAL = {**TYPICAL, "name": "于白露", "birth_date": "1970-05-06", "parent_name": "", "work_unit": ""}


@pytest.fixture
def cast(transactional_db: None, settings: Settings, tmp_path: Path) -> Cast:
    settings.DATA = tmp_path
    return make_cast()


@pytest.fixture
def page(cast: Cast, live_server: LiveServer, browser: Browser) -> Iterator[Page]:
    """The report clock, the officer of 公卫科 logged in; an error in any script fails the test."""
    context = browser.new_context(
        viewport={"width": 1440, "height": 900}, locale="zh-CN", timezone_id="Asia/Shanghai"
    )
    context.add_cookies(
        [{"name": "sessionid", "value": _session(cast.user("public_health_a")), "url": live_server.url}]
    )
    window, errors = context.new_page(), []
    window.on("pageerror", lambda error: errors.append(str(error)))
    window.goto(f"{live_server.url}/infectious_disease/clock/")
    yield window
    context.close()
    assert errors == []


def _session(user: User) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return str(session.session_key)


def photograph(name: str) -> FilePayload:
    """A small picture."""
    target = io.BytesIO()
    Image.new("RGB", (320, 200), "#3070a0").save(target, "JPEG")
    return FilePayload(name=name, mimeType="image/jpeg", buffer=target.getvalue())


def fill(page: Page, values: dict[str, str], disease: str, occupation: str, sex: str = "1") -> None:
    """Type a card; the options by their digits."""
    page.click("text=填报告卡")
    page.wait_for_selector("#entry")
    page.check("[name=id_type][value='9']", force=True)
    page.check(f"[name=sex][value='{sex}']", force=True)
    page.check(f"[name=occupation][value='{occupation}']", force=True)
    page.check("[name=case_class][value='2']", force=True)
    page.select_option("[name=disease]", disease)
    for name, text in values.items():
        page.fill(f"[name={name}]", text)


@pytest.mark.req("IDR-02", "IDR-05")
def test_a_typical_card_is_filled_reported_and_printed(page: Page) -> None:
    fill(page, TYPICAL, "4000", "1")
    page.locator("[data-files-chooser=evidence]").set_input_files(photograph("皮疹.jpg"))
    expect(page.locator(".gw-files .thumb img")).to_have_count(1)
    page.click("[data-save]")
    page.wait_for_url("**/work/**")
    saved = Card.objects.get()
    assert (saved.disease, saved.name) == (4000, "丛小满") and len(saved.evidence) == 1
    page.goto(page.url.split("/work/")[0] + "/infectious_disease/clock/")
    row = page.locator(f"[data-card='{saved.pk}']")
    expect(row).to_contain_text("手足口病")
    row.locator("summary").click()
    row.locator("[name=reported_at]").fill("2024-10-15T20:00")
    row.locator("[name=net_card_no]").fill("37100220241015001")
    if row.locator("[name=late_reason]").count():
        row.locator("[name=late_reason]").fill("按时上报，补记")
    row.locator("button").click()
    expect(page.locator("#toasts")).to_contain_text("已记下网络报告")
    page.goto(page.url.split("/infectious")[0] + f"/work/infectious_disease_card/{saved.pk}/print/")
    expect(page.locator(".a4")).to_contain_text("丛小满")
    expect(page.locator(".a4")).to_contain_text("手足口病")
    saved.refresh_from_db()
    assert saved.minutes_taken == 660


@pytest.mark.req("IDR-02")
def test_an_urgent_card_reported_late_is_refused_until_the_reason_stands_and_the_photograph_survives(
    page: Page,
) -> None:
    fill(page, {**ABNORMAL, "reported_at": "2024-10-15 13:30"}, "200", "11", "2")
    page.locator("[data-files-chooser=evidence]").set_input_files(photograph("报告.jpg"))
    expect(page.locator(".gw-files .thumb img")).to_have_count(1)
    page.click("[data-save]")
    expect(page.locator("[data-hints=late_reason]")).to_contain_text("超过 2 小时时限")
    expect(page.locator(".gw-files .thumb img")).to_have_count(1)
    page.fill("[name=late_reason]", "夜间检验结果晚到")
    page.click("[data-save]")
    expect(page.locator("#toasts")).to_contain_text("已保存传染病报告卡")
    saved = Card.objects.get()
    assert (saved.minutes_taken, saved.late_reason, len(saved.evidence)) == (270, "夜间检验结果晚到", 1)
