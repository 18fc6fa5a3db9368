"""新建档案 on the page: from a number to a record, duplicates, newborns, bad input, nothing lost."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.test import Client

from gongwei.people.models import Resident
from gongwei.people.tests.cast import VILLAGE_A1, VILLAGE_B1, Cast, id_no, make_cast
from gongwei.web.tests.people_pages import client_of, paper, text

URL = "/register/"
BIRTH = dt.date(1958, 3, 1)
NUMBER = id_no(BIRTH, 1, 50)


@pytest.fixture
def cast(db: None) -> Cast:
    """The small cast of people."""
    return make_cast()


@pytest.fixture
def doctor(cast: Cast) -> Client:
    """The doctor of centre A."""
    return client_of(cast, "doctor")


def test_a_number_fills_birth_date_and_sex(doctor: Client) -> None:
    page = doctor.get(URL, {"q": NUMBER}).content.decode()
    assert 'value="1958-03-01"' in page and f'value="{NUMBER}"' in page
    assert 'name="sex" value="1" checked' in page
    old = doctor.get(URL, {"q": NUMBER[:6] + NUMBER[8:17]}).content.decode()
    assert f'value="{NUMBER}"' in old


@pytest.mark.req("EHR-01")
def test_filing_leads_to_the_record_and_twice_is_once(doctor: Client) -> None:
    typed = paper(name="毕清明", id_no=NUMBER, phone="13806310001", past_disease=["2"], diagnosed_2="2016-05")
    first = doctor.post(URL, typed)
    again = doctor.post(URL, typed)
    person = Resident.objects.get()
    assert first.url == again.url == f"/residents/{person.pk}/"  # type: ignore[attr-defined]
    assert (person.record_no, person.birth_date, person.sex) == (f"{VILLAGE_A1}00001", BIRTH, 1)
    assert [(line.disease, line.diagnosed) for line in person.past_diseases.all()] == [(2, "2016-05")]
    assert "建立管理专案" in text(doctor.get(first.url))  # type: ignore[attr-defined]


def test_a_person_may_only_be_listed(doctor: Client) -> None:
    doctor.post(URL, paper(name="毕清明", id_no=NUMBER, filed="1"))
    person = Resident.objects.get()
    assert (person.record_no, person.living) == (None, True)
    assert "未建档" in text(doctor.get(f"/residents/{person.pk}/home/"))


def test_a_newborn_without_number_is_filed_by_birth_certificate(doctor: Client) -> None:
    doctor.post(
        URL, paper(name="毕小雪", sex="2", birth_date="2024-10-01", birth_certificate_no="N370123456")
    )
    assert Resident.objects.get().birth_certificate_no == "N370123456"


def test_a_likely_duplicate_is_shown_beside_before_saving(cast: Cast, doctor: Client) -> None:
    known = cast.register("毕清明", birth_date=BIRTH)
    typed = paper(name="毕清明", sex="1", birth_date="1958-03-01", birth_certificate_no="", id_no=NUMBER)
    refused = doctor.post(URL, typed)
    assert refused.status_code == 422 and Resident.objects.count() == 1
    assert str(known.record_no) in text(refused) and "并排核对" in text(refused)
    assert 'value="毕清明"' in refused.content.decode()
    doctor.post(URL, {**typed, "checked": "1"})
    assert Resident.objects.count() == 2


def test_the_same_number_is_certain_and_elsewhere_names_nobody(cast: Cast, doctor: Client) -> None:
    known = cast.register("姜寒露", VILLAGE_B1, birth_date=BIRTH)
    refused = doctor.post(URL, paper(name="姜某", id_no=known.id_no, checked="1"))
    assert refused.status_code == 422 and Resident.objects.count() == 1
    assert "姜寒露" not in text(refused) and "温泉镇卫生院" in text(refused) and "申请转入" in text(refused)
    panel = text(doctor.post("/register/advise/", paper(id_no=known.id_no)))
    assert "已经建档" in panel and "姜寒露" not in panel


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"id_no": NUMBER[:17] + ("0" if NUMBER[17] != "0" else "1")}, "末位校验码不符"),
        ({"id_no": "371002195802300017"}, "身份证号"),
        ({"id_no": NUMBER, "birth_date": "1958-03-02"}, "出生日期"),
        ({"birth_date": "2031-01-01", "sex": "1"}, "出生日期"),
        ({"id_no": NUMBER, "phone": "12"}, "本人电话"),
        ({"id_no": NUMBER, "village": ""}, "村（居）委会"),
        ({"id_no": NUMBER, "village": VILLAGE_B1}, "请从列表中选择"),
        ({"id_no": NUMBER, "created_on": "2024-02-30"}, "不是真实的日期"),
        ({"id_no": NUMBER, "created_on": "2024-10-17"}, "晚于今天"),
        ({"id_no": NUMBER, "sex": "7"}, "性别"),
        ({"id_no": NUMBER, "past_disease": ["2"], "diagnosed_2": "上月"}, "YYYY-MM"),
        ({"id_no": NUMBER, "employer": "厂" * 101}, "工作单位"),
        ({"id_no": NUMBER, "employer": "厂\x00"}, "工作单位"),
        ({"id_no": NUMBER, "surgeries-0-happened": "2016-05"}, "手术"),
    ],
)
def test_bad_input_names_the_field_and_keeps_what_was_typed(
    doctor: Client, typed: dict[str, str], said: str
) -> None:
    refused = doctor.post(URL, paper(name="毕清明", **typed))
    assert refused.status_code == 422 and Resident.objects.count() == 0
    assert said in text(refused) and 'value="毕清明"' in refused.content.decode()


def test_a_centenarian_of_fifteen_digits_is_asked_for_the_century(doctor: Client) -> None:
    typed = paper(name="毕老人", id_no="371002240101997")
    asked = doctor.post(URL, typed)
    assert asked.status_code == 422 and "出生世纪" in text(asked) and 'name="id_century"' in asked.content.decode()
    doctor.post(URL, {**typed, "id_century": "19", "checked": "1"})
    assert Resident.objects.get().birth_date == dt.date(1924, 1, 1)


def test_a_form_half_sent_changes_nothing(doctor: Client) -> None:
    half = paper(name="毕清明", id_no=NUMBER)
    half.pop("whole")
    assert "没有完整送达" in text(doctor.post(URL, half))
    assert Resident.objects.count() == 0


def test_a_paste_of_ten_megabytes_is_refused_in_words(doctor: Client) -> None:
    response = doctor.post(URL, paper(name="毕" * 3_500_000, id_no=NUMBER))
    assert response.status_code == 422 and Resident.objects.count() == 0
    long = doctor.post(URL, paper(name="毕" * 200_000, id_no=NUMBER))
    assert long.status_code == 422 and "姓名" in text(long)[: 200_000 * 2]


@pytest.mark.parametrize("field", ["name", "current_address", "employer", "contact_name"])
def test_sql_and_html_are_only_text(doctor: Client, field: str) -> None:
    nasty = "'); DROP TABLE resident;--<script>alert(1)</script>"[:50]
    doctor.post(URL, paper(**{"name": "毕清明", "id_no": NUMBER, field: nasty}))
    person = Resident.objects.get()
    assert getattr(person, field) == nasty
    for page in ("", "home/", "edit/", "card/", "changes/", "print/?what=basic", "print/?what=cover"):
        assert "<script>alert" not in doctor.get(f"/residents/{person.pk}/{page}").content.decode()


def test_only_those_who_register_open_the_page(cast: Cast) -> None:
    assert client_of(cast, "line").get(URL).status_code == 403
    assert client_of(cast, "finance").post(URL, paper(name="毕清明", id_no=NUMBER)).status_code == 403
    assert Client().get(URL).status_code == 302
    assert Resident.objects.count() == 0


def test_a_forged_key_is_no_page(doctor: Client) -> None:
    assert doctor.post(URL, {**paper(name="毕清明", id_no=NUMBER), "id": "1", "key": "1"}).status_code == 404
    assert not Resident.objects.filter(request_id=uuid.UUID(int=1)).exists()
