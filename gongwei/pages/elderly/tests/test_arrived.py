"""外院体检结果: uploaded by the page, kept in the inbox of the resident's centre until the follow-up is arranged."""

from __future__ import annotations

import json
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from gongwei.exchange.models import Received
from gongwei.people.tests.cast import Cast, make_cast
from gongwei.web.tests.people_pages import client_of

URL, UPLOAD = "/elderly/arrived/", "/import/messages/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db: None, monkeypatch: pytest.MonkeyPatch) -> Cast:
    monkeypatch.setenv("GONGWEI_TODAY", "2024-10-16")
    return make_cast()


def delivered(cast: Cast, browser: Client) -> Received:
    """One exam of another centre, uploaded and taken in by the page."""
    person = cast.register()
    said = {
        "id": "H-1", "sender": cast.centre_b.name, "author": "张三", "sent_at": "2024-10-12T10:20:00+08:00",
        "kind": "exam", "person": {"name": person.name, "id_no": person.id_no}, "served_on": "2024-10-12",
        "items": {"SBP": 152, "DBP": 94},
    }  # fmt: skip
    assert "一行一个 JSON" in browser.get(UPLOAD).content.decode()
    file = SimpleUploadedFile("结果.jsonl", json.dumps(said).encode())
    at = browser.post(UPLOAD, {"file": file}).headers["Location"]
    browser.post(f"{at}go/")
    browser.post(f"{at}go/", {"start": "importing"})
    browser.get(at)
    return Received.objects.get()


@pytest.mark.req("ELD-13")
def test_a_result_is_a_task_until_follow_up_and_tcm_are_written_down(cast: Cast) -> None:
    doctor = client_of(cast, "doctor")
    told = delivered(cast, doctor)
    assert "外院体检结果 1 份" in doctor.get("/").content.decode()
    shown = doctor.get(URL).content.decode()
    assert "丛立春" in shown and "张三" in shown and len(shown.encode()) < 60_000
    typed = {"message": str(told.pk), "sheet": "handle", "key": str(uuid.uuid4()), "followed": "10月20日复测血压"}
    refused = doctor.post(URL, {**typed, "tcm": ""})
    assert refused.status_code == 422 and "10月20日复测血压" in refused.content.decode()
    assert doctor.post(URL, {**typed, "tcm": "平和质，少盐，八段锦"}).status_code == 302
    after = doctor.get(URL).content.decode()
    assert "八段锦" in after and "没有等处理的结果" in after
    assert "外院体检结果 1 份" not in doctor.get("/").content.decode()
    assert doctor.post(URL, {**typed, "tcm": "再来"}).status_code == 404


def test_a_stranger_is_refused(cast: Cast) -> None:
    told = delivered(cast, client_of(cast, "doctor"))
    typed = {"message": str(told.pk), "sheet": "handle", "key": str(uuid.uuid4()), "followed": "复测", "tcm": "八段锦"}
    away = client_of(cast, "public_health_b")
    assert "丛立春" not in away.get(URL).content.decode()
    assert away.get(URL, {"message": str(told.pk)}).status_code == 404 and away.post(URL, typed).status_code == 404
    for role in ("finance", "admin", "line", "project_office"):
        assert client_of(cast, role).get(URL).status_code == 403
    assert client_of(cast, "finance").get(UPLOAD).status_code == 403
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.user("doctor"))
    assert strict.post(URL, typed).status_code == 403 and Received.objects.get().waits
