"""Severe mental disorder in a browser: enrolled, a dangerous visit referred and printed; a list compared."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from gongwei.care.models import Enrolment
from gongwei.obligations.models import Obligation
from gongwei.people.models import Resident
from gongwei.people.tests.cast import Cast, make_cast
from gongwei.programmes.mental_disorder.models import Difference, Info, Visit

SUPPLEMENT = {
    "guardian_name": "丛秋分", "guardian_relation": "父亲", "guardian_address": "大西庄村12号",
    "guardian_phone": "13806310012", "committee_contact": "刘处暑", "committee_phone": "06315810000",
    "consent_sign": "丛秋分", "consent_date": "2024-10-16", "first_onset": "2015-03", "first_antipsychotic": "2015-04",
    "past_inpatient_times": "1", "icd10": "F20", "diagnosis_org": "威海市精神卫生中心", "diagnosis_date": "2015-04-01",
}  # fmt: skip
CODES = {
    "household_type": "2", "employment": "4", "consent": "1", "past_symptoms": "3", "past_lock": "1",
    "past_outpatient": "3", "diagnosis": "1", "last_effect": "2", "danger_acts": "7", "economy": "2",
}  # fmt: skip
DANGEROUS = {
    "mode": "2", "danger_level": "3", "symptoms": "7", "insight": "2", "sleep": "3", "diet": "2",
    "func_self_care": "2", "func_housework": "2", "func_work": "3", "func_study": "2", "func_social": "3",
    "danger_acts": "1", "lock_status": "1", "inpatient_status": "0", "lab_flag": "1", "drug_adherence": "2",
    "adr_flag": "1", "effect": "4", "rehab": "1",
}  # fmt: skip


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return make_cast()


@pytest.fixture
def person(cast: Cast) -> Resident:
    found: Resident = cast.register("丛立春", sex=1)
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


def choose(page: Page, **codes: str) -> None:
    """Tick options by their printed codes."""
    for name, code in codes.items():
        page.locator(f"label[for='f-{name}-{code}']").click()


def fill(page: Page, **texts: str) -> None:
    """Type into fields."""
    for name, text in texts.items():
        page.locator(f"[name={name}]").fill(text)


@pytest.mark.req("SMI-01", "SMI-02", "SMI-03")
def test_from_the_supplement_to_a_dangerous_visit_and_its_paper(page: Page, person: Resident) -> None:
    page.goto(f"/residents/{person.pk}/new/mental_disorder_info/")
    choose(page, **CODES)
    fill(page, **SUPPLEMENT)
    page.locator("[data-save]").first.click()
    expect(page.locator("#mental_disorder-course")).to_contain_text("同意参加管理")
    assert Enrolment.objects.filter(resident=person, programme="mental_disorder", to_on=None).exists()
    assert Info.objects.get().icd10 == "F20"

    page.goto("/mental_disorder/")
    expect(page.locator("table")).to_contain_text("丛立春")
    page.locator("a[data-open]").first.click()
    choose(page, **DANGEROUS)
    fill(page, danger_1="1")
    expect(page.locator("#advice")).to_contain_text("1 不稳定")
    expect(page.locator("#advice")).to_contain_text("需应急处置")
    choose(page, referral="1", visit_class="1")
    fill(page, next_visit_date="2024-10-30")
    page.locator("[data-save]").first.click()
    expect(page.locator("#entry")).to_contain_text("系统建议转诊")
    assert not Visit.objects.exists()

    choose(page, referral="2")
    fill(page, referral_reason="危险性评估 3 级", referral_org_dept="威海市精神卫生中心 急诊")
    page.locator("[data-save]").first.click()
    expect(page.locator("#mental_disorder-course")).to_contain_text("3 级")
    visit = Visit.objects.get()
    assert (visit.visit_class, visit.danger_level, visit.referral) == (1, 3, 2)
    assert Obligation.objects.filter(
        resident=person, step="unstable", met_on=None, due_on="2024-10-30"
    ).exists()

    page.goto(f"/records/mental_disorder_followup/{visit.pk}/print/")
    for words in ("严重精神障碍患者随访服务记录表", "丛立春", "危险性评估", "康复措施"):
        expect(page.locator(".sheets").first).to_contain_text(words)
    page.goto("/mental_disorder/?view=danger")
    expect(page.locator("table")).to_contain_text("不稳定")


@pytest.mark.req("SMI-10")
def test_a_pasted_list_is_compared_and_a_difference_solved(page: Page, person: Resident) -> None:
    page.goto("/mental_disorder/reconcile/")
    rows = ["姓名\t身份证号\t诊断", f"{person.name}\t{person.id_no}\t精神分裂症"]
    page.locator("[name=pasted]").fill("\n".join(rows))
    page.get_by_role("button", name="开始核对").click()
    expect(page.locator("table")).to_contain_text("本系统没有在册")
    page.locator("[name=how]").first.select_option("4")
    page.get_by_role("button", name="处理", exact=True).click()
    expect(page.locator("table")).to_contain_text("这里没有差异")
    assert Difference.objects.get().solved_how == 4
