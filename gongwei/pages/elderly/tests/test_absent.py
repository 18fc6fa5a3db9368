"""未体检老年人: contact logged, the exam of another channel entered and used, the list let out by two persons."""

from __future__ import annotations

import datetime as dt
import io
import uuid
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from gongwei.care.models import HealthExam
from gongwei.obligations.refresh import refresh
from gongwei.people.models import AccessLog, Resident
from gongwei.people.tests.cast import TODAY, VILLAGE_A2, VILLAGE_B1
from gongwei.programmes.elderly.forms import OUTREACH
from gongwei.programmes.elderly.models import Outreach
from gongwei.programmes.elderly.tests.samples import exam
from gongwei.records.validate import validate
from gongwei.web.tests.releasing import asked_for, taken_out
from gongwei.web.tests.visiting import Township, township

URL = "/elderly/absent/"
JUNE = dt.date(2024, 6, 3)
CONTACT = {"served_on": TODAY.isoformat(), "way": "1", "result": "1", "health": "近况好", "appointed_on": "2024-11-04"}
TOLD = {**CONTACT, "result": "2", "appointed_on": "", "other_on": JUNE.isoformat(), "other_org": "市立医院体检中心"}
pytestmark = pytest.mark.django_db


@pytest.fixture
def place(db: None) -> Township:
    return township()


def elder(place: Township, name: str = "丛立春", **more: Any) -> Resident:
    person = place.cast.register(name, birth_date=dt.date(1950, 1, 1), **more)
    refresh([person.pk])
    return person


def rows(browser: Client, **query: str) -> dict[str, Any]:
    return {each.row.name: each.row for each in browser.get(URL, query).context["list"].rows}


def contact(browser: Client, person: Resident, **typed: str) -> Any:
    address = reverse("web:record_new", args=[person.pk, "elderly_outreach"])
    return browser.post(address, {"id": str(uuid.uuid4()), "whole": "1", **typed})


@pytest.mark.req("ELD-07")
def test_who_was_not_examined_is_contacted_and_managed_on_the_exam_of_another_channel(place: Township) -> None:
    person, done = elder(place), elder(place, "王小满")
    exam(place.cast, done, JUNE)
    refresh([done.pk])
    assert {name: row.state for name, row in rows(place.client).items()} == {"丛立春": "silent"}
    assert contact(place.client, person, **CONTACT).status_code == 302
    assert rows(place.client)["丛立春"].state == "contacted"
    elder(place, "毕寒露")
    assert list(rows(place.client)) == ["毕寒露", "丛立春"]
    assert contact(place.client, person, **TOLD).status_code == 302
    row = rows(place.client, state="told")["丛立春"]
    link = reverse("web:record_new", args=[person.pk, "health_exam"]) + f"?after=elderly_outreach:{row.told}"
    page = place.client.get(URL).content.decode()
    assert link in page and "市立医院体检中心" in page
    assert 'value="2024-06-03"' in place.client.get(link).content.decode()
    exam(place.cast, person, JUNE)
    refresh([person.pk])
    managed = rows(place.client, state="other")["丛立春"]
    assert (managed.other_on, managed.other_org) == (JUNE, "市立医院体检中心")
    assert link not in place.client.get(URL).content.decode()


@pytest.mark.req("ELD-07")
def test_an_exam_that_another_institution_wrote_counts_as_such_unless_one_was_done_here_too(place: Township) -> None:
    person = elder(place)
    made = exam(place.cast, person, JUNE)
    HealthExam.objects.filter(pk=made.pk).update(institution=place.cast.centre_b)
    refresh([person.pk])
    assert rows(place.client)["丛立春"].state == "other"
    exam(place.cast, person, dt.date(2024, 7, 1))
    assert rows(place.client) == {}


