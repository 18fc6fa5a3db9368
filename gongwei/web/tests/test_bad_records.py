"""What cannot be true, what comes twice or half, and what is not meant for us: refused in words, nothing lost."""

from __future__ import annotations

import datetime as dt
import re
import threading
import uuid
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client

from gongwei.catalogue.chapters import forms
from gongwei.people.models import Resident
from gongwei.people.tests.cast import VILLAGE_B1
from gongwei.people.verbs.standing import Closing, close_record
from gongwei.records.items import asked
from gongwei.web.models import Draft
from gongwei.web.tests.visiting import FOLLOWUP, Township, new_url, record_url, township, typed

Records: Any = forms()[FOLLOWUP].model._default_manager
HOSTILE = "'); DROP TABLE resident; --<script>alert(1)</script>&\"{{ 7*7 }}"
pytestmark = pytest.mark.django_db


@pytest.fixture
def place(db: None) -> Township:
    return township()


def refused(place: Township, person: Resident, **changes: Any) -> str:
    """The page that answers; nothing is stored and a value typed elsewhere is still there."""
    answer = place.client.post(new_url(person), typed(**{"heart_rate": "77", **changes}))
    assert answer.status_code == 422
    assert not Records.exists()
    page = answer.content.decode()
    assert 'name="heart_rate" value="77"' in page
    return page


def test_a_future_visit_is_refused(place: Township) -> None:
    page = refused(place, place.patient("hypertension"), served_on="2024-10-17")
    assert "在今天（2024-10-16）之后" in page and 'value="2024-10-17"' in page


def test_a_diastolic_pressure_not_below_the_systolic_is_refused(place: Township) -> None:
    page = refused(place, place.patient("hypertension"), sbp="92", dbp="138")
    assert "舒张压应低于收缩压，请核对两个数是否填反" in page and 'value="138"' in page


def test_a_visit_before_the_diagnosis_is_refused(place: Township) -> None:
    page = refused(place, place.patient("hypertension"), served_on="2022-10-19", next_visit_date="2022-12-01")
    assert "早于确诊日期 2022-10-20" in page


def test_a_visit_after_death_is_refused(place: Township) -> None:
    person = place.patient("hypertension")
    closing = Closing("died", dt.date(2024, 9, 1), cause_of_death="心肌梗死", evidence="死亡证明")
    close_record(person.pk, closing, by=place.cast.staff["public_health_a"])
    page = refused(place, person, served_on="2024-10-16")
    assert "晚于死亡日期 2024-09-01" in page


def test_a_slip_of_the_decimal_point_is_named_with_a_guess(place: Township) -> None:
    page = refused(place, place.patient("hypertension"), weight_cur="665")
    assert "66.5" in page and 'value="665"' in page


def test_an_unusual_value_is_confirmed_at_its_field(place: Township) -> None:
    person = place.patient("hypertension")
    answer = place.client.post(new_url(person), typed(heart_rate="125"))
    assert answer.status_code == 422 and not Records.exists()
    assert 'name="confirm" value="heart_rate:125"' in answer.content.decode()
    request = typed(heart_rate="125", confirm="heart_rate:125")
    assert place.client.post(new_url(person), request).status_code == 302


def test_a_form_cut_short_on_the_way_is_refused_whatever_arrived(place: Township) -> None:
    person = place.patient("hypertension")
    form = place.client.get(new_url(person)).content.decode().partition('<form id="entry"')[2].partition("</form>")[0]
    fields = re.findall(r'<(?:input|textarea|select)[^>]* name="([a-z_]+)"(?: value="(\w*)")?', form)
    assert fields[1] == ("whole", "begun") and fields[-1] == ("whole", "1")
    page = refused(place, person, whole="begun")
    assert "表单没有完整送达，没有写入任何内容" in page and 'role="alert"' in page
    assert place.client.post(new_url(person), typed(whole=["begun", "1"])).status_code == 302
    stored = Records.get()
    cut = typed(id=str(stored.pk), version="1", sbp="150", reason="记错", whole="begun")
    assert place.client.post(record_url(stored), cut).status_code == 422
    stored.refresh_from_db()
    assert (stored.sbp, stored.version) == (138, 1)


def test_a_form_that_arrived_half_stores_nothing(place: Township) -> None:
    person = place.patient("hypertension")
    answer = place.client.post(
        new_url(person), {"id": str(uuid.uuid4()), "served_on": "2024-10-16", "sbp": "138"}
    )
    page = answer.content.decode()
    assert answer.status_code == 422 and not Records.exists()
    assert "舒张压" in page and 'name="sbp" value="138"' in page
    assert place.client.post(new_url(person), {"sbp": "138"}).status_code == 404


