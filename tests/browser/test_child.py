"""Two children of eight months in a real browser: one well, one anaemic, from the due list to the printed paper."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

import pytest
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from gongwei.obligations.models import Obligation
from gongwei.people.models import Resident
from gongwei.people.tests.cast import Cast, make_cast
from gongwei.programmes.child.models import Exam1To8, SpecialFile
from gongwei.programmes.child.tests.samples import born, visit

SLOW = 240_000
"""Milliseconds: the first save and the first page of a chapter compile its expressions."""
BIRTH, TODAY = dt.date(2024, 2, 8), dt.date(2024, 10, 16)
TYPED: Mapping[str, str] = {
    "weight": "8.20", "length": "70.1", "head_circumference": "44.3", "teeth_count": "2", "outdoor_hours": "1.5",
    "vitamin_d_iu": "400",
}  # fmt: skip
CHOSEN: Mapping[str, str] = {
    "weight_grade": "2", "length_grade": "2", "complexion": "1", "fontanelle": "1", "rickets_symptoms": "1",
    "rickets_signs": "1", "warning_8m": "0", "illness": "1", "guidance": "1",
}  # fmt: skip


@pytest.fixture
def cast(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Cast:
    """The cast on 16 October 2024."""
    monkeypatch.setenv("GONGWEI_TODAY", TODAY.isoformat())
    return make_cast()


@pytest.fixture
def window(cast: Cast, live_server: LiveServer, browser: Browser) -> Iterator[Page]:
    """A window in which the doctor is logged in; an error in any script fails the test."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    context.add_cookies(
        [{"name": "sessionid", "value": _session(cast.user("doctor")), "url": live_server.url}]
    )
    context.set_default_timeout(SLOW)
    page, errors = context.new_page(), []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert errors == []


def _session(user: User) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return str(session.session_key)


def fill(page: Page, typed: Mapping[str, str], chosen: Mapping[str, str]) -> None:
    """Type and choose; F2 answers what is left of the examination."""
    for name, value in typed.items():
        page.fill(f"[name={name}]", value)
    for name, code in chosen.items():
        page.locator(f"label[for='f-{name}-{code}']").click()
    page.keyboard.press("F2")


def opened(page: Page, live_server: LiveServer, child: Resident, form: str) -> None:
    """The empty form of a child."""
    page.goto(live_server.url + reverse("web:record_new", args=[child.pk, form]))
    page.wait_for_selector("#entry")


@pytest.mark.req("CHILD-02", "CHILD-12", "DIG-01")
def test_a_well_child_is_examined_and_its_paper_printed(
    cast: Cast, window: Page, live_server: LiveServer
) -> None:
    child = born(cast, BIRTH)
    visit(cast, child, dt.date(2024, 2, 14))
    opened(window, live_server, child, "child_exam_1_8m")
    assert window.locator("#f-contact-8").is_checked()
    assert not window.locator("[name=hearing]").first.is_visible()
    fill(window, {**TYPED, "hemoglobin": "120", "next_date": "2025-02-08"}, {**CHOSEN, "referral": "1"})
    expect(window.locator("#advice")).to_contain_text("未见异常", timeout=SLOW)
    expect(window.locator("#advice svg").first).to_be_visible()
    window.keyboard.press("Control+s")
    expect(window.locator("#toasts")).to_contain_text("已保存 丛立春", timeout=SLOW)
    saved = Exam1To8.objects.get(resident=child)
    assert (saved.contact, saved.skin, saved.chest) == (8, 1, 1)
    met = Obligation.objects.get(resident=child, programme="child", step="exam", seq="8")
    assert met.met_by == saved.pk
    window.goto(live_server.url + reverse("web:record_print", args=["child_exam_1_8m", saved.pk]))
    paper = window.locator(".a4")
    expect(paper).to_contain_text("1~8月龄儿童健康检查记录表")
    expect(paper).to_contain_text("8.20")
    window.goto(live_server.url + reverse("child:file", args=[child.pk]))
    expect(window.locator("main, body").first).to_contain_text("8月龄 2024-10-16")


@pytest.mark.req("CHILD-07", "CHILD-08", "DIG-02")
def test_an_anaemic_child_gets_a_file_that_stands_on_the_list(
    cast: Cast, window: Page, live_server: LiveServer
) -> None:
    child = born(cast, BIRTH, "王清明")
    opened(window, live_server, child, "child_exam_1_8m")
    fill(window, {**TYPED, "hemoglobin": "104", "next_date": "2025-02-08"}, {**CHOSEN, "referral": "1"})
    expect(window.locator("#advice")).to_contain_text("轻度贫血", timeout=SLOW)
    window.keyboard.press("Control+s")
    expect(window.locator("#toasts")).to_contain_text("已保存 王清明", timeout=SLOW)
    assert Obligation.objects.filter(resident=child, programme="child", step="handled", met_on=None).exists()
    opened(window, live_server, child, "child_special_file")
    fill(window, {"found_in": "8月龄体检", "hemoglobin": "104", "next_date": "2024-11-13"},
         {"reasons": "21", "measures": "2", "referral": "1"})  # fmt: skip
    window.keyboard.press("Control+s")
    expect(window.locator("#toasts")).to_contain_text("已保存 王清明", timeout=SLOW)
    assert SpecialFile.objects.get(resident=child).reasons == [21]
    assert not Obligation.objects.filter(
        resident=child, programme="child", step="handled", met_on=None
    ).exists()
    window.goto(live_server.url + reverse("child:special"))
    expect(window.locator("table")).to_contain_text("缺铁性贫血")
    expect(window.locator("table")).to_contain_text("2024-11-13")
