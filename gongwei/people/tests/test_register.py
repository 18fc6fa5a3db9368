"""Registration: what makes a record, what is refused, and that nothing is half-written."""

import datetime as dt
import threading
import uuid
from typing import Any

import pytest
from django.db import connection

from gongwei.people.models import Residence, Resident, Standing, VillageSerial
from gongwei.people.problems import Conflict, Duplicate, Forbidden, Invalid
from gongwei.people.tests.cast import TODAY, VILLAGE_A1, VILLAGE_B1, Cast, id_no, make_cast
from gongwei.people.verbs.past import PastLines
from gongwei.people.verbs.register import Registration, preview, register_resident

BIRTH = dt.date(1958, 3, 1)


def _file(cast: Cast, typed: dict[str, Any], village: str = VILLAGE_A1, **more: Any) -> Resident:
    by = more.pop("by", cast.staff["public_health_a"])
    confirmed = more.pop("confirmed", False)
    request_id = more.pop("request_id", None) or uuid.uuid4()
    return register_resident(request_id, typed, Registration(village, **more), by=by, confirmed=confirmed)


def _problems(cast: Cast, typed: dict[str, Any], **more: Any) -> dict[str, list[str]]:
    with pytest.raises(Invalid) as refused:
        _file(cast, typed, **more)
    assert not Resident.objects.exists()
    assert not VillageSerial.objects.exists()
    return refused.value.by_field


def test_name_and_id_number_are_enough_to_register(cast: Cast) -> None:
    resident = _file(cast, {"name": "丛立春", "id_no": id_no(BIRTH, 2)})
    assert (resident.birth_date, resident.sex) == (BIRTH, 2)
    assert (resident.name_pinyin, resident.name_initials) == ("conglichun", "clc")
    assert resident.record_no == f"{VILLAGE_A1}00001"
    assert resident.institution == cast.centre_a
    assert resident.creating_institution == cast.centre_a


def test_registering_writes_the_first_residence_and_standing(cast: Cast) -> None:
    resident = _file(cast, {"name": "丛立春", "id_no": id_no(BIRTH), "residence_type": 2})
    residence, standing = Residence.objects.get(), Standing.objects.get()
    assert (residence.resident, residence.from_on, residence.to_on) == (resident, TODAY, None)
    assert (residence.institution, residence.village_id, residence.hukou) == (cast.centre_a, VILLAGE_A1, 2)
    assert (standing.state, standing.from_on, standing.to_on) == ("active", TODAY, None)


def test_serial_numbers_of_a_village_follow_each_other(cast: Cast) -> None:
    numbers = [cast.register(f"于谷雨{n}").record_no for n in range(3)]
    assert numbers == [f"{VILLAGE_A1}{n:05d}" for n in (1, 2, 3)]
    assert cast.register(village=VILLAGE_B1).record_no == f"{VILLAGE_B1}00001"


def test_a_refused_registration_uses_up_no_number(cast: Cast) -> None:
    cast.register()
    with pytest.raises(Invalid):
        _file(cast, {"name": "", "id_no": id_no(BIRTH, serial=77)})
    assert cast.register("王小雪").record_no == f"{VILLAGE_A1}00002"


