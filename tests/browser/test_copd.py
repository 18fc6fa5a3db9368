"""COPD in a browser, under a plan that runs it: card, calm visit, dangerous visit with its referral, paper, doubts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from gongwei.care.models import Enrolment
from gongwei.obligations.models import Obligation
from gongwei.people.models import Resident
from gongwei.people.tests.cast import Cast, make_cast
from gongwei.policy import Plan
from gongwei.programmes.copd.models import Followup
from tests.browser.window import choose, fill, window_of

CALM_CODES = {
    "mode": "2", "symptoms": "2", "cyanosis": "1", "edema": "1", "comorbid": "1", "psych_adjust": "1",
    "compliance_behavior": "1", "vaccine_flag": "1", "mmrc": "1", "inhaler_skill": "1", "drug_adherence": "1",
    "adr_flag": "1",
}  # fmt: skip
CALM = {
    "resp_rate": "18", "heart_rate": "78", "weight_cur": "62", "smoke_cur": "10", "smoke_target": "0",
    "exercise_times_cur": "3", "exercise_min_cur": "20", "exercise_times_target": "5", "exercise_min_target": "30",
    "spo2": "96", "cat": "12",
}  # fmt: skip


@pytest.fixture
def cast(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Cast:
    """A district whose plan runs the chapter, which 环翠's plan of 2024 does not."""
    runs = Plan.in_force

    def in_force(plan: Plan, chapter: str, on: dt.date) -> bool:
        return chapter == "copd" or runs(plan, chapter, on)

    monkeypatch.setattr(Plan, "in_force", in_force)
    return make_cast()


@pytest.fixture
def page(cast: Cast, live_server: LiveServer, browser: Browser) -> Iterator[Page]:
    with window_of(cast.user("public_health_a"), live_server, browser) as window:
        yield window


@pytest.mark.req("COPD-01", "COPD-02", "COPD-07")
def test_from_the_card_to_a_dangerous_visit_and_its_paper(page: Page, cast: Cast) -> None:
    person: Resident = cast.register("丛立春", birth_date=dt.date(1955, 3, 1))
    page.goto(f"/residents/{person.pk}/new/copd_card/")
    choose(page, family_history="2", found_by="2")
    fill(page, diagnosis_date="2024-09-20", diagnosis_org="威海市立医院", height="168", weight="62",
         post_fev1="1.20", post_fvc="2.40", fev1_pred="45")  # fmt: skip
    expect(page.locator("#advice")).to_contain_text("GOLD 3 重度")
    choose(page, gold_grade="3")
    page.locator("[data-save]").first.click()
    expect(page.locator("#copd-course")).to_contain_text("GOLD 3 重度")
    assert Enrolment.objects.filter(resident=person, programme="copd", to_on=None).exists()

    visit(page, person, change="2")
    expect(page.locator("#advice")).to_contain_text("1 控制满意")
    expect(page.locator("#advice")).to_contain_text("劝戒")
    choose(page, visit_class="1", next_step="1")
    fill(page, next_visit_date="2025-01-10")
    page.locator("[data-save]").first.click()
    expect(page.locator("#copd-course")).to_contain_text("控制满意")

    visit(page, person, change="3", spo2="88")
    expect(page.locator("#advice")).to_contain_text("紧急转诊")
    choose(page, visit_class="2", next_step="4")
    fill(page, next_visit_date="2024-10-28")
    page.locator("[data-save]").first.click()
    wanted = page.locator("[data-hints=referral_reason] .req")
    expect(wanted).to_contain_text("请写转诊原因，或写明未采纳建议的理由")
    with page.expect_response(lambda answer: answer.url.endswith("/advise/")):
        fill(page, cat="13")
        page.locator("[name=cat]").press("Tab")
    expect(page.locator("#advice")).to_contain_text("CAT 13")
    expect(wanted).to_be_visible()
    page.locator("[data-confirm]").first.check()
    fill(page, referral_reason="危急情况", referral_org_dept="威海市立医院 呼吸科")
    page.locator("[data-save]").first.click()
    expect(page.locator("#copd-course")).to_contain_text("88")
    dangerous = Followup.objects.get(spo2=88)
    waiting = Obligation.objects.filter(resident=person, programme="copd", met_on=None, due_on="2024-10-30")
    assert {each.step for each in waiting} == {"recheck", "referral_check"}

    page.goto(f"/records/copd_followup/{dangerous.pk}/print/")
    for words in ("慢性阻塞性肺疾病患者随访服务记录表", "口唇紫绀", "吸入装置使用", "丛立春"):
        expect(page.locator(".sheets").first).to_contain_text(words)
    page.goto("/copd/roster/?view=uncontrolled")
    expect(page.locator("table")).to_contain_text("丛立春")
    page.goto("/copd/doubts/")
    expect(page.locator("body")).to_contain_text("copd.visits_per_year")
    expect(page.locator(".chip.due").first).to_contain_text("待核")


def visit(page: Page, person: Resident, **changes: Any) -> None:
    """A visit as typed, except for the class and what follows from it."""
    page.goto(f"/residents/{person.pk}/new/copd_followup/")
    codes = CALM_CODES | {name: value for name, value in changes.items() if name == "change"}
    fill(page, **(CALM | {name: value for name, value in changes.items() if name in CALM}))
    choose(page, **codes)
