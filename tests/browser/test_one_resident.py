"""A person of 70 with four programmes: one page, one row of the due list, one visit that asks nothing twice."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from gongwei.care.tests.samples import exam_values
from gongwei.catalogue.chapters import forms
from gongwei.obligations.models import Obligation
from gongwei.obligations.verbs import record_service
from gongwei.people.models import Resident
from gongwei.policy import Plan
from gongwei.programmes.elderly.tests.samples import LABORATORY
from gongwei.records.validate import as_text
from gongwei.web.tests.visiting import Township, township
from tests.browser.window import choose, fill, window_of

DAY = dt.date(2024, 10, 16)
PRESSURE_CODES = {
    "mode": "1", "symptoms": "1", "psych_adjust": "1", "compliance_behavior": "1", "drug_adherence": "1",
    "adr_flag": "1", "salt_cur": "2", "salt_target": "1", "visit_class": "1",
}  # fmt: skip
PRESSURE = {
    "sbp": "138", "dbp": "82", "weight_cur": "66", "weight_target": "63", "waist": "88", "heart_rate": "76",
    "smoke_cur": "10", "smoke_target": "0", "drink_cur": "0", "drink_target": "0", "exercise_times_cur": "3",
    "exercise_min_cur": "20", "exercise_times_target": "5", "exercise_min_target": "30",
    "next_visit_date": "2025-01-10",
}  # fmt: skip
SUGAR_CODES = {
    "symptoms": "1", "dorsalis_pedis": "1", "drug_adherence": "1", "adr_flag": "1", "hypoglycemia": "1",
    "visit_class": "1",
}  # fmt: skip
SUGAR = {"staple_cur": "300", "staple_target": "250", "fbg": "6.2", "next_visit_date": "2025-01-10"}
BREATH_CODES = {
    "symptoms": "2", "cyanosis": "1", "edema": "1", "comorbid": "1", "vaccine_flag": "1", "mmrc": "1",
    "inhaler_skill": "1", "drug_adherence": "1", "adr_flag": "1", "visit_class": "1", "next_step": "1", "change": "2",
}  # fmt: skip
BREATH = {"resp_rate": "18", "spo2": "96", "cat": "12", "next_visit_date": "2025-01-10"}
VISIT = ("hypertension_followup", "diabetes_followup", "copd_followup", "health_exam", "disabled_assessment")
MEASURED = (
    "served_on", "mode", "sbp", "dbp", "weight_cur", "weight", "height", "heart_rate", "smoke_cur", "psych_adjust",
    "exercise_times_cur", "compliance_behavior", "bp_left_sys", "waist",
)  # fmt: skip
DISEASES = ("hypertension", "diabetes", "copd")


@pytest.fixture
def place(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Township:
    """A district whose plan runs the COPD programme beside its others."""
    runs = Plan.in_force
    monkeypatch.setattr(Plan, "in_force", lambda plan, id, on: id == "copd" or runs(plan, id, on))
    return township()


@pytest.fixture
def person(place: Township) -> Resident:
    """A man of 70 under three managements, with a certificate of disability; measured 168 cm in the spring of 2023."""
    person = place.patient(*DISEASES, name="丛立春", birth_date=dt.date(1954, 3, 1))
    doctor = place.cast.staff["doctor"]
    held = {
        "cert_no": f"{person.id_no}43",
        "disability_types": [4],
        "level": 3,
        "issued_on": dt.date(2020, 5, 6),
    }
    certificate = {"served_on": dt.date(2023, 5, 6), **held}
    record_service(forms()["disabled_certificate"], uuid.uuid4(), person.pk, certificate, actor=doctor)
    exam = {
        **exam_values(served_on=dt.date(2023, 4, 20)),
        **LABORATORY,
        "height": Decimal("168.0"),
        "dorsalis_pedis": 2,
    }
    sure = [f"{name}:{as_text(value)}" for name, value in exam.items()]
    record_service(forms()["health_exam"], uuid.uuid4(), person.pk, exam, actor=doctor, confirmed=sure)
    return person


@pytest.fixture
def page(place: Township, person: Resident, live_server: LiveServer, browser: Browser) -> Iterator[Page]:
    with window_of(place.cast.user("doctor"), live_server, browser) as window:
        yield window


def go_on(page: Page, form: str) -> None:
    """接着填: save this form and go on with another of the same visit."""
    page.locator(f"#advice a[href*='/new/{form}/']").first.click()
    page.wait_for_url(re.compile(f"/new/{form}/"))


def asked(page: Page, *names: str) -> list[str]:
    """Those of the fields that somebody could type into."""
    return [each for each in names if page.locator(f"[name={each}]:not([type=hidden])").count()]


def told(page: Page) -> str:
    """What the page says that the visit has answered already, and where it is from."""
    return page.locator(".told").inner_text()


def examine(page: Page) -> None:
    """The rest of an examination: what was not measured on a follow-up. He smokes, which last year's exam denied."""
    known = exam_values() | LABORATORY | {"dorsalis_pedis": 2, "smoking_status": 3, "smoking_start_age": 20}
    for name, value in known.items():
        options = page.locator(f"fieldset[data-opts={name}]").count()
        if options and not page.locator(f"#f-{name}-{first(value)}").is_checked():
            page.locator(f"label[for='f-{name}-{first(value)}']").click()
        elif not options and asked(page, name):
            page.locator(f"[name={name}]").fill(as_text(value))


