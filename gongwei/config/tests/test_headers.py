"""Text travels compressed; what is compressed already, and what is no answer of its own, travels as it is."""

from __future__ import annotations

import gzip

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

LONG = "血压控制满意。" * 200


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(LONG)


def workbook(request: HttpRequest) -> HttpResponse:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return HttpResponse(LONG, content_type=kind)


def refused(request: HttpRequest) -> HttpResponse:
    return HttpResponse(LONG, status=403)


urlpatterns = [path("page/", page), path("workbook/", workbook), path("refused/", refused)]
pytestmark = pytest.mark.urls(__name__)


def test_a_page_travels_compressed_and_says_the_same() -> None:
    answer = Client().get("/page/", headers={"accept-encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip" and len(answer.content) < len(LONG.encode()) / 5
    assert gzip.decompress(answer.content).decode() == LONG
    assert int(answer.headers["Content-Length"]) == len(answer.content)


def test_a_browser_that_does_not_ask_gets_it_plain() -> None:
    assert Client().get("/page/").content.decode() == LONG


@pytest.mark.parametrize("address", ["/workbook/", "/refused/"])
def test_other_answers_are_left_alone(address: str) -> None:
    assert "Content-Encoding" not in Client().get(address, headers={"accept-encoding": "gzip"}).headers
