"""Tuberculosis in a browser: notice, home visit, doses by key and by tap, a week missed, closing below 90 %, prints."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from gongwei.care.models import Enrolment
from gongwei.people.models import Resident
from gongwei.people.tests.cast import Cast, make_cast
from gongwei.programmes.tuberculosis.models import Closing, Dose, FirstVisit

NOTICE = {
    "served_on": "2024-04-10", "notice_at": "2024-04-10 09:30", "notice_from": "威海市结核病防治所",
    "registration_no": "37100224001", "diagnosis_date": "2024-04-08", "regimen": "2HRZE/4HR",
    "treatment_start": "2024-04-09", "planned_end": "2024-10-08",
}  # fmt: skip
NOTICE_CODES = {"patient_type": "1", "pathogen": "1", "course_kind": "1", "usage": "1"}
FIRST = {
    "served_on": "2024-04-12", "smoke_cur": "0", "smoke_target": "0", "drink_cur": "0", "drink_target": "0",
    "pickup_place": "威海市结核病防治所", "pickup_date": "2024-05-08", "next_visit_date": "2024-04-22",
}  # fmt: skip
FIRST_CODES = {
    "mode": "2", "sputum": "1", "resistance": "2", "symptoms": "1", "dosage_form": "1", "supervisor": "2",
    "single_room": "1", "ventilation": "1", "edu_card": "1", "edu_method_storage": "1", "edu_course": "1",
    "edu_irregular_harm": "1", "edu_adr": "1", "edu_recheck": "1", "edu_travel": "1", "edu_lifestyle": "2",
    "edu_contacts": "1",
}  # fmt: skip


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return make_cast()


@pytest.fixture
def person(cast: Cast) -> Resident:
    found: Resident = cast.register("于谷雨", sex=2)
    return found


@pytest.fixture
def page(cast: Cast, live_server: LiveServer, browser: Browser) -> Iterator[Page]:
    """A window in which the clerk of public health is logged in; an error in any script fails the test."""
    context = browser.new_context(
        viewport={"width": 1440, "height": 900}, locale="zh-CN", base_url=live_server.url
    )
    key = _session(cast.user("public_health_a"))
    context.add_cookies([{"name": "sessionid", "value": key, "url": live_server.url}])
    context.set_default_timeout(60_000)  # the first save in a process compiles every schedule
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


def enter(page: Page, url: str, texts: dict[str, str], codes: dict[str, str]) -> None:
    """Type a form whole and save it."""
    page.goto(url)
    for name, code in codes.items():
        page.locator(f"label[for='f-{name}-{code}']").click()
    for name, text in texts.items():
        page.locator(f"[name={name}]").fill(text)
    page.locator("[data-save]").first.click()
    page.wait_for_url("**/residents/*/")


@pytest.mark.req("TB-03", "TB-04", "TB-06")
def test_a_course_from_the_notice_to_its_closing(page: Page, person: Resident) -> None:
    new = f"/residents/{person.pk}/new"
    enter(page, f"{new}/tuberculosis_case/", NOTICE, NOTICE_CODES)
    span = Enrolment.objects.get(resident=person, programme="tuberculosis")
    enter(page, f"{new}/tuberculosis_first_visit/", FIRST, FIRST_CODES)
    first = FirstVisit.objects.get()
    assert (first.regimen, first.patient_type, first.usage) == ("2HRZE/4HR", 1, 1)
    expect(page.locator("#tuberculosis-course")).to_contain_text("初治 2HRZE/4HR")

    page.goto(f"/tuberculosis/course/{span.pk}/")
    page.locator("[name=last]").fill("2024-09-20")
    page.get_by_role("button", name="填未填的日子").click()
    expect(page.locator("[data-count=taken]")).to_have_text("165")
    page.locator("[data-day='2024-09-21']").focus()
    for _ in range(7):
        page.keyboard.press("2")
    expect(page.locator("[data-count=missed]")).to_have_text("7")
    expect(page.locator("[data-report]")).to_be_visible()
    page.locator("[data-day='2024-09-28']").click()
    expect(page.locator("[data-count=taken]")).to_have_text("166")
    assert Dose.objects.filter(resident=person, state=2).count() == 7

    page.goto(f"/tuberculosis/course/{span.pk}/print/")
    expect(page.locator(".tb-paper")).to_contain_text("漏服 7 次")
    page.goto(f"/records/tuberculosis_first_visit/{first.pk}/print/")
    for words in ("肺结核患者第一次入户随访记录表", "督导人员选择", "密切接触者检查"):
        expect(page.locator(".sheets").first).to_contain_text(words)

    page.goto(f"{new}/tuberculosis_closing/")
    assert page.input_value("[name=should_doses]") == "183"
    page.locator("[name=actual_doses]").fill("164")
    page.keyboard.press("Enter")
    expect(page.locator("#advice")).to_contain_text("不规则服药")
    page.locator("[data-save]").first.click()
    page.wait_for_url("**/residents/*/")
    expect(page.locator("#tuberculosis-course")).to_contain_text("已结案：完成疗程")
    closing = Closing.objects.get()
    assert (closing.stop_reason, round(closing.dose_rate, 1)) == (1, 89.6)
    assert Enrolment.objects.get(pk=span.pk).closed_reason == 6
    page.goto("/tuberculosis/?view=ended")
    expect(page.locator("table")).to_contain_text("已结案 2024-10-08")