def first(value: Any) -> Any:
    """The one code of an answer that allows several."""
    return value[0] if isinstance(value, list) else value


@pytest.mark.req("NCD-17", "PLAN-35", "XC-08", "DIG-05")
def test_one_page_one_row_and_one_visit_for_four_programmes(page: Page, person: Resident) -> None:
    page.goto("/due/?span=year")
    row = page.locator("tr[data-row]", has_text="丛立春")
    expect(row).to_have_count(1)
    for word in ("血压", "血糖", "慢阻", "老年", "残疾", "中医"):
        expect(row).to_contain_text(word)
    page.goto(f"/residents/{person.pk}/")
    for word in ("血压", "血糖", "慢阻", "老年", "残疾", "中医"):
        expect(page.locator("#owed, main").first).to_contain_text(word)

    page.goto(f"/residents/{person.pk}/new/hypertension_followup/")
    expect(page.locator("[data-hints=height]")).to_contain_text("取自 2023-04-20 健康体检")
    choose(page, **PRESSURE_CODES)
    fill(page, **PRESSURE, **{"medicines-0-name": "苯磺酸氨氯地平片", "medicines-0-times_per_day": "1"})
    go_on(page, "diabetes_followup")
    assert "高血压患者随访服务记录表 10-16" in told(page)
    assert "血压(mmHg) 138/82" in told(page)
    assert asked(page, *MEASURED) == []
    choose(page, **SUGAR_CODES)
    fill(page, **SUGAR, **{"medicines-0-name": "盐酸二甲双胍片", "medicines-0-times_per_day": "2"})
    expect(page.locator("#advice")).not_to_contain_text("血压 · 第2季度")
    go_on(page, "copd_followup")
    assert "心率(次/分) 76" in told(page), "what the form between did not ask is still known"
    assert asked(page, *MEASURED) == []
    choose(page, **BREATH_CODES)
    fill(page, **BREATH)
    go_on(page, "health_exam")
    assert "药物 盐酸二甲双胍片" in told(page)
    assert "药物 苯磺酸氨氯地平片" in told(page)
    assert asked(page, *MEASURED) == []
    expect(page.locator("[data-hints=medications-0-name]")).to_contain_text(
        "带自高血压患者随访服务记录表 10-16"
    )
    assert page.input_value("[name=medications-1-usage]") == "每日2次"
    expect(page.locator("[data-hints=fasting_glucose]")).to_contain_text(
        "带自2型糖尿病患者随访服务记录表 10-16"
    )
    examine(page)
    go_on(page, "disabled_assessment")
    assert asked(page, "served_on") == []
    choose(page, lifestyle="2", care_level="1", rehab_need="1", exam_result="1")
    fill(page, advice="戒烟，按期随访")
    page.locator("[data-save]").first.click()
    expect(page.locator("#toasts")).to_contain_text("残疾人健康评估")
    written(person)
    page.goto(f"/residents/{person.pk}/")
    expect(page.locator("body")).to_contain_text("残疾人健康评估")


def written(person: Resident) -> None:
    """Five records of one day with the same values, and what each of the programmes is no longer owed."""
    records = [forms()[name].model._default_manager.get(resident=person, served_on=DAY) for name in VISIT]
    pressure, sugar, breath, exam, _ = (vars(each) for each in records)
    weights = {pressure["weight_cur"], sugar["weight_cur"], breath["weight_cur"], exam["weight"]}
    assert weights == {Decimal(66)}
    assert (pressure["sbp"], sugar["sbp"], exam["bp_left_sys"]) == (138, 138, 138)
    assert {pressure["heart_rate"], breath["heart_rate"], exam["heart_rate"]} == {76}
    assert {pressure["smoke_cur"], sugar["smoke_cur"], breath["smoke_cur"], exam["cigarettes_per_day"]} == {
        10
    }
    assert {each["height"] for each in (pressure, sugar, breath, exam)} == {Decimal(168)}
    met = Obligation.objects.filter(resident=person, met_on=DAY).values_list("programme", "step")
    exams = {programme for programme, step in met if step == "exam"}
    assert exams == {"hypertension", "diabetes", "copd", "elderly", "disabled"}
    visits = {programme for programme, step in met if step == "follow_up"}
    assert visits == {"hypertension", "diabetes", "copd"}
    assert ("disabled", "assessment") in met
