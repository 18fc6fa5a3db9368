"""A paste that is too long, as a person meets it."""

from __future__ import annotations

import pytest
from django.http import HttpRequest, HttpResponse
from django.template import RequestContext, Template
from django.urls import path
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from gongwei.config import refusals

FORM = """
<form method="post">{% csrf_token %}<textarea name="note"></textarea><button>保存</button></form>
"""


def form(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return HttpResponse(f"已保存 {len(request.POST['note'])} 字")
    return HttpResponse(Template(FORM).render(RequestContext(request)))


urlpatterns = [path("form/", form)]
handler400 = refusals.bad_request


@pytest.mark.urls(__name__)
@pytest.mark.django_db(transaction=True)
def test_a_long_paste_is_refused_in_words_and_is_still_there_after_going_back(
    page: Page, live_server: LiveServer
) -> None:
    page.goto(f"{live_server.url}/form/")
    page.locator("textarea").evaluate("box => { box.value = '重'.repeat(4_000_000) }")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("alert")).to_contain_text("删去误粘贴的大段内容")
    page.go_back()
    assert page.locator("textarea").evaluate("box => box.value.length") == 4_000_000
