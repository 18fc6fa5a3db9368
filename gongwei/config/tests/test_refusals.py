"""Requests that are too large to look at, or that bring no answer of their own."""

from __future__ import annotations

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from gongwei.config import refusals


def form(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"{len(request.POST)} fields")


urlpatterns = [path("form/", form)]
handler400 = refusals.bad_request
pytestmark = pytest.mark.urls(__name__)


def test_a_request_of_forty_megabytes_is_refused_with_what_to_do() -> None:
    answer = Client().post(
        "/form/", "note=" + "x" * 40_000_000, content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code == 413
    assert "没有写入任何记录" in answer.content.decode()


def test_a_form_of_ordinary_size_passes() -> None:
    answer = Client().post("/form/", {"note": "血压控制满意"})
    assert answer.content == b"1 fields"


def test_ten_thousand_fields_are_refused() -> None:
    answer = Client().post("/form/", {f"field{number}": "1" for number in range(10_000)})
    assert answer.status_code == 413
    assert "分批保存" in answer.content.decode()


def test_every_answer_forbids_scripts_of_others() -> None:
    answer = Client().get("/form/")
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
