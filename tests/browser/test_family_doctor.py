"""An agreement in a browser: proposed, signed on the screen, printed, fulfilled, renewed, ended; and a refusal."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from gongwei.care.models import Enrolment
from gongwei.obligations.refresh import refresh
from gongwei.people.models import Resident
from gongwei.people.tests.cast import Cast, make_cast
from gongwei.programmes.family_doctor.models import Agreement
from gongwei.programmes.family_doctor.tests.samples import team_of
from tests.browser.window import choose, fill, window_of


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return make_cast()


@pytest.fixture
def person(cast: Cast) -> Resident:
    found: Resident = cast.register("丛立春", birth_date=dt.date(1970, 1, 1))
    Enrolment.objects.create(
        resident=found, programme="hypertension", from_on=dt.date(2023, 3, 1), institution=cast.centre_a
    )
    refresh([found.pk])
    team_of(cast)
    return found


@pytest.fixture
def page(cast: Cast, live_server: LiveServer, browser: Browser) -> Iterator[Page]:
    with window_of(cast.user("public_health_a"), live_server, browser) as window:
        yield window


def sign(page: Page) -> None:
    """Draw a line in the dialog and wait for the thumbnail."""
    page.locator("[data-files-of=signature]").click()
    frame = page.locator("canvas.sign-pad").bounding_box()
    assert frame is not None
    page.mouse.move(frame["x"] + 60, frame["y"] + 60)
    page.mouse.down()
    page.mouse.move(frame["x"] + 200, frame["y"] + 120, steps=4)
    page.mouse.move(frame["x"] + 320, frame["y"] + 50, steps=4)
    page.mouse.up()
    page.get_by_role("button", name="确认签名").click()
    expect(page.locator("[data-files=signature] img")).to_be_visible()


@pytest.mark.req("FD-03", "FD-04", "FD-21", "FD-24")
def test_from_the_proposal_to_the_end(page: Page, person: Resident) -> None:
    page.goto(f"/residents/{person.pk}/")
    expect(page.locator("#family_doctor-contract")).to_contain_text("高血压服务包")
    page.locator("#family_doctor-contract").get_by_role("link", name="签约", exact=True).click()
    expect(page.locator("#p-HTN")).to_be_checked()
    page.locator("[data-save]").click()
    expect(page.locator("#sign")).to_contain_text("请在屏幕上签名")
    assert not Agreement.objects.exists()
    fill(page, begins_on="2024-10-01", signed_on="2024-10-01")
    sign(page)
    page.locator("#sign-agreement_read").check()
    page.locator("[data-save]").click()
    expect(page.locator("#fulfilment")).to_contain_text("高血压随访")
    made = Agreement.objects.get()
    assert (made.resident, len(made.signature), made.packages) == (person, 1, ["BASE", "HTN"])
    row = page.locator("#fulfilment tr", has_text="高血压随访")
    expect(row).not_to_contain_text("✓")

    page.get_by_role("link", name="打印协议").click()
    expect(page.locator(".fd-paper")).to_contain_text(made.contract_no)
    assert page.locator(".fd-hands img").evaluate("image => image.naturalWidth") > 100

    page.goto(f"/residents/{person.pk}/new/hypertension_followup/")
    fill(page, sbp="128", dbp="78", weight_cur="66", heart_rate="76", smoke_cur="0", smoke_target="0", drink_cur="0",
         drink_target="0", exercise_times_cur="5", exercise_min_cur="30", exercise_times_target="5",
         exercise_min_target="30", next_visit_date="2025-01-10")  # fmt: skip
    choose(page, mode="1", symptoms="1", salt_cur="1", salt_target="1", psych_adjust="1", compliance_behavior="1",
           drug_adherence="1", adr_flag="1", visit_class="1")  # fmt: skip
    page.locator("[data-save]").first.click()
    page.wait_for_url("**/residents/**")
    expect(page.locator("#family_doctor-contract")).to_be_visible()
    page.goto(f"/family_doctor/agreement/{made.pk}/")
    expect(row).to_contain_text("✓")

    Agreement.objects.filter(pk=made.pk).update(
        signed_on=dt.date(2023, 11, 1), begins_on=dt.date(2023, 11, 1), ends_on=dt.date(2024, 10, 31),
        until_on=dt.date(2024, 11, 1),
    )  # fmt: skip
    page.goto("/family_doctor/expiring/")
    expect(page.locator("table")).to_contain_text("丛立春")
    page.get_by_role("link", name="续约", exact=True).first.click()
    expect(page.locator("h2").first).to_have_text("家庭医生续约")
    sign(page)
    page.locator("#sign-agreement_read").check()
    page.locator("[data-save]").click()
    expect(page.locator(".gw-card").first).to_contain_text("未开始")
    again = Agreement.objects.exclude(pk=made.pk).get()
    assert (again.begins_on, again.previous_id, again.origin) == (dt.date(2024, 11, 1), made.pk, 2)

    page.goto(f"/family_doctor/agreement/{made.pk}/")
    page.locator("#stop select[name=reason]").select_option("99")
    page.locator("#stop button").click()
    expect(page.locator("#stop")).to_contain_text("原因为其他时必须填写")
    page.locator("#stop [name=note]").fill("居民提出")
    page.locator("#stop button").click()
    expect(page.locator(".gw-card").first).to_contain_text("已解约")
    made.refresh_from_db()
    assert (made.until_on, made.stop_reason) == (dt.date(2024, 10, 16), 99)


def test_another_institution_s_agreement_is_not_there(page: Page) -> None:
    page.goto(f"/family_doctor/agreement/{uuid.uuid4()}/")
    expect(page.locator("body")).to_contain_text("没有这一页")
