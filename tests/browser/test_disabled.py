"""A certified resident in a browser: certificate, abnormal assessment, three years, the view of 残联, paper."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from gongwei.care.models import HealthExam
from gongwei.kernel.clock import now
from gongwei.obligations.models import Obligation
from gongwei.people.models import Resident
from gongwei.people.tests.cast import Cast, make_cast
from gongwei.programmes.disabled.models import Assessment, Certificate
from tests.browser.window import choose, fill, window_of


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return make_cast()


@pytest.fixture
def person(cast: Cast) -> Resident:
    found: Resident = cast.register("丛立春", birth_date=dt.date(1970, 1, 1))
    by = cast.staff["doctor"]
    for year, sbp in ((2022, 130), (2023, 138), (2024, 152)):
        HealthExam.objects.create(
            id=uuid.uuid4(), resident=found, institution=by.institution, staff=by, recorded_by=by, recorded_at=now(),
            served_on=dt.date(year, 5, 20), bp_left_sys=sbp, bp_left_dia=80,
        )  # fmt: skip
    return found


@pytest.fixture
def page(cast: Cast, live_server: LiveServer, browser: Browser) -> Iterator[Page]:
    with window_of(cast.user("public_health_a"), live_server, browser) as window:
        yield window


@pytest.mark.req("DIS-01", "DIS-04")
def test_from_the_certificate_to_the_assessment_and_three_years(page: Page, person: Resident) -> None:
    page.goto(f"/residents/{person.pk}/new/disabled_certificate/")
    fill(page, cert_no=f"{person.id_no}43", issued_on="2021-03-01", valid_until="2031-03-01")
    choose(page, disability_types="4", level="3")
    page.locator("[data-save]").first.click()
    expect(page.locator("#disabled-certificate")).to_contain_text("肢体 三级")
    assert Certificate.objects.get().resident == person
    assert Obligation.objects.get(resident=person, programme="disabled", step="exam", seq="2024").met_on

    page.goto("/disabled/roster/")
    expect(page.locator("table")).to_contain_text("丛立春")
    expect(page.locator("table")).to_contain_text("已检")
    page.goto(f"/residents/{person.pk}/new/disabled_assessment/")
    choose(page, lifestyle="1", care_level="1", rehab_need="4", exam_result="2")
    page.locator("[data-save]").first.click()
    expect(page.locator("#entry")).to_contain_text("异常情况")
    assert not Assessment.objects.exists()
    fill(page, abnormal="血压偏高", advice="低盐饮食，2周后复查")
    page.locator("[data-save]").first.click()
    expect(page.locator("#disabled-certificate")).to_be_visible()
    made = Assessment.objects.get()
    again = Obligation.objects.get(resident=person, step="recheck", programme="disabled")
    assert (again.due_on, again.met_on) == (dt.date(2025, 1, 14), None)

    page.goto(f"/disabled/compare/{person.pk}/")
    expect(page.locator("body")).to_contain_text("够 3 年可对比")
    expect(page.locator("table").first).to_contain_text("152")
    page.goto("/disabled/roster/?view=abnormal")
    expect(page.locator("table")).to_contain_text("血压偏高")
    page.goto("/disabled/settlement/")
    expect(page.locator("body")).to_contain_text("每人 100 元")
    page.goto(f"/records/disabled_assessment/{made.pk}/print/")
    expect(page.locator(".sheets").first).to_contain_text("残疾人健康评估")
