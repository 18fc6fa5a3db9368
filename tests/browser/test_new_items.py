"""The newly included items in a browser: a sealed child, a positive woman, a register by Excel and back."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from gongwei.people.models import Resident
from gongwei.people.tests.cast import Cast, make_cast
from gongwei.programmes.new_items.models import Sealant, TwoCancer


@pytest.fixture
def cast(transactional_db: None, settings: Settings, tmp_path: Path) -> Cast:
    settings.DATA = tmp_path
    return make_cast()


@pytest.fixture
def woman(cast: Cast) -> Resident:
    return cast.register("于白露", sex=2)


@pytest.fixture
def page(woman: Resident, cast: Cast, live_server: LiveServer, browser: Browser) -> Iterator[Page]:
    """The catalogue, the officer of 公卫科 logged in; an error in any script fails the test."""
    context = browser.new_context(
        viewport={"width": 1440, "height": 900}, locale="zh-CN", accept_downloads=True
    )
    context.add_cookies(
        [{"name": "sessionid", "value": _session(cast.user("public_health_a")), "url": live_server.url}]
    )
    window, errors = context.new_page(), []
    window.on("pageerror", lambda error: errors.append(str(error)))
    window.goto(f"{live_server.url}/new_items/items/")
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


@pytest.mark.req("NEW-08")
def test_a_child_of_a_roster_is_examined_sealed_and_printed(page: Page) -> None:
    page.click("text=窝沟封闭登记")
    page.click("text=新填一份")
    page.wait_for_selector("#entry")
    given = {"school": "实验小学", "school_class": "二年级1班", "name": "丛小满", "birth_date": "2016-03-01"}
    for name, text in given.items():
        page.fill(f"[name={name}]", text)
    for name, code in (("sex", "1"), ("consented", "1"), ("suitable", "16"), ("sealed", "36")):
        page.check(f"[name={name}][value='{code}']", force=True)
    page.click("[data-save]")
    expect(page.locator("[data-hints=sealed]")).to_contain_text("不在适合封闭的牙里")
    page.uncheck("[name=sealed][value='36']", force=True)
    page.check("[name=sealed][value='16']", force=True)
    page.click("[data-save]")
    expect(page.locator("#toasts")).to_contain_text("已保存窝沟封闭登记")
    saved = Sealant.objects.get()
    page.goto(f"{_base(page)}/work/new_items_sealant/{saved.pk}/print/")
    expect(page.locator(".a4")).to_contain_text("丛小满")
    page.goto(f"{_base(page)}/new_items/report/")
    expect(page.locator(".gw-table").first).to_contain_text("羊亭")


@pytest.mark.req("NEW-11")
def test_a_positive_woman_is_recorded_corrected_with_her_diagnosis_and_printed(
    page: Page, woman: Resident
) -> None:
    page.goto(f"{_base(page)}/residents/{woman.pk}/new/new_items_two_cancer/")
    for name, code in (("rural", "1"), ("consented", "1"), ("cervical", "2"), ("breast", "1")):
        page.check(f"[name={name}][value='{code}']", force=True)
    page.click("[data-save]")
    expect(page.locator("#toasts")).to_contain_text("已保存")
    saved = TwoCancer.objects.get()
    page.goto(f"{_base(page)}/records/new_items_two_cancer/{saved.pk}/")
    page.check("[name=diagnosis][value='3']", force=True)
    page.fill("[name=diagnosed_on]", "2024-10-15")
    page.fill("[name=reason]", "确诊结果回报")
    page.click("[data-save]")
    expect(page.locator("#toasts")).to_contain_text("已更正")
    saved.refresh_from_db()
    assert (saved.diagnosis, saved.version) == (3, 2)
    page.goto(f"{_base(page)}/records/new_items_two_cancer/{saved.pk}/print/")
    expect(page.locator(".a4")).to_contain_text("宫颈癌前病变")


@pytest.mark.req("NEW-06")
def test_a_register_is_filled_by_excel_and_taken_back(page: Page, woman: Resident, tmp_path: Path) -> None:
    page.goto(f"{_base(page)}/registers/new_items_two_cancer/")
    page.click("text=导入 Excel")
    with page.expect_download() as asked:
        page.click("text=空模板")
    book = load_workbook(io.BytesIO(Path(asked.value.path()).read_bytes()))
    sheet = book["名单"]
    heads = [str(cell.value).rstrip("*") for cell in sheet[1]]
    row = {"姓名": "于白露", "身份证号": woman.id_no, "服务日期": "2024-10-08", "农村户籍": "是", "知情同意": "是",
           "宫颈癌检查结果": "1 阴性", "乳腺癌检查结果": "1 BI-RADS 1-2级"}  # fmt: skip
    for line, changes in ((2, {}), (3, {"身份证号": "371002199001010010"})):
        for head, value in {**row, **changes}.items():
            sheet.cell(line, heads.index(head) + 1).value = value
    filled = tmp_path / "两癌.xlsx"
    book.save(filled)
    page.set_input_files("[name=file]", filled)
    page.click("text=上传并检查")
    expect(page.locator(".gw-table")).to_contain_text("没有身份证号", timeout=20_000)
    expect(page.locator(".gw-table")).to_contain_text("新增")
    assert not TwoCancer.objects.exists()
    page.click("button:has-text('导入')")
    expect(page.locator(".gw-table")).to_contain_text("已新增", timeout=20_000)
    assert TwoCancer.objects.get().resident == woman
    page.click("text=撤销这次导入")
    page.click("#undo-import button:has-text('撤销')")
    expect(page.locator("main")).to_contain_text("已整批撤销", timeout=20_000)
    assert TwoCancer.objects.get().voided_at is not None


def _base(page: Page) -> str:
    return page.evaluate("location.origin")  # type: ignore[no-any-return]
