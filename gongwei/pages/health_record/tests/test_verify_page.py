"""真实性核查: the office opens, the township writes down what it heard, the resident's page and the rate say so."""

from __future__ import annotations

import uuid

import pytest
from django.test import Client

from gongwei.people.models import AccessLog
from gongwei.people.tests.cast import TODAY, VILLAGE_B1
from gongwei.quality.models import Verification, VerifiedFile
from gongwei.web.tests.releasing import cells, taken_out
from gongwei.web.tests.visiting import Township, township

URL = "/health_record/verify/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def place(db: None, monkeypatch: pytest.MonkeyPatch) -> Township:
    monkeypatch.setenv("GONGWEI_TODAY", TODAY.isoformat())
    made = township()
    made.patient("hypertension", name="丛立春")
    made.patient("hypertension", name="外乡人", village=VILLAGE_B1)
    return made


def asked(**changes: object) -> dict[str, object]:
    return {"sheet": "open", "key": str(uuid.uuid4()), "title": "年底核查", "programmes": ["hypertension"], "size": "",
            "seed": "7", "due_on": "2024-11-30", **changes}  # fmt: skip


def said(outcome: str, words: str = "", **changes: object) -> dict[str, object]:
    return {"key": str(uuid.uuid4()), "mode": "phone", "outcome": outcome, "words": words, **changes}


def opened(place: Township) -> Verification:
    assert place.enter("project_office").post(URL, asked()).status_code == 302
    return Verification.objects.get()


@pytest.mark.req("EHR-20", "NCD-23")
def test_a_township_checks_its_own_files_and_the_office_reads_pass_rates(place: Township) -> None:
    made, clerk = opened(place), place.enter("public_health_a")
    own = clerk.get(f"{URL}{made.pk}/").content.decode()
    assert "丛立春" in own and "外乡人" not in own and len(own.encode()) < 60_000
    file = VerifiedFile.objects.get(resident__name="丛立春")
    at = f"{URL}file/{file.pk}/"
    refused = clerk.post(at, said("untrue"))
    assert refused.status_code == 422 and "必须写明发现了什么" in refused.content.decode()
    assert "核查" in clerk.get(at).content.decode()
    assert AccessLog.objects.filter(resident=file.resident, purpose="真实性核查").exists()
    assert clerk.post(at, said("untrue", "本人说没有量过血压")).status_code == 302
    person = clerk.get(f"/residents/{file.resident_id}/").content.decode()
    assert "不属实：本人说没有量过血压" in person and "不计入管理人数" in person and "人群.核查" in person
    office = place.enter("project_office").get(f"{URL}{made.pk}/")
    assert {(name, row.known, row.passed) for name, row in office.context["groups"]} == {
        (str(place.cast.centre_a), 1, 0), (str(place.cast.centre_b), 0, 0),
    }  # fmt: skip
    assert office.context["same"] and "名单相同" in office.content.decode()
    assert clerk.post(at, said("true", "")).status_code == 422
    assert clerk.post(at, said("true", "补测血压，已更正")).status_code == 302
    after = clerk.get(f"/residents/{file.resident_id}/").content.decode()
    assert "补测血压，已更正" in after and "起不计入管理人数" not in after


def test_what_is_wrong_is_named_and_what_was_typed_is_kept(place: Township) -> None:
    office = place.enter("project_office")
    for changes, words in (
        ({"programmes": []}, "至少选一种"), ({"size": "十"}, "不是整数"), ({"size": "0"}, "应不小于 1"),
        ({"seed": "0"}, "种子：应是"), ({"due_on": "2024-10-01"}, "不能早于今天"),
    ):  # fmt: skip
        answer = office.post(URL, asked(**changes))
        assert answer.status_code == 422 and words in answer.content.decode() and "年底核查" in answer.content.decode()
    assert not Verification.objects.exists()


def test_a_stranger_is_refused(place: Township) -> None:
    made = opened(place)
    foreign = VerifiedFile.objects.get(resident__name="外乡人")
    clerk = place.enter("public_health_a")
    assert clerk.get(f"{URL}file/{foreign.pk}/").status_code == 404
    assert clerk.post(f"{URL}file/{foreign.pk}/", said("true")).status_code == 404
    assert clerk.get(f"{URL}{uuid.uuid4()}/").status_code == 404
    own = VerifiedFile.objects.get(resident__name="丛立春")
    assert place.enter("village_doctor").post(f"{URL}file/{own.pk}/", said("true")).status_code == 403
    for role in ("public_health_a", "village_doctor"):
        assert place.enter(role).post(URL, asked()).status_code == 403
        assert place.enter(role).post(f"{URL}{made.pk}/", {"key": str(uuid.uuid4())}).status_code == 403
    for role in ("finance", "admin"):
        assert place.enter(role).get(f"{URL}{made.pk}/").status_code == 403
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(place.cast.user("project_office"))
    assert strict.post(URL, asked()).status_code == 403


def test_the_files_leave_as_a_workbook_once_released(place: Township) -> None:
    made = opened(place)
    url = f"{URL}{made.pk}/export/"
    book = taken_out(place.enter("public_health_a"), place.enter("project_office"), url)
    found = cells(book)
    assert "丛立春" in found and "待核实" in found and "外乡人" not in found
    assert place.enter("village_doctor").get(url).status_code == 403