def test_the_same_request_sent_twice_makes_one_record(cast: Cast) -> None:
    request_id, typed = uuid.uuid4(), {"name": "丛立春", "id_no": id_no(BIRTH)}
    first = _file(cast, typed, request_id=request_id)
    assert _file(cast, typed, request_id=request_id) == first
    assert Resident.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "field", "says"),
    [
        ({"id_no": "371002195803010010"}, "id_no", "校验码"),
        ({"id_no": "371002195813010012"}, "id_no", "不是真实的日期"),
        ({"id_no": id_no(dt.date(2024, 10, 17))}, "id_no", "晚于今天"),
        ({"id_no": "37100219580301"}, "id_no", "18位"),
        ({"birth_date": "1958-03-02"}, "birth_date", "与身份证号不符"),
        ({"sex": 2}, "sex", "与身份证号不符"),
        ({"sex": 7}, "sex", "没有代码 7"),
        ({"birth_date": "1958-02-30"}, "birth_date", "不是真实的日期"),
        ({"name": ""}, "name", "必须填写"),
        ({"name": "丛" * 51}, "name", "最多 50 个字"),
        ({"current_address": "路" * 10_000_000}, "current_address", "最多 200 个字"),
        ({"employer": "厂\x00"}, "employer", "控制字符"),
        ({"phone": "1380631"}, "phone", "11位手机号"),
        ({"contact_phone": "不详"}, "contact_phone", "联系人电话"),
        ({"drug_allergy": [1, 2]}, "drug_allergy", "不能与其他选项同时选择"),
        ({"payment_methods": [9]}, "payment_methods", "没有代码 9"),
        ({"birth_certificate_no": "12"}, "birth_certificate_no", "1个字母加9位数字"),
        ({"record_no": "1"}, "record_no", "没有这一项"),
        ({"institution_id": 1}, "institution_id", "没有这一项"),
    ],
)
def test_bad_input_is_refused_at_its_field(cast: Cast, typed: dict[str, Any], field: str, says: str) -> None:
    said = _problems(cast, {"name": "丛立春", "id_no": id_no(BIRTH), **typed})
    assert any(says in message for message in said[field])
    assert all(len(message) < 200 for messages in said.values() for message in messages)


def test_all_wrong_fields_are_named_at_once(cast: Cast) -> None:
    said = _problems(cast, {"name": "", "id_no": "1", "phone": "1", "education": 99})
    assert set(said) >= {"name", "id_no", "phone", "education"}


def test_sql_and_html_in_every_text_field_are_stored_as_typed(cast: Cast) -> None:
    nasty = "'); DROP TABLE resident;--<b>"
    texts = ["name", "current_address", "registered_address", "employer", "contact_name", "past_other"]
    resident = _file(cast, {"id_no": id_no(BIRTH), **dict.fromkeys(texts, nasty)})
    resident.refresh_from_db()
    assert {getattr(resident, name) for name in texts} == {nasty}


def test_a_newborn_without_number_is_filed_by_birth_certificate(cast: Cast) -> None:
    typed = {
        "name": "宫小雪",
        "sex": 2,
        "birth_date": "20241001",
        "birth_certificate_no": "P370123456",
    }
    assert _file(cast, typed).birth_certificate_no == "P370123456"


def test_without_any_number_the_doctor_confirms_first(cast: Cast) -> None:
    typed = {"name": "丛立春", "sex": 1, "birth_date": BIRTH}
    assert "未填写" in _problems(cast, typed)["id_no"][0]
    assert _file(cast, typed, confirmed=True).id_no is None


def test_a_15_digit_number_is_upgraded_and_a_centenarians_asks_for_the_century(cast: Cast) -> None:
    assert _problems(cast, {"name": "鞠大寒", "id_no": "371002201231997"})["id_no"][0].endswith("（18或19）")
    old = _file(cast, {"name": "鞠大寒", "id_no": "371002201231997", "id_century": 19})
    assert old.birth_date == dt.date(1920, 12, 31)
    assert _file(cast, {"name": "丛立春", "id_no": "371002580301001"}).id_no == id_no(BIRTH)


def test_a_filing_date_in_the_future_or_before_birth_is_refused(cast: Cast) -> None:
    typed = {"name": "丛立春", "id_no": id_no(BIRTH)}
    assert "created_on" in _problems(cast, typed, created_on=TODAY + dt.timedelta(days=1))
    assert "id_no" in _problems(cast, typed, created_on=BIRTH - dt.timedelta(days=1))


def test_a_village_that_nobody_serves_is_refused(cast: Cast) -> None:
    assert "village" in _problems(cast, {"name": "丛立春", "id_no": id_no(BIRTH)}, village="371002999001")


def test_past_diseases_are_kept_with_their_months(cast: Cast) -> None:
    past = PastLines(diseases=((2, "2019-05"), (13, None)), surgeries=(("阑尾切除", "1999"),))
    resident = _file(cast, {"name": "丛立春", "id_no": id_no(BIRTH)}, past=past)
    assert list(resident.past_diseases.values_list("disease", "diagnosed")) == [(2, "2019-05"), (13, None)]
    assert resident.surgeries.get().what == "阑尾切除"


