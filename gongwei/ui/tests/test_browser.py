"""The sample pages in a real browser: a form typed by keyboard alone, drafts, checks at the field, lists, the paper."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from gongwei.ui.tests.browser import chromium, sample_site

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with sample_site() as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def desk(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    yield context
    context.close()


@pytest.fixture
def page(desk: BrowserContext, site: str) -> Iterator[Page]:
    found = desk.new_page()
    found.goto(site + "/dock")
    found.evaluate("localStorage.clear()")
    troubles: list[str] = []
    found.on("pageerror", lambda error: troubles.append(str(error)))
    found.on("console", lambda message: troubles.append(message.text) if failed(message) else None)
    yield found
    found.close()
    assert troubles == []


def failed(message: ConsoleMessage) -> bool:
    """An error of ours: not a request that a newer one replaced, nor the network a test took away."""
    known = ("htmx:afterRequest", "htmx:sendAbort", "htmx:sendError", "ERR_INTERNET_DISCONNECTED")
    return message.type == "error" and not any(words in message.text for words in known)


def active(page: Page) -> str:
    return str(page.evaluate("document.activeElement.name || document.activeElement.tagName"))


def keys(page: Page, *names: str) -> None:
    for name in names:
        page.keyboard.press(name)


def test_the_gallery_draws_every_component_without_an_error(page: Page, site: str) -> None:
    page.goto(site)
    expect(page.locator("h1")).to_have_text("组件与状态")
    expect(page.locator("#bp svg path").first).to_be_attached()
    for part in (
        ".gw-nav",
        ".chip.overdue",
        ".pbar .fill.bad",
        ".yr circle.late",
        ".heat td.far",
        ".tl .warn",
        ".why.on",
    ):
        assert page.locator(part).count() > 0, part
    assert page.evaluate("document.documentElement.scrollWidth") <= 1440


def test_a_page_of_1280_does_not_scroll_sideways(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    for path in ("/", "/?rail", "/form"):
        page.goto(site + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 1280, path


def test_lists_are_walked_by_keys_and_remember_the_row(page: Page, site: str) -> None:
    page.goto(site)
    keys(page, "j")
    assert page.locator("tr.focus .nm").inner_text() == "刘寒露"
    assert page.url.endswith("#r-p77")
    keys(page, "k", "k")
    assert page.locator("tr.focus .nm").inner_text() == "丛霜降"
    page.goto(site + "/?x#r-p77")
    assert page.locator("tr.focus .nm").inner_text() == "刘寒露"
    keys(page, "Enter")
    page.wait_for_url("**/form")


def test_keys_help_search_and_going_home(page: Page, site: str) -> None:
    page.goto(site + "/?rail")
    keys(page, "?")
    expect(page.locator("#gw-keys")).to_be_visible()
    keys(page, "Escape")
    expect(page.locator("#gw-keys")).to_be_hidden()
    keys(page, "/")
    assert active(page) == "q"
    page.keyboard.type("jbl")
    expect(page.locator("#gw-found [role=option]").first).to_contain_text("姜白露")
    keys(page, "ArrowDown")
    expect(page.locator("#gw-found [aria-selected=true]")).to_contain_text("姜白露")
    keys(page, "Escape", "Escape", "g", "h")
    page.wait_for_url(site + "/")


def test_one_letter_is_not_searched_for(page: Page, site: str) -> None:
    page.goto(site)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/search" in request.url else None)
    page.locator("#gw-q").type("j")
    page.wait_for_timeout(400)
    assert asked == []


def test_single_letters_can_be_switched_off(page: Page, site: str) -> None:
    page.goto(site)
    keys(page, "?")
    page.locator("[data-keys-switch]").uncheck()
    keys(page, "Escape", "j")
    assert page.locator("tr.focus .nm").inner_text() == "姜白露"


def test_a_whole_form_is_typed_without_the_mouse(page: Page, site: str) -> None:
    page.goto(site + "/form")
    assert active(page) == "mode"  # the first empty required field; the day is filled
    keys(page, "2")
    assert active(page) == "symptoms"
    keys(page, "2", "0")
    expect(page.locator("#f-symptoms_other")).to_be_visible()
    keys(page, "Enter")
    assert active(page) == "symptoms_other"
    page.keyboard.type("耳后胀痛")
    keys(page, "Enter")
    for value in ("164", "96", "66.5"):
        page.keyboard.type(value)
        keys(page, "Enter")
    assert active(page) == "weight_goal"
    keys(page, "Enter", "Alt+ArrowUp")
    assert active(page) == "weight_goal"
    keys(page, "Enter")
    page.keyboard.type("80")
    page.locator("#f-adherence-1").focus()
    keys(page, "2")
    assert active(page) == "reaction"
    keys(page, "1")
    assert active(page) == "visit_class"
    keys(page, "2")
    page.locator("#f-next_on").fill("+14")
    keys(page, "Enter")
    assert page.evaluate("document.activeElement.hasAttribute('data-save-next')")
    expect(page.locator("[data-left]")).to_have_text("都填好了")
    keys(page, "Control+Enter")
    expect(page.locator(".toast-gw")).to_contain_text("已保存")


def test_enter_never_submits_and_multi_choice_toggles(page: Page, site: str) -> None:
    page.goto(site + "/form")
    page.locator("#f-symptoms-1").focus()
    keys(page, "2", "3")
    assert page.locator("[name=symptoms]:checked").count() == 2
    page.wait_for_timeout(700)
    keys(page, "3")
    assert page.locator("[name=symptoms]:checked").count() == 1
    keys(page, "1")
    assert page.locator("[name=symptoms]:checked").input_value() == "1"  # 无症状 excludes the others
    keys(page, "Enter")
    assert page.url.endswith("/form")
    assert page.locator(".toast-gw").count() == 0


def test_two_digits_choose_a_late_option_without_losing_the_others(page: Page, site: str) -> None:
    page.goto(site + "/form")
    page.locator("#f-symptoms-1").focus()
    keys(page, "2", "3")
    page.wait_for_timeout(700)
    keys(page, "1", "0")  # 1 alone is 无症状, which excludes the others
    chosen = page.locator("[name=symptoms]:checked")
    assert [chosen.nth(n).input_value() for n in range(chosen.count())] == ["2", "3", "10"]


def test_f2_fills_the_rest_with_nothing_found_and_leaves_answers_alone(page: Page, site: str) -> None:
    page.goto(site + "/form")
    page.evaluate(
        "for (const name of ['mood', 'reaction']) document.querySelector(`[data-opts=${name}]`).dataset.normal = '1'"
    )
    page.locator("#f-reaction-2").check(force=True)
    keys(page, "F2")
    assert page.locator("[name=mood]:checked").input_value() == "1"
    assert page.locator("[name=reaction]:checked").input_value() == "2"


def test_conditions_show_and_hide_fields_without_losing_text(page: Page, site: str) -> None:
    page.goto(site + "/form")
    expect(page.locator("#f-referral_reason")).to_be_hidden()
    page.locator("#f-referred-1").check(force=True)
    page.locator("#f-referral_reason").fill("连续两次控制不满意")
    page.locator("#f-referred-0").check(force=True)
    expect(page.locator("#f-referral_reason")).to_be_visible()  # something typed is never hidden
    page.locator("#f-mode-3").check(force=True)
    assert page.locator("#f-sbp").get_attribute("data-must") is None


def test_checks_are_told_at_the_field_and_doubts_confirmed_there(page: Page, site: str) -> None:
    page.goto(site + "/form")
    page.locator("#f-weight_cur").fill("665.0")
    page.locator("#f-weight_cur").blur()
    hints = page.locator("[data-hints=weight_cur]")
    expect(hints).to_contain_text("体重应在 20～300 kg 之间，是不是 66.5？")
    assert page.locator("#f-weight_cur").input_value() == "665.0"
    page.locator("#f-weight_cur").fill("165")
    page.locator("#f-weight_cur").blur()
    expect(hints).to_contain_text("体重 165 kg 少见（多在 30～150），请核对")
    hints.locator("[data-confirm]").check()
    expect(hints).to_contain_text("已确认无误")
    keys(page, "F8")
    assert active(page) in ("mode", "symptoms")


def test_the_server_says_the_same_and_keeps_what_was_typed(page: Page, site: str) -> None:
    page.goto(site + "/form")
    page.locator("#f-weight_cur").fill("665.0")
    page.locator("#f-sbp").fill("<b>高</b>")
    keys(page, "Control+s")
    page.wait_for_selector("form.asked")
    expect(page.locator("[data-hints=weight_cur]")).to_contain_text("体重应在 20～300 kg 之间，是不是 66.5？")
    expect(page.locator("[data-hints=sbp]")).to_contain_text("收缩压应填数字")
    assert page.locator("#f-sbp").input_value() == "<b>高</b>"
    assert page.locator("#f-weight_cur").get_attribute("aria-invalid") == "true"
    assert active(page) == "sbp"


def test_last_values_are_brought_by_the_equals_key_but_not_vital_signs(page: Page, site: str) -> None:
    page.goto(site + "/form")
    page.locator("#f-smoking_now").fill("")
    keys(page, "=")
    assert page.locator("#f-smoking_now").input_value() == "0"
    page.locator("#f-sbp").focus()
    keys(page, "=")
    assert page.locator("#f-sbp").input_value() == ""


def test_medicine_rows_are_added_by_hand(page: Page, site: str) -> None:
    page.goto(site + "/form")
    page.locator("[data-add=medicines]").click()
    assert active(page) == "medicines-1-name"
    page.keyboard.type("缬沙坦胶囊")
    expect(page.locator("tr[data-repeat=medicines] th.l").last).to_contain_text("药物2")
    page.locator("[data-add=medicines]").click()
    assert active(page) == "medicines-2-name"


def test_a_draft_survives_closing_the_page(page: Page, site: str) -> None:
    page.goto(site + "/form")
    page.locator("#f-sbp").fill("151")
    page.locator("[data-add=medicines]").click()
    page.keyboard.type("缬沙坦胶囊")
    expect(page.locator("[data-draft-said]")).to_contain_text("草稿已存在本机")
    page.goto(site + "/form")
    expect(page.locator("[data-draft-offer]")).to_contain_text("没有保存的草稿")
    assert page.locator("#f-sbp").input_value() == ""
    page.locator("[data-draft-take]").click()
    assert page.locator("#f-sbp").input_value() == "151"
    assert page.locator("#f-medicines-1-name").input_value() == "缬沙坦胶囊"


def test_a_saved_record_forgets_its_draft(page: Page, site: str) -> None:
    page.goto(site + "/form")
    page.locator("#f-mode-3").check(force=True)
    for name in ("symptoms-1", "adherence-1", "visit_class-1", "reaction-1"):
        page.locator(f"#f-{name}").check(force=True)
    page.locator("#f-next_on").fill("2025-01-10")
    page.locator("[data-save]").click()
    expect(page.locator(".toast-gw")).to_contain_text("已保存")
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('gw-draft'))") == []


def test_saving_without_a_network_says_what_is_safe(page: Page, site: str) -> None:
    page.goto(site + "/form")
    page.locator("#f-sbp").fill("151")
    page.context.set_offline(True)
    page.locator("[data-save]").click()
    expect(page.locator("[data-left]")).to_contain_text("没有保存：网络断了")
    assert page.locator("#f-sbp").input_value() == "151"
    page.context.set_offline(False)


def test_two_versions_stand_side_by_side(page: Page, site: str) -> None:
    page.goto(site + "/form?conflict")
    expect(page.locator(".compare")).to_contain_text("67.0")
    page.locator("[data-take]").click()
    assert page.locator("#f-weight_cur").input_value() == "66.5"


def test_everything_is_labelled_and_grouped_for_screen_readers(page: Page, site: str) -> None:
    page.goto(site + "/form")
    unlabelled = page.evaluate(
        "[...document.querySelectorAll('main input:not([type=hidden]), main textarea')]"
        ".filter(el => !el.labels?.length && !el.getAttribute('aria-label')).map(el => el.name)"
    )
    assert unlabelled == []
    assert page.locator("fieldset[data-opts] legend").count() == page.locator("fieldset[data-opts]").count()
    described = page.evaluate(
        "[...document.querySelectorAll('[aria-describedby]')].filter(el => !document.getElementById("
        "el.getAttribute('aria-describedby'))).length"
    )
    assert described == 0


def test_the_heat_table_is_walked_by_arrows_and_the_chart_has_a_table(page: Page, site: str) -> None:
    page.goto(site)
    page.locator(".heat .hc").first.focus()
    keys(page, "ArrowRight", "ArrowDown")
    assert page.locator(".heat td.sel .rt").inner_text() == "63.3"
    page.locator("h1").click()
    keys(page, "t")
    expect(page.locator(".chart-table")).to_contain_text("2024-04-16")
    expect(page.locator("#bp")).to_be_hidden()


def test_the_paper_fits_one_sheet(page: Page, site: str) -> None:
    page.goto(site + "/print")
    page.emulate_media(media="print")
    assert page.locator(".a4").count() == 1
    assert page.pdf(format="A4").count(b"/Type /Page\n") == 1
    expect(page.locator(".a4 .ringed").first).to_have_text("中")


def test_pages_work_without_javascript(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site + "/form")
    page.locator("#f-weight_cur").fill("165")
    page.locator("[data-save]").click()
    box = page.locator("[data-hints=weight_cur] input[name=confirm]")
    assert box.get_attribute("value") == "weight_cur:165"
    context.close()


@pytest.mark.parametrize(
    ("code", "said"), [(403, "张村镇卫生院"), (404, "没有这一页"), (413, "12 MB"), (500, "系统出错")]
)
def test_refusals_say_what_happened_what_is_safe_and_what_to_do(
    browser: Browser, site: str, code: int, said: str
) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{site}/refused/{code}")
    expect(page.locator("main")).to_contain_text(said)
    expect(page.locator("main")).to_contain_text("怎么办")
    context.close()