def test_a_contact_says_what_it_must(place: Township) -> None:
    def wrong(**changes: Any) -> list[str]:
        values = {"served_on": TODAY, "way": 1, "result": 6} | changes
        return [each.field for each in validate(OUTREACH, values, facts={"today": TODAY})]

    assert wrong() == []
    assert wrong(result=1) == ["health", "appointed_on"] and wrong(way=4) == ["through"]
    assert wrong(result=2, health="好") == ["other_on", "other_org"]
    told = {"result": 2, "health": "好", "other_org": "市立医院"}
    assert wrong(**told, other_on=TODAY) == wrong(**told, other_on=dt.date(2024, 1, 1)) == []
    assert wrong(**told, other_on=TODAY + dt.timedelta(1)) == ["other_on"]
    assert wrong(**told, other_on=dt.date(2023, 12, 31)) == ["other_on"]
    agreed = {"result": 1, "health": "好"}
    assert wrong(**agreed, appointed_on=TODAY) == []
    assert wrong(**agreed, appointed_on=TODAY - dt.timedelta(1)) == ["appointed_on"]
    person = elder(place)
    answer = contact(place.client, person, **(TOLD | {"other_on": "2023-06-03"}))
    assert answer.status_code == 422 and "应在 2024 年内" in answer.content.decode()
    assert "市立医院体检中心" in answer.content.decode() and not Outreach.objects.exists()


@pytest.mark.req("ELD-10")
def test_the_list_of_a_village_or_unit_leaves_masked_by_two_persons_and_is_logged(place: Township) -> None:
    kept = elder(place, employer="造船厂", phone="13806310099")
    elder(place, "王惊蛰", village=VILLAGE_A2)
    clerk, second = place.enter("public_health_a"), place.enter("project_office")
    assert set(rows(clerk, employer="造船")) == {"丛立春"} and set(rows(clerk, village=VILLAGE_A2)) == {"王惊蛰"}
    url = f"{URL}export/?employer=%E9%80%A0%E8%88%B9"
    assert asked_for(clerk, url).people == 1
    answer = taken_out(clerk, second, url)
    book = b"".join(answer.streaming_content) if answer.streaming else answer.content
    lines = openpyxl.load_workbook(io.BytesIO(book)).worksheets[0].iter_rows(values_only=True)
    text = "\n".join(str(cell) for line in lines for cell in line if cell is not None)
    assert "丛立春" in text and "138****0099" in text and "造船厂" in text and "王惊蛰" not in text
    assert "13806310099" not in text and str(kept.id_no) not in text
    assert AccessLog.objects.filter(resident=kept, purpose__contains="送村委会").exists()
    assert "申请导出" in clerk.get(f"{URL}export/").content.decode()


@pytest.mark.req("ELD-10")
def test_contacts_through_a_committee_or_unit_are_logged(place: Township) -> None:
    person = elder(place)
    assert contact(place.client, person, **(CONTACT | {"way": "4"})).status_code == 422
    assert contact(place.client, person, **(CONTACT | {"way": "4", "through": "王主任"})).status_code == 302
    page = place.client.get(URL).content.decode()
    assert "经村（居）委会：愿意来体检" in page and Outreach.objects.get().through == "王主任"


def test_strangers_are_refused(place: Township) -> None:
    theirs = elder(place, "姜芒种", village=VILLAGE_B1)
    elder(place)
    assert set(rows(place.client)) == {"丛立春"} and set(rows(place.enter("public_health_b"))) == {"姜芒种"}
    assert contact(place.client, theirs, **CONTACT).status_code == 404
    for role in ("finance", "admin"):
        assert place.enter(role).get(URL).status_code == 403
    assert place.enter("village_doctor").get(f"{URL}export/").status_code == 403
    assert Client().get(URL).status_code == 302
    assert "/new/elderly_outreach/" not in place.enter("project_office").get(URL).content.decode()
    for odd in ("?state=nothing&page=-1", "?village=x&sort=zzz", "?employer=%00"):
        assert place.client.get(URL + odd).status_code == 200
