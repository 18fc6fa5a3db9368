"""登记簿: the records of a form in one's scope, filtered and exported; nobody reads another township's."""

from __future__ import annotations

import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from gongwei.people.models import AccessLog
from gongwei.people.tests.cast import VILLAGE_B1
from gongwei.web.tests.people_pages import text
from gongwei.web.tests.releasing import taken_out
from gongwei.web.tests.visiting import FOLLOWUP, Township, new_url, township, typed

pytestmark = pytest.mark.django_db
LIST = "web:registers_list"


@pytest.fixture
def place(db: None) -> Township:
    return township()


def visit(place: Township, name: str, village: str = "", role: str = "doctor", **changes: str) -> None:
    """A patient with one visit."""
    person = place.patient("hypertension", name=name, **({"village": village} if village else {}))
    answer = place.enter(role).post(new_url(person), typed(**changes))
    assert answer.status_code == 302


def test_a_register_shows_the_records_of_ones_own_people(place: Township) -> None:
    visit(place, "丛立春")
    visit(place, "于惊蛰", VILLAGE_B1, "public_health_b")
    said = text(place.client.get(reverse(LIST, args=[FOLLOWUP])))
    assert "丛立春" in said and "138" in said and "于惊蛰" not in said
    everyone = text(place.enter("project_office").get(reverse(LIST, args=[FOLLOWUP])))
    assert "丛立春" in everyone and "于惊蛰" in everyone


def test_a_register_is_narrowed_by_time_person_code_and_voided(place: Township) -> None:
    visit(place, "丛立春")
    visit(place, "毕清明", served_on="2023-05-04", next_visit_date="2023-08-01", mode="1")
    url = reverse(LIST, args=[FOLLOWUP])
    assert "毕清明" not in text(place.client.get(url))
    assert "毕清明" in text(place.client.get(url, {"period": "last"}))
    assert "丛立春" not in text(place.client.get(url, {"period": "all", "mode": "1"}))
    assert "毕清明" not in text(place.client.get(url, {"period": "all", "q": "丛立春"}))
    assert "0 条" in text(place.client.get(url, {"state": "voided"}))


def test_export_holds_every_answer_and_is_logged(place: Township) -> None:
    visit(place, "丛立春")
    url = reverse("web:registers_export", args=[FOLLOWUP])
    answer = taken_out(place.client, place.enter("public_health_a"), url)
    sheet = load_workbook(io.BytesIO(answer.getvalue())).active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    heads = [str(each) for each in rows[1]]
    record = dict(zip(heads, rows[2], strict=True))
    assert (record["姓名"], record["收缩压(mmHg)"], record["日吸烟量(支)"]) == ("丛立春", 138, 0)
    assert "*" in str(record["身份证号"])
    assert AccessLog.objects.filter(action="export").count() == 1


def test_a_role_without_the_right_is_refused(place: Township) -> None:
    url = reverse(LIST, args=[FOLLOWUP])
    assert place.enter("finance").get(url).status_code == 403
    assert (
        place.enter("village_doctor").get(reverse("web:registers_export", args=[FOLLOWUP])).status_code == 403
    )
    assert (
        place.enter("project_office").get(reverse("web:import", args=[FOLLOWUP])).status_code == 403
    )
    assert place.client.get(reverse(LIST, args=["no_such_form"])).status_code == 404


def test_a_line_sees_only_the_registers_of_its_programme(place: Township) -> None:
    client = place.enter("line")
    assert client.get(reverse(LIST, args=[FOLLOWUP])).status_code == 200
    assert client.get(reverse(LIST, args=["diabetes_followup"])).status_code == 403
    assert "diabetes_followup" not in client.get(reverse("web:registers")).content.decode()


def test_a_chapter_leads_to_its_first_register(place: Township) -> None:
    answer = place.client.get(reverse("web:registers_of", args=["hypertension"]))
    assert answer.status_code == 302 and "/registers/hypertension_" in answer["Location"]
    assert place.client.get(reverse("web:registers_of", args=["nothing"])).status_code == 404
