"""Code sets kept by the administrator on a page; refused messages listed, repaired and sent in again (DATA-11)."""

from __future__ import annotations

import json
import uuid
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from gongwei.care.models import HealthExam
from gongwei.exchange.models import ImportRow, MessageCode, Received
from gongwei.people.models import Resident
from gongwei.people.tests.cast import Cast, make_cast
from gongwei.web.tests.people_pages import client_of

URL, CODES, UPLOAD = "/messages/", "/messages/codes/", "/import/messages/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db: None, monkeypatch: pytest.MonkeyPatch) -> Cast:
    monkeypatch.setenv("GONGWEI_TODAY", "2024-10-16")
    return make_cast()


def sent(cast: Cast, person: Resident, /, **changes: Any) -> ImportRow:
    """One message uploaded and taken in as far as it can be."""
    said = {
        "id": f"H-{uuid.uuid4()}", "sender": cast.centre_b.name, "author": "张三",
        "sent_at": "2024-10-12T10:20:00+08:00", "kind": "exam", "served_on": "2024-10-12",
        "person": {"name": person.name, "id_no": person.id_no}, "items": {"SBP": 152, "DBP": 94}, **changes,
    }  # fmt: skip
    browser = client_of(cast, "doctor")
    file = SimpleUploadedFile("结果.jsonl", json.dumps(said, ensure_ascii=False).encode())
    at = browser.post(UPLOAD, {"file": file}).headers["Location"]
    browser.post(f"{at}go/")
    browser.post(f"{at}go/", {"start": "importing"})
    return ImportRow.objects.order_by("-of__made_at").first()  # type: ignore[return-value]


def code(**about: str) -> dict[str, str]:
    given = {"code": "", "to": "", "say": "", "unit": "", "units": "", "values": "", **about}
    return {"sheet": "code", "key": str(uuid.uuid4()), **given}


@pytest.mark.req("DATA-11")
def test_a_refused_message_is_listed_with_its_reason_repaired_and_sent_in_again(cast: Cast) -> None:
    person = cast.register()
    row = sent(cast, person, person={"name": "丛立夏", "id_no": person.id_no})
    assert row.fate == "error" and not HealthExam.objects.exists()
    doctor = client_of(cast, "doctor")
    listed = doctor.get(URL).content.decode()
    assert "丛立夏" in listed and str(person.id_no) not in listed and "姓名" in listed
    opened = doctor.get(URL, {"row": row.pk}).content.decode()
    assert "改正并重新接收" in opened and 'value="丛立夏"' in opened
    said = dict(zip(row.of.mapping, row.cells, strict=True))
    typed = {"row": str(row.pk), "sheet": "repair", "key": str(uuid.uuid4())}
    typed |= {key.replace(".", "_"): text for key, text in said.items()}
    doctor.post(URL, {**typed, "person_name": "丛小满"})
    assert ImportRow.objects.get().fate == "error" and "丛小满" in doctor.get(URL).content.decode(), "still wrong, kept"
    assert doctor.post(URL, {**typed, "person_name": person.name}).status_code == 302
    exam = HealthExam.objects.get()
    assert (exam.resident, exam.bp_left_sys) == (person, 152) and Received.objects.get().record == exam.pk
    row = ImportRow.objects.get()
    assert row.fate == "done" and "没有退回的报文" in doctor.get(URL).content.decode()
    assert doctor.post(URL, {**typed, "person_name": "再改"}).status_code == 404, "once"


@pytest.mark.req("DATA-11")
def test_the_administrator_keeps_codes_and_what_waited_for_them_is_taken_in(cast: Cast) -> None:
    person, other = cast.register(), cast.register("于白露")
    refused = sent(cast, person, items={"SBP": 152, "DBP": 94, "ECG": "大致正常"})
    partly = sent(cast, other, items={"SBP": 132, "DBP": 84, "XUETANG": 6.2})
    assert (refused.fate, partly.fate) == ("error", "done") and Received.objects.get().unknown == ["XUETANG"]
    admin = client_of(cast, "admin")
    shown = admin.get(CODES).content.decode()
    assert "XUETANG" in shown and "1 次" in shown and "GLU" in shown and len(shown.encode()) < 60_000
    wrong = admin.post(f"{CODES}?kind=exam", code(code="XUETANG", to="nothing"))
    assert wrong.status_code == 422 and "XUETANG" in wrong.content.decode()
    bad = admin.post(f"{CODES}?kind=exam", code(code="ECG", to="ecg", values="正常=9"))
    assert bad.status_code == 422 and "应是表单的代码" in bad.content.decode() and not MessageCode.objects.exists()
    kept = code(code="XUETANG", to="fasting_glucose", unit="mmol/L", units="mg/dL=0.05551")
    assert admin.post(f"{CODES}?kind=exam", kept).status_code == 302
    assert admin.post(f"{CODES}?kind=exam", code(code="ECG", to="ecg", values="正常=1\n大致正常=1")).status_code == 302
    doctor = client_of(cast, "doctor")
    assert "1 份已接收的报文" in doctor.get(URL).content.decode()
    assert doctor.post(URL, {}).status_code == 302
    assert HealthExam.objects.get(resident=person).ecg == 1, "the refused one came in by the new word"
    exam = HealthExam.objects.get(resident=other)
    assert exam.fasting_glucose == Decimal("6.2") and exam.version == 2
    assert Received.objects.get(key=said(partly)).unknown == []
    assert admin.post(f"{CODES}?kind=exam", {"do": "retire", "code": "XUETANG"}).status_code == 302
    assert MessageCode.objects.get(code="XUETANG").retired and "XUETANG 已停用" in admin.get(CODES).content.decode()
    assert "XUETANG" not in admin.get(CODES).content.decode(), "neither kept nor lacking"


def said(row: ImportRow) -> str:
    return str(dict(zip(row.of.mapping, row.cells, strict=True))["id"])


def test_a_stranger_neither_reads_nor_repairs(cast: Cast) -> None:
    row = sent(cast, cast.register(), person={"name": "丛立夏", "id_no": "371002195803010010"})
    away = client_of(cast, "public_health_b")
    assert "丛立夏" not in away.get(URL).content.decode()
    assert away.get(URL, {"row": row.pk}).status_code == 404
    assert away.post(URL, {"row": str(row.pk), "sheet": "repair", "key": str(uuid.uuid4())}).status_code == 404
    for role in ("finance", "admin", "line"):
        assert client_of(cast, role).get(URL).status_code == 403
    for role in ("doctor", "project_office", "line", "finance"):
        assert client_of(cast, role).get(CODES).status_code == 403
        assert client_of(cast, role).post(CODES, code(code="X", to="ecg")).status_code == 403
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.user("admin"))
    assert strict.post(CODES, code(code="X", to="ecg")).status_code == 403 and not MessageCode.objects.exists()
