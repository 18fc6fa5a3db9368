"""TCM in a browser: 33 answers by 33 keys, a biased constitution with its guidance and paper, a child's point."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from gongwei.obligations.models import Obligation
from gongwei.obligations.refresh import refresh
from gongwei.people.models import Resident
from gongwei.people.tests.cast import Cast, make_cast
from gongwei.programmes.tcm.constitutions import MEASURED, NAMES
from gongwei.programmes.tcm.models import Child, Elderly
from tests.browser.window import choose, fill, window_of

QUESTIONS = [name for number, name in NAMES.items() if number not in MEASURED]
BODY = {"height": "160", "weight": "50", "waist": "70"}
ONE_MINUTE = 60


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return make_cast()


@pytest.fixture
def elder(cast: Cast) -> Resident:
    found: Resident = cast.register("丛立春", birth_date=dt.date(1950, 1, 1))
    refresh([found.pk])
    return found


@pytest.fixture
def page(cast: Cast, live_server: LiveServer, browser: Browser) -> Iterator[Page]:
    with window_of(cast.user("public_health_a"), live_server, browser) as window:
        yield window


def focused(page: Page) -> str:
    """The name of the field that has the caret."""
    name: str = page.evaluate("document.activeElement.name || ''")
    return name


@pytest.mark.req("TCM-01", "XC-07")
def test_a_balanced_elder_is_asked_by_one_key_an_item_within_a_minute(page: Page, elder: Resident) -> None:
    page.goto(f"/residents/{elder.pk}/new/tcm_elderly/")
    page.locator("[name=height]").focus()
    began = time.perf_counter()
    for name, value in BODY.items():
        assert focused(page) == name
        page.keyboard.press("Control+a")
        page.keyboard.type(value)
        page.keyboard.press("Enter")
    for name in QUESTIONS:
        assert focused(page) == name
        page.keyboard.press("5" if name == QUESTIONS[0] else "1")
    took = time.perf_counter() - began
    assert took < ONE_MINUTE
    expect(page.locator("#advice")).to_contain_text("平和质（是）")
    choose(page, guide_balanced="2 4")
    page.keyboard.press("Control+Enter")
    expect(page.locator("body")).to_contain_text("已保存 丛立春")
    made = Elderly.objects.get()
    assert (made.score_balanced, made.result_balanced, made.result_qi_def) == (25, 1, 3)
    assert Obligation.objects.get(resident=elder, step="elderly", seq="2024").met_by == made.pk


@pytest.mark.req("TCM-01")
def test_a_cold_constitution_asks_for_guidance_and_prints_like_the_paper(page: Page, elder: Resident) -> None:
    page.goto(f"/residents/{elder.pk}/new/tcm_elderly/")
    fill(page, **BODY)
    answers = dict.fromkeys(QUESTIONS, "1") | {
        "q01_energetic": "3", "q11_cold_limbs": "5", "q12_cold_abdomen_back": "4"
    }  # fmt: skip
    choose(page, **answers)
    expect(page.locator("#advice")).to_contain_text("阳虚质（是）")
    page.locator("[data-save]").first.click()
    expect(page.locator("#entry")).to_contain_text("阳虚质不是“否”")
    assert not Elderly.objects.exists()
    choose(page, guide_yang_def="2 3 5")
    page.locator("[data-save]").first.click()
    expect(page.locator("body")).to_contain_text("已保存 丛立春")
    made = Elderly.objects.get()
    assert (made.score_yang_def, made.result_yang_def, made.result_balanced) == (11, 1, 3)

    page.goto(f"/residents/{elder.pk}/")
    expect(page.locator("#tcm-constitution")).to_contain_text("阳虚质 是")
    page.goto(f"/tcm/{made.pk}/paper/")
    expect(page.locator("body")).to_contain_text("（33）舌下静脉瘀紫或增粗")
    expect(page.locator("body")).to_contain_text("✓2 饮食调养")
    page.goto(f"/tcm/{made.pk}/handout/")
    expect(page.locator("body")).to_contain_text("少吃西瓜")
    page.goto("/tcm/distribution/?kind=yang_def")
    expect(page.locator("table").first).to_contain_text("阳虚质（是）")


@pytest.mark.req("TCM-02")
def test_a_child_is_served_at_twelve_months(page: Page, cast: Cast) -> None:
    born = dt.date(2023, 10, 20)
    child = cast.register("姜白露", birth_date=born, created_on=born)
    refresh([child.pk])
    page.goto(f"/residents/{child.pk}/new/tcm_child/")
    expect(page.locator("#advice")).to_contain_text("摩腹、捏脊")
    choose(page, services="1 2 3")
    page.locator("[data-save]").first.click()
    expect(page.locator("body")).to_contain_text("已保存 姜白露")
    made = Child.objects.get()
    assert made.age_point == 12
    assert Obligation.objects.get(resident=child, step="child_12").met_by == made.pk
    page.goto(f"/residents/{child.pk}/")
    expect(page.locator("#tcm-points")).to_contain_text("按时")
    expect(page.locator("#tcm-points")).to_contain_text("超期")
