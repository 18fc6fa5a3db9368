"""A pregnancy in the browser: booked, delivered, the child on the children's list; and a dangerous one to print."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import Browser, Page, Response, expect
from pytest_django.live_server_helper import LiveServer

from gongwei.obligations.models import Obligation
from gongwei.people.models import Resident
from gongwei.people.tests.cast import TODAY
from gongwei.programmes.maternal import dating
from gongwei.programmes.maternal.models import AntenatalVisit, HighRiskCase, Newborn, Pregnancy
from gongwei.programmes.maternal.tests.visits import FIRST_VALUES, VISIT_VALUES, booked, mother
from gongwei.web.tests.visiting import Township, township

MOTHER, AT_RISK = "于清明", "姜白露"
DAY = dt.timedelta(1)
FORMS = (
    "maternal_antenatal_first", "maternal_antenatal_followup", "maternal_delivery", "maternal_high_risk_case",
)  # fmt: skip


@pytest.fixture
def place(transactional_db: None) -> Township:
    return township()


@pytest.fixture
def page(place: Township, live_server: LiveServer, browser: Browser) -> Iterator[Page]:
    """A window in which the doctor is logged in; an error in any script fails the test."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    context.add_cookies([
        {"name": "sessionid", "value": _session(place.cast.user("doctor")), "url": live_server.url}
    ])  # fmt: skip
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


def fill(page: Page, values: dict[str, Any]) -> None:
    """Type or tick every value of a form."""
    for name, value in values.items():
        control = page.locator(f"#entry [name='{name}']")
        if control.first.get_attribute("type") in ("radio", "checkbox"):
            for each in value if isinstance(value, list) else [value]:
                page.locator(f"#entry [name='{name}'][value='{each}']").check(force=True)
        elif value not in (None, ""):
            control.first.fill(str(value))


def confirm(page: Page) -> None:
    """Say of every doubtful value that it is right."""
    page.keyboard.press("Tab")
    asked = page.locator("[data-confirm]:visible")
    while asked.count():
        asked.first.click()


def save(page: Page) -> int:
    """Save with the keys; the first save also plans what everybody is owed, so it may take its time."""

    def saving(answer: Response) -> bool:
        return answer.request.method == "POST" and answer.url.split("?")[0].endswith(
            tuple(f"{form}/" for form in FORMS)
        )

    with page.expect_response(saving, timeout=90_000) as answer:
        page.keyboard.press("Control+s")
    page.wait_for_load_state("load")
    return answer.value.status


@pytest.mark.req("MAT-01", "MAT-04", "CHILD-01")
def test_from_booking_to_the_newborn_on_the_childrens_list(
    page: Page, place: Township, live_server: LiveServer
) -> None:
    woman = mother(place.cast, name=MOTHER)
    start = TODAY - 70 * DAY
    page.goto(f"{live_server.url}/maternal/{woman.pk}/")
    page.get_by_role("link", name="第1次产前检查服务记录表").click()
    page.wait_for_selector("#entry")
    weeks, days = dating.weeks_on(start, TODAY)
    dated = {
        "lmp": start,
        "edd": dating.naegele(start),
        "weeks": weeks,
        "days": days,
        "next_date": TODAY + 45 * DAY,
    }
    fill(page, {**FIRST_VALUES, **dated})
    expect(page.locator("#advice")).to_contain_text(f"孕 {weeks}+{days}")
    expect(page.locator("#advice")).to_contain_text("孕13周前")
    assert save(page) == 302
    case = Pregnancy.objects.get(resident=woman)
    assert (case.starts_on, case.booked_on) == (start, TODAY)
    Pregnancy.objects.filter(pk=case.pk).update(lmp=TODAY - 277 * DAY)
    page.goto(f"{live_server.url}/residents/{woman.pk}/new/maternal_delivery/")
    page.wait_for_selector("#entry")
    assert page.input_value("[name=weeks]") == "39"
    fill(page, {
        "outcome": 1, "delivery_place": 1, "place_name": "威海市妇幼保健院", "delivery_mode": 1, "mother": 1,
        "children-0-born": 1, "children-0-sex": 2, "children-0-weight_g": 3180,
        "children-0-birth_certificate_no": "T370123456",
    })  # fmt: skip
    assert save(page) == 302
    child = Newborn.objects.get(mother=woman).child
    assert Obligation.objects.filter(
        resident=child, programme="child", step="newborn_visit", met_on=None
    ).exists()
    page.goto(f"{live_server.url}/due/?span=year&programme=child")
    expect(page.locator("tr[data-row]").first).to_contain_text(f"{MOTHER}之女")
    page.goto(f"{live_server.url}/residents/{child.pk}/")
    expect(page.locator("body")).to_contain_text("出生情况")
    page.goto(f"{live_server.url}/maternal/{woman.pk}/")
    expect(page.locator("body")).to_contain_text(f"{MOTHER}之女")
    expect(page.locator("body")).to_contain_text("产后访视")