@pytest.mark.parametrize(
    ("past", "says"),
    [
        (PastLines(diseases=((2, "1957-05"),)), "早于出生日期"),
        (PastLines(diseases=((2, "2024-11"),)), "晚于今天"),
        (PastLines(diseases=((2, "2024-13"),)), "YYYY-MM"),
        (PastLines(diseases=((1, None),)), "没有代码 1"),
        (PastLines(diseases=((2, None), (2, None))), "只填一行"),
        (PastLines(traumas=((" ", None),)), "名称"),
    ],
)
def test_impossible_past_lines_are_refused(cast: Cast, past: PastLines, says: str) -> None:
    with pytest.raises(Invalid, match=says):
        _file(cast, {"name": "丛立春", "id_no": id_no(BIRTH)}, past=past)
    assert not Resident.objects.exists()


@pytest.mark.req("EHR-18")
def test_the_same_number_is_refused_and_leads_to_the_existing_record(cast: Cast) -> None:
    first = cast.register(id_no=id_no(BIRTH, 1, 400))
    with pytest.raises(Duplicate, match="已建档") as refused:
        _file(cast, {"name": "王小雪", "id_no": id_no(BIRTH, 1, 400)}, confirmed=True)
    assert refused.value.residents == [first]


@pytest.mark.parametrize(
    "typed",
    [
        {"name": "丛立春", "phone": "13806310001", "id_no": id_no(dt.date(1960, 1, 1))},
        {"name": "丛立春", "birth_date": BIRTH, "sex": 1},
    ],
)
def test_a_likely_duplicate_is_shown_before_saving_and_may_be_confirmed(
    cast: Cast, typed: dict[str, Any]
) -> None:
    first = cast.register("丛立春", birth_date=BIRTH, phone="13806310001")
    _, candidates = preview(typed, VILLAGE_A1)
    assert [c.resident for c in candidates] == [first]
    with pytest.raises(Invalid):
        _file(cast, typed)
    assert _file(cast, typed, confirmed=True) != first


def test_another_institutions_village_is_refused_to_a_township(cast: Cast) -> None:
    with pytest.raises(Forbidden, match="温泉镇卫生院"):
        _file(cast, {"name": "丛立春", "id_no": id_no(BIRTH)}, village=VILLAGE_B1)
    assert not Resident.objects.exists()


def test_a_doctor_of_another_institution_cannot_be_made_responsible(cast: Cast) -> None:
    said = _problems(
        cast, {"name": "丛立春", "id_no": id_no(BIRTH)}, doctor_id=cast.staff["public_health_b"].pk
    )
    assert "羊亭中心卫生院" in said["doctor"][0]


@pytest.mark.django_db(transaction=True)
def test_registrations_at_once_get_numbers_without_gap_or_repetition() -> None:
    cast = make_cast()
    results = _at_once([lambda n=n: _file(cast, _person(n)) for n in range(12)])
    assert sorted(r.record_no[-5:] for r in results) == [f"{n:05d}" for n in range(1, 13)]


@pytest.mark.django_db(transaction=True)
def test_the_same_person_filed_by_two_at_once_makes_one_record() -> None:
    cast = make_cast()
    results = _at_once([lambda: _file(cast, _person(1))] * 4)
    assert sum(isinstance(r, Resident) for r in results) == 1
    assert all(isinstance(r, (Resident, Conflict, Duplicate)) for r in results)
    assert VillageSerial.objects.get().last == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_request_arriving_twice_at_once_makes_one_record() -> None:
    cast, request_id = make_cast(), uuid.uuid4()
    results = _at_once([lambda: _file(cast, _person(1), request_id=request_id)] * 4)
    assert len({r.pk for r in results}) == 1


def _person(n: int) -> dict[str, Any]:
    return {"name": f"于谷雨{n}", "id_no": id_no(BIRTH, 1, n), "phone": f"1380631{n:04d}"}


def _at_once(acts: list[Any]) -> list[Any]:
    """Run the acts in threads that start together; a refusal is a result."""
    barrier, results = threading.Barrier(len(acts)), []

    def run(act: Any) -> None:
        barrier.wait()
        try:
            results.append(act())
        except Exception as error:  # the test looks at it
            results.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results
