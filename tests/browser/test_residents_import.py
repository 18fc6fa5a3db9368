"""A list of residents goes in by the page: one heading explained, one row refused, one taken in, all taken back."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from gongwei.exchange.tests.lists import csv_of, line
from gongwei.people.models import Resident
from gongwei.web.tests.visiting import Township, township
from tests.browser.window import window_of


@pytest.fixture
def place(transactional_db: None) -> Township:
    return township()


def test_a_list_goes_in_and_is_taken_back(place: Township, live_server: LiveServer, browser: Browser) -> None:
    rows = csv_of([line(1), line(2, 身份证号码="371002********1234"), line(3, 身份证号码="")])
    data = rows.decode("utf-8-sig").replace("联系电话", "号码一").encode()
    with window_of(place.cast.user("doctor"), live_server, browser) as page:
        page.goto("/residents/")
        page.get_by_role("link", name="批量导入").click()
        page.locator("#file").set_input_files({"name": "名单.csv", "mimeType": "text/csv", "buffer": data})
        page.get_by_role("button", name="上传并检查").click()
        page.get_by_label("号码一").select_option("phone")
        page.get_by_role("button", name="检查每一行").click()
        expect(page.locator("main")).to_contain_text("新增 1")
        expect(page.locator("tr", has_text="错误").last).to_contain_text("号码中有星号")
        with page.expect_download() as fetched:
            page.get_by_role("link", name="下载没有导入的行").click()
        assert fetched.value.suggested_filename == "名单-未导入的行.xlsx"
        page.get_by_role("button", name="导入", exact=True).click()
        expect(page.locator("main")).to_contain_text("已导入 1 人")
        assert [each.name for each in Resident.objects.all()] == ["于清明1"]
        page.get_by_role("button", name="撤销这次导入").click()
        page.locator("#undo-import").get_by_role("button", name="撤销").click()
        expect(page.locator("main")).to_contain_text("已整批撤销")
        assert not Resident.objects.exists()