@pytest.mark.req("MAT-05")
def test_a_dangerous_visit_is_coloured_referred_filed_and_printed(
    page: Page, place: Township, live_server: LiveServer
) -> None:
    woman: Resident = mother(place.cast, name=AT_RISK)
    start = TODAY - 210 * DAY
    booked(place.cast, woman, start + 70 * DAY, lmp=start)
    page.goto(f"{live_server.url}/maternal/")
    expect(page.locator("tr[data-row]")).to_contain_text("孕 30+0")
    page.goto(f"{live_server.url}/residents/{woman.pk}/new/maternal_antenatal_followup/")
    page.wait_for_selector("#entry")
    assert (page.input_value("[name=weeks]"), page.input_value("[name=days]")) == ("30", "0")
    left = ("prenatal_screening", "risk_reason")
    usual = {name: value for name, value in VISIT_VALUES.items() if name not in left}
    fill(page, {**usual, "sbp": 166, "dbp": 112, "fundal_height": 29, "urine_protein": 5, "category": 2,
                "category_other": "血压高、尿蛋白", "risk_colour": 3, "risk_reason": "重度子痫前期可能",
                "referral": 2, "visit_column": 4, "guidance_4": [1, 6], "next_date": TODAY + 7 * DAY})  # fmt: skip
    fill(page, {"referral_reason": "血压 166/112", "referral_org_dept": "威海市妇幼保健院 产科"})
    expect(page.locator("#advice")).to_contain_text("橙")
    confirm(page)
    assert save(page) == 302
    visit = AntenatalVisit.objects.get(resident=woman)
    assert (visit.visit_column, visit.risk_colour) == (4, 3)
    assert Obligation.objects.get(resident=woman, step="orange_case", met_on=None).due_on == TODAY + 3 * DAY
    page.goto(f"{live_server.url}/residents/{woman.pk}/new/maternal_high_risk_case/")
    page.wait_for_selector("#entry")
    fill(page, {
        "risk_colour": 3, "risk_purple": 1, "risk_items": [2017], "reported_on": TODAY, "reported_to": "区妇幼",
        "managed_at": "威海市妇幼保健院", "plan": "住院观察，计划分娩", "contact": "妇保专干 13806310000", "state": 1,
    })  # fmt: skip
    assert save(page) == 302
    assert HighRiskCase.objects.get(resident=woman).risk_items == [2017]
    assert not Obligation.objects.filter(resident=woman, step="orange_case", met_on=None).exists()
    page.goto(f"{live_server.url}/maternal/{woman.pk}/")
    expect(page.locator("body")).to_contain_text("现在 橙色")
    page.goto(f"{live_server.url}/records/maternal_antenatal_followup/{visit.pk}/print/")
    expect(page.locator("body")).to_contain_text("166/112")
    expect(page.locator("body")).to_contain_text("第4次")
