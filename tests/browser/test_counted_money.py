"""Money by the piece in the browser: set aside, claimed by the institution, approved; joint rules signed by both."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from gongwei.care.models import HealthExam
from gongwei.catalogue.plans import plan
from gongwei.funds.ledger import balance
from gongwei.funds.models import JointScheme
from gongwei.kernel.clock import now
from gongwei.people.models import Institution
from gongwei.people.tests.cast import Cast, make_cast
from gongwei.people.verbs.tags import set_tag
from tests.browser.window import fill, window_of

EXAMS, RULES = "/disabled/settlement/", "/funds/cosigned/"


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    made = make_cast()
    Institution.objects.filter(pk=made.centre_a.pk).update(code=plan().file.institutions[0].code)
    by = made.staff["doctor"]
    for name in ("丛立春", "王清明"):
        person = made.register(name, birth_date=dt.date(1970, 1, 1))
        set_tag(person.pk, "disabled", dt.date(2021, 3, 1), source="残疾人证", by=made.staff["public_health_a"])
        HealthExam.objects.create(
            id=uuid.uuid4(), resident=person, institution=by.institution, staff=by, served_on=dt.date(2024, 5, 1),
            recorded_at=now(), recorded_by=by,
        )  # fmt: skip
    return made


@pytest.mark.req("FUND-30", "APR-18")
def test_exams_are_paid_by_the_piece_and_joint_rules_are_signed_by_both(
    cast: Cast, live_server: LiveServer, browser: Browser
) -> None:
    with (
        window_of(cast.user("finance"), live_server, browser) as finance,
        window_of(cast.user("project_office"), live_server, browser) as office,
        window_of(cast.user("public_health_a"), live_server, browser) as centre,
        window_of(cast.user("disabled_federation"), live_server, browser) as federation,
    ):
        finance.goto(EXAMS)
        finance.get_by_role("button", name="拟预留 200.00 元").click()
        _approve(office)
        centre.goto(EXAMS)
        centre.get_by_role("button", name="拟拨付单").click()
        expect(centre.get_by_text("已拟好")).to_be_visible()
        _approve(finance)
        centre.goto(EXAMS)
        expect(centre.get_by_role("row", name="合计")).to_contain_text("200.00")
        expect(centre.get_by_role("button", name="拟拨付单")).to_have_count(0)
        assert balance(plan().id, purpose="disabled_exam", kind="spent") == 200
        federation.goto(EXAMS)
        federation.get_by_role("link", name="共同考核办法").click()
        fill(federation, content="签约率、履约率", how="双方联合抽查", pay="90 分以上全额拨付")
        federation.get_by_role("button", name="存为新一版").click()
        federation.get_by_role("button", name="同意并签字").click()
        expect(federation.get_by_role("row", name="残联")).to_contain_text("签字")
        office.goto(RULES)
        office.get_by_role("button", name="同意并签字").click()
        expect(office.get_by_text("双方已签")).to_be_visible()
        assert JointScheme.objects.get().whole


def _approve(page: Page) -> None:
    page.goto("/funds/orders/")
    page.get_by_role("button", name="通过").first.click()
    expect(page.get_by_text("没有待审核")).to_be_visible()
