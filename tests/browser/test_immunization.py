"""Keyboard only: from a child's due list to several doses saved in one visit; an early dose refused, then confirmed."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator

import pytest
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from gongwei.kernel.clock import now
from gongwei.obligations.models import Obligation
from gongwei.obligations.refresh import refresh
from gongwei.obligations.statements import warm
from gongwei.people.models import Resident
from gongwei.people.tests.cast import TODAY, Cast, make_cast
from gongwei.programmes.immunization.models import Card, Dose, Stock
from gongwei.programmes.immunization.tests.samples import child, code, dose

BORN = dt.date(2024, 4, 16)
expect.set_options(timeout=30_000)
GIVEN = (
    ("HepB", 1, 4), ("BCG", 1, 4), ("HepB", 2, 5), ("IPV", 1, 6), ("IPV", 2, 7), ("DTaP", 1, 7), ("bOPV", 3, 8),
    ("DTaP", 2, 8), ("DTaP", 3, 9),
)  # fmt: skip


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    """A clinic with three vaccines in the fridge."""
    cast = make_cast()
    by = cast.staff["doctor"]
    for name in ("HepB", "MPSV-A", "MMR"):
        Stock.objects.create(
            id=uuid.uuid4(), institution=by.institution, staff=by, served_on=dt.date(2024, 1, 5), recorded_at=now(),
            recorded_by=by, kind=1, vaccine=code(name), manufacturer="立春生物", lot_no=f"{name}-1", quantity=5,
            expiry_on=dt.date(2026, 6, 30),
        )  # fmt: skip
    return cast


@pytest.fixture
def infant(cast: Cast) -> Resident:
    """Six months old today: two doses are due."""
    resident = child(cast, "丛小雪", BORN)
    for vaccine, number, month in GIVEN:
        dose(cast, resident, vaccine, number, dt.date(2024, month, 17))
    warm()  # a server does so before its first request
    refresh([resident.pk])
    return resident


@pytest.fixture
def page(cast: Cast, live_server: LiveServer, browser: Browser) -> Iterator[Page]:
    """A window in which the doctor is logged in; an error in any script fails the test."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    key = _session(cast.user("doctor"))
    context.add_cookies([{"name": "sessionid", "value": key, "url": live_server.url}])
    context.set_default_timeout(30_000)
    window, errors = context.new_page(), []
    window.on("pageerror", lambda error: errors.append(str(error)))
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


@pytest.mark.req("VAC-02", "VAC-03", "VAC-08")
def test_a_visit_of_two_doses_from_the_card_to_the_next_due(
    page: Page, live_server: LiveServer, infant: Resident
) -> None:
    page.goto(live_server.url + reverse("immunization:card", args=[infant.pk]))
    expect(page.get_by_role("heading", name="本次接种")).to_be_visible()
    expect(page.locator(".vac-grid")).to_contain_text("2024-04-17")
    page.locator("[name=temperature]").focus()
    page.keyboard.type("36.6")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert").first).to_contain_text("先体检后接种")
    assert not Dose.objects.filter(served_on=TODAY).exists()
    page.locator("[name=exam_override]").focus()
    page.keyboard.type("体检安排在下午")
    page.keyboard.press("Enter")
    expect(page.get_by_text("已登记 丛小雪 的 2 剂")).to_be_visible()
    given = Dose.objects.filter(resident=infant, served_on=TODAY).values_list("vaccine", "lot_no")
    assert set(given) == {(code("HepB"), "HepB-1"), (code("MPSV-A"), "MPSV-A-1")}
    assert Obligation.objects.get(resident=infant, seq="MPSV-A-2").opens_on == dt.date(2025, 1, 16)
    expect(page.locator(".vac-grid")).to_contain_text("2024-10-16")
    page.get_by_role("link", name="建卡").click()
    for name, text in (
        ("guardian_name", "于立夏"), ("guardian_phone", "13806310000"), ("current_address", "羊亭镇大西庄村12号"),
        ("aefi_history", "无"), ("contraindications", "无"), ("infectious_history", "无"),
    ):  # fmt: skip
        page.locator(f"[name={name}]").fill(text)
    for name, value in (("guardian_relation", "1"), ("registered_address", "1"), ("certificate_issued", "1")):
        page.locator(f"[name={name}][value='{value}']").check(force=True)
    page.keyboard.press("Control+Enter")
    page.wait_for_url(lambda url: "/new/" not in url)
    card = Card.objects.get(resident=infant)
    assert card.child_code.startswith("371002") and len(card.child_code) == 18
    page.goto(live_server.url + reverse("web:record_print", args=["immunization_card", card.pk]))
    expect(page.locator("body")).to_contain_text(card.child_code)


def test_a_dose_before_its_age_is_doubted_and_does_not_count(
    page: Page, live_server: LiveServer, infant: Resident
) -> None:
    page.goto(live_server.url + reverse("immunization:card", args=[infant.pk]))
    for line in ("d0-on", "d1-on"):
        page.locator(f"[name={line}]").uncheck()
    page.locator("[name=exam_override]").fill("应监护人要求")
    page.locator("[name=d2-on]").check()
    page.locator("[name=d2-vaccine]").select_option(str(code("MMR")))
    for name, text in (("dose_no", "1"), ("lot_no", "MMR-1")):
        page.locator(f"[name=d2-{name}]").fill(text)
    page.locator("[name=d2-site]").select_option("1")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="保存本次接种").click()
    doubt = page.locator("[name=d2-confirm]")
    expect(page.get_by_text("未满最小年龄")).to_be_visible()
    doubt.check()
    page.get_by_role("button", name="保存本次接种").click()
    expect(page.get_by_text("已登记 丛小雪 的 1 剂")).to_be_visible()
    expect(page.get_by_text("一剂不计")).to_be_visible()
    assert Obligation.objects.get(resident=infant, seq="MMR-1").met_on is None
