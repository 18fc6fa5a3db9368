"""Keyboard only: from the due list a whole hypertension follow-up of a known patient, then the next person's form."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from gongwei.catalogue.chapters import forms
from gongwei.web.tests.visiting import FOLLOWUP, Township, new_url, township, typed

MOST_KEYS = 60
PERSON, NEXT = "丛立春", "姜白露"


class Keyboard:
    """Presses keys and counts them; nothing here touches a mouse."""

    def __init__(self, page: Page) -> None:
        self.page, self.pressed = page, 0

    def press(self, *keys: str) -> None:
        """Each key once."""
        for key in keys:
            self.page.keyboard.press(key)
            self.pressed += 1

    def type(self, text: str) -> None:
        """Signs one after the other."""
        self.press(*text)


@pytest.fixture
def place(transactional_db: None) -> Township:
    """Two patients; the first was last visited in July."""
    place = township()
    known = place.patient("hypertension", name=PERSON)
    later = place.patient("hypertension", name=NEXT)
    for person, day, following in (
        (known, "2024-07-09", "2024-10-08"), (later, "2024-04-09", "2024-07-08"), (later, "2024-07-09", "2024-10-08")
    ):  # fmt: skip
        before = typed(served_on=day, next_visit_date=following)
        assert place.client.post(new_url(person), before).status_code == 302
    return place


@pytest.fixture
def page(place: Township, live_server: LiveServer, browser: Browser) -> Iterator[Page]:
    """The due list, open in a window in which the doctor is logged in; an error in any script fails the test."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    key = _session(place.cast.user("doctor"))
    context.add_cookies([{"name": "sessionid", "value": key, "url": live_server.url}])
    window, errors = context.new_page(), []
    window.on("pageerror", lambda error: errors.append(str(error)))
    window.goto(f"{live_server.url}/due/?span=year&programme=hypertension")
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


def focused(page: Page) -> str:
    """The name of the field that has the caret."""
    name: str = page.evaluate("document.activeElement.name || ''")
    return name


@pytest.mark.req("DIG-01", "DIG-03", "XC-07")
def test_a_known_patient_is_recorded_without_the_mouse(page: Page) -> None:
    keys, began = Keyboard(page), time.perf_counter()
    page.wait_for_selector("tr[data-row]")
    keys.press("j", "k", "Enter")
    page.wait_for_selector("#entry")
    assert PERSON in page.inner_text(".gw-res")
    assert focused(page) == "mode"
    keys.press("2")  # 家庭
    assert focused(page) == "symptoms"
    keys.press("1", "Enter")
    for value in ("138", "82", "66"):
        keys.type(value)
        keys.press("Enter")
    while focused(page) != "heart_rate":
        keys.press("Enter")
    keys.type("76")
    keys.press("F8")
    for name in ("psych_adjust", "compliance_behavior", "drug_adherence", "adr_flag", "visit_class"):
        while focused(page) != name:
            keys.press("F8")
        if name == "visit_class":
            expect(page.locator("#advice")).to_contain_text("1 控制满意")
            keys.press("=")
        else:
            keys.press("1")
    while focused(page) != "next_visit_date":
        keys.press("F8")
    keys.press("=")
    assert page.input_value("[name=next_visit_date]") == "2025-01-16"
    keys.press("Control+Enter")
    expect(page.locator(".gw-res")).to_contain_text(NEXT)
    took = time.perf_counter() - began
    assert focused(page) == "mode"
    assert "已保存 丛立春" in page.inner_text("#toasts")
    saved = forms()[FOLLOWUP].model._default_manager.filter(resident__name=PERSON, served_on="2024-10-16")
    assert saved.values_list("sbp", "visit_class", "mode").get() == (138, 1, 2)
    print(f"\n{keys.pressed} keys, {took:.1f} s")
    assert keys.pressed <= MOST_KEYS