def test_the_same_request_twice_is_one_record(place: Township) -> None:
    person, request = place.patient("hypertension"), typed()
    assert place.client.post(new_url(person), request).status_code == 302
    assert place.client.post(new_url(person), request).status_code == 302
    assert (Records.count(), Records.get().version) == (1, 1)


def test_the_number_of_another_persons_record_is_refused(place: Township) -> None:
    one, other = place.patient("hypertension"), place.patient("hypertension", name="姜白露")
    request = typed()
    place.client.post(new_url(one), request)
    answer = place.client.post(new_url(other), request)
    assert answer.status_code == 422
    assert "已用于另一位居民" in answer.content.decode()
    assert Records.get().resident == one


@pytest.mark.django_db(transaction=True)
def test_two_people_who_save_at_once_leave_one_whole_record(transactional_db: None) -> None:
    place = township()
    person, request = place.patient("hypertension"), typed()
    same, answers = threading.Barrier(2), []

    def send(client: Client) -> None:
        same.wait()
        answers.append(client.post(new_url(person), request).status_code)
        connections.close_all()

    threads = [
        threading.Thread(target=send, args=[place.enter(role)]) for role in ("doctor", "public_health_a")
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [302, 302]
    assert (Records.count(), Records.get().version, Records.get().medicines.count()) == (1, 1, 1)


@pytest.mark.parametrize(
    "field", [item.name for item in asked(forms()[FOLLOWUP]) if item.kind in ("text", "long")]
)
def test_sql_and_html_in_a_text_field_are_only_text(place: Township, field: str) -> None:
    person = place.patient("hypertension")
    also = {"referral_reason": "头晕", "referral_org_dept": "心内科"} if field.startswith("referral") else {}
    request = typed(**{**also, field: HOSTILE[:50]})
    answer = place.client.post(new_url(person), request)
    page = answer.content.decode()
    assert answer.status_code in (302, 422)
    assert "<script>alert" not in page
    if answer.status_code == 302:
        stored = Records.get()
        assert getattr(stored, field) == HOSTILE[:50]
        page = place.client.get(record_url(stored)).content.decode()
        assert "<script>alert" not in page and "49" not in page.partition(field)[2][:200].replace("f-", "")
        assert "<script>alert" not in place.client.get(f"{record_url(stored)}print/").content.decode()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM resident")
        assert cursor.fetchone() == (1,)


@pytest.mark.parametrize(
    "field", ["sbp", "served_on", "mode", "symptoms", "sign_other", "remark", "medicines-0-name"]
)
@pytest.mark.parametrize(
    "text", ["\x00", "9" * 400, "<script>alert(1)</script>", "１３８　ｍｍ", "-1", "NaN", "2024-13-45"]
)
def test_nonsense_in_any_field_is_answered_not_crashed(place: Township, field: str, text: str) -> None:
    person = place.patient("hypertension")
    answer = place.client.post(new_url(person), typed(**{field: text}))
    assert answer.status_code in (302, 422)
    assert "<script>alert" not in answer.content.decode()
    assert place.client.post(f"{new_url(person)}advise/", typed(**{field: text})).status_code == 200
    assert place.client.post(f"{new_url(person)}draft/", typed(**{field: text})).status_code in (204, 422)


def test_a_paste_of_ten_megabytes_is_refused_at_its_field_and_kept(place: Township) -> None:
    person = place.patient("hypertension")
    page = refused(place, person, sign_other="重" * 3_500_000)
    assert re.search("其他.{0,12}最多", page) and "重" * 3_500_000 in page
    kept = place.client.post(f"{new_url(person)}draft/", typed(sign_other="重" * 300_000))
    assert kept.status_code == 413 and not Draft.objects.exists()


def test_guessed_addresses_of_another_township_show_and_change_nothing(place: Township) -> None:
    theirs = place.patient("hypertension", village=VILLAGE_B1)
    request = typed()
    assert place.enter("public_health_b").post(new_url(theirs), request).status_code == 302
    record = Records.get()
    for url in (
        new_url(theirs), record_url(record), f"{record_url(record)}print/", f"/residents/{theirs.pk}/",
        f"/residents/{theirs.pk}/reveal/?field=id_no",
    ):  # fmt: skip
        assert place.client.get(url).status_code == 404, url
    for url in (
        new_url(theirs), f"{new_url(theirs)}advise/", f"{new_url(theirs)}draft/", record_url(record),
        f"{record_url(record)}void/", f"{record_url(record)}undo/", f"/exam-day/{theirs.pk}/measure/",
    ):  # fmt: skip
        assert place.client.post(url, typed(reason="试试")).status_code == 404, url
    record.refresh_from_db()
    assert (record.version, record.voided_at, Draft.objects.count()) == (1, None, 0)
