"""Lists of people leave by two persons: asked with a purpose, let go by another, masked, every resident logged."""

from __future__ import annotations

import datetime as dt
import io
import uuid
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from openpyxl import load_workbook

from gongwei.people.models import AccessLog, ListRelease, Resident, Staff
from gongwei.people.problems import Conflict, Forbidden, Invalid
from gongwei.people.tests.cast import VILLAGE_A1, VILLAGE_A2, VILLAGE_B1
from gongwei.people.verbs.release import Wanted, ask_release, decide_release
from gongwei.web.tests.people_pages import sheet, text
from gongwei.web.tests.releasing import PURPOSE, asked_for, taken_out
from gongwei.web.tests.visiting import FOLLOWUP, Township, new_url, township, typed

URL = "/residents/export/"
PAGE = "/releases/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def place(db: None) -> Township:
    """Three residents of two villages and one of another township."""
    made = township()
    for name, village in (("丛立春", VILLAGE_A1), ("姜小满", VILLAGE_A2), ("外乡人", VILLAGE_B1)):
        made.patient("hypertension", village=village, name=name)
    return made


def is_file(answer: Any) -> bool:
    return bool(answer.status_code == 200 and answer["Content-Type"].endswith("sheet"))


def cells(answer: Any) -> list[str]:
    book = load_workbook(io.BytesIO(answer.getvalue())).active
    assert book is not None
    return [str(cell) for row in book.iter_rows(values_only=True) for cell in row if cell is not None]


@pytest.mark.req("DATA-16")
def test_a_list_leaves_only_after_a_second_person_let_it_go(place: Township) -> None:
    asked = asked_for(place.client, URL)
    assert (asked.state, asked.people, asked.purpose, asked.label) == ("waiting", 2, PURPOSE, "居民名单")
    again = place.client.get(URL)
    assert not is_file(again) and "等待批准" in text(again) and not AccessLog.objects.filter(action="export").exists()
    second = place.enter("public_health_a")
    shown = text(second.get(PAGE))
    assert "居民名单" in shown and PURPOSE in shown and "于白露" in shown
    assert second.post(PAGE, {"release": str(asked.pk), "do": "release"}).status_code == 302
    assert "下载" in text(place.client.get(PAGE))
    book = place.client.get(URL)
    assert is_file(book)
    words = cells(book)
    assert "丛立春" in words and "姜小满" in words and "外乡人" not in words
    assert not any(len(word) == 18 and word[:17].isdigit() for word in words), "numbers stay masked"
    lines = AccessLog.objects.filter(action="export")
    assert {line.resident.name for line in lines if line.resident} == {"丛立春", "姜小满"}
    assert {(line.purpose, line.detail) for line in lines} == {(f"导出居民名单：{PURPOSE}", "王小满 批准")}


@pytest.mark.req("DATA-16")
def test_a_release_is_for_one_person_one_list_and_one_scope(place: Township) -> None:
    assert is_file(taken_out(place.client, place.enter("public_health_a"), f"{URL}?village={VILLAGE_A1}"))
    assert is_file(place.client.get(URL, {"village": VILLAGE_A1, "sort": "-name"}))
    assert not is_file(place.client.get(URL))
    assert not is_file(place.client.get(URL, {"village": VILLAGE_A2}))
    assert not is_file(place.enter("public_health_a").get(URL, {"village": VILLAGE_A1}))
    place.client.post("/scope/", {"village": VILLAGE_A2})
    assert not is_file(place.client.get(URL, {"village": VILLAGE_A1}))


@pytest.mark.req("DATA-16")
def test_a_release_ends_after_a_week(place: Township, monkeypatch: pytest.MonkeyPatch) -> None:
    assert is_file(taken_out(place.client, place.enter("public_health_a"), URL))
    monkeypatch.setenv("GONGWEI_TODAY", "2024-10-23")
    assert is_file(place.client.get(URL))
    monkeypatch.setenv("GONGWEI_TODAY", "2024-10-24")
    late = place.client.get(URL)
    assert not is_file(late) and "到期" in text(late)


@pytest.mark.req("DATA-16")
def test_nobody_lets_go_what_they_asked_for_themselves(place: Township) -> None:
    clerk = place.enter("public_health_a")
    asked = asked_for(clerk, URL)
    assert "由另一位审批" in text(clerk.get(PAGE))
    assert clerk.post(PAGE, {"release": str(asked.pk), "do": "release"}).status_code == 403
    for role, status in (("public_health_b", 404), ("doctor", 404), ("village_doctor", 403), ("finance", 403)):
        answer = place.enter(role).post(PAGE, {"release": str(asked.pk), "do": "release"})
        assert answer.status_code == status, role
    asked.refresh_from_db()
    assert asked.state == "waiting" and not is_file(clerk.get(URL))
    assert PURPOSE not in text(place.enter("public_health_b").get(PAGE))
    assert place.enter("project_office").post(PAGE, {"release": str(asked.pk), "do": "release"}).status_code == 302
    assert is_file(clerk.get(URL))
    with pytest.raises(IntegrityError, match="two_persons"), transaction.atomic():
        ListRelease.objects.filter(pk=asked.pk).update(decided_by=asked.asked_by)


def test_a_refusal_needs_its_reason_and_is_told(place: Township) -> None:
    asked, second = asked_for(place.client, URL), place.enter("public_health_a")
    bare = second.post(PAGE, {"release": str(asked.pk), "do": "refuse", "reason": " "})
    assert bare.status_code == 422 and "未批准的原因：必须填写" in text(bare)
    second.post(PAGE, {"release": str(asked.pk), "do": "refuse", "reason": "只要一个村"})
    told = place.client.get(URL)
    assert not is_file(told) and "只要一个村" in text(told) and "申请导出" in text(told)
    late = second.post(PAGE, {"release": str(asked.pk), "do": "release"})
    assert late.status_code == 422 and "已经审批过" in text(late)
    for junk in ("", "x", str(uuid.uuid4())):
        assert second.post(PAGE, {"release": junk, "do": "release"}).status_code == 404


@pytest.mark.parametrize(("purpose", "said"), [("", "必须填写"), ("a", "至少 4 个字"), ("用" * 81, "最多 80 个字")])
def test_a_list_without_a_purpose_is_not_asked_for(place: Township, purpose: str, said: str) -> None:
    answer = place.client.post(URL, sheet("release", purpose=purpose))
    assert answer.status_code == 422 and said in text(answer) and not ListRelease.objects.exists()
    assert f'value="{purpose}"' in answer.content.decode() or not purpose


def test_the_same_request_twice_and_a_second_while_one_waits_are_one(place: Township) -> None:
    request = sheet("release", purpose=PURPOSE)
    for _ in range(2):
        assert place.client.post(URL, request).status_code == 302
    place.client.post(URL, sheet("release", purpose="另一个用途"))
    assert ListRelease.objects.count() == 1


def test_who_may_not_export_cannot_ask(place: Township) -> None:
    for role in ("village_doctor", "finance", "admin"):
        assert place.enter(role).post(URL, sheet("release", purpose=PURPOSE)).status_code == 403
    wanted = Wanted("居民名单", URL, "", "/", 1)
    with pytest.raises(Forbidden):
        ask_release(uuid.uuid4(), wanted, PURPOSE, by=place.cast.staff["village_doctor"])
    with pytest.raises(Invalid):
        ask_release(uuid.uuid4(), wanted, "x", by=place.cast.staff["doctor"])
    assert not ListRelease.objects.exists()


def test_a_list_of_a_sensitive_programme_is_let_go_by_who_may_read_it(place: Township) -> None:
    wanted = Wanted("登记簿", URL, "", "/", 1, "mental_disorder")
    asked = ask_release(uuid.uuid4(), wanted, PURPOSE, by=place.cast.staff["doctor"])
    place.cast.staff["public_health_a"].roles.update(programmes=["hypertension"])
    with pytest.raises(Forbidden):
        decide_release(asked, True, by=Staff.objects.get(name="王小满"))
    decide_release(asked, True, by=place.cast.staff["project_office"])
    with pytest.raises(Conflict):
        decide_release(asked, False, "晚了", by=place.cast.staff["project_office"])
    asked.refresh_from_db()
    assert (asked.state, asked.until) == ("released", dt.date(2024, 10, 23))


@pytest.mark.req("DATA-16")
@pytest.mark.parametrize("url", ["/due/export/", f"/registers/{FOLLOWUP}/export/"])
def test_every_list_of_people_asks_first(place: Township, url: str) -> None:
    person = Resident.objects.get(name="丛立春")
    place.client.post(new_url(person), typed())
    assert not is_file(place.client.get(url))
    assert is_file(taken_out(place.client, place.enter("public_health_a"), url))
    assert AccessLog.objects.filter(action="export", purpose__endswith=PURPOSE).exists()

