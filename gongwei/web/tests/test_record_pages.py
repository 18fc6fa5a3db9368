"""The pages of one record: correcting, both sides of a conflict, history, closing, household, marks, review, print."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.test import Client

from gongwei.care.models import Encounter, Enrolment, HealthExam
from gongwei.care.verbs.enrolments import enrol
from gongwei.kernel.clock import now
from gongwei.people.models import AccessLog, Household, RecordReview, Resident, ResidentConsent
from gongwei.people.tests.cast import TODAY, VILLAGE_A1, VILLAGE_A2, VILLAGE_B1, Cast, make_cast
from gongwei.people.verbs.register import Registration, register_resident
from gongwei.programmes.hypertension.models import FirstBp
from gongwei.web.tests.people_pages import client_of, sheet, text, typed_of

TABS = (
    "home",
    "edit",
    "household",
    "marks",
    "move",
    "closing",
    "review",
    "changes",
    "services",
    "card",
    "print",
)


@pytest.fixture
def cast(db: None) -> Cast:
    """The small cast of people."""
    return make_cast()


@pytest.fixture
def doctor(cast: Cast) -> Client:
    """The doctor of centre A."""
    return client_of(cast, "doctor")


@pytest.fixture
def person(cast: Cast) -> Resident:
    """A resident of centre A."""
    return cast.register("丛立春", phone="13806310077", current_address="大西庄村1号")


def at(person: Resident, page: str) -> str:
    """The address of one page about the record."""
    return f"/residents/{person.pk}/{page}/"


@pytest.mark.parametrize("page", TABS)
def test_another_township_learns_nothing(cast: Cast, person: Resident, page: str) -> None:
    other = client_of(cast, "public_health_b")
    for response in (other.get(at(person, page)), other.post(at(person, page), sheet("close"))):
        assert response.status_code == 404 and "丛立春" not in response.content.decode()
    assert client_of(cast, "doctor").get(at(person, page)).status_code == 200


@pytest.mark.parametrize("page", ["edit", "review"])
def test_a_role_that_only_reads_is_told_whose_it_is(cast: Cast, person: Resident, page: str) -> None:
    office = client_of(cast, "project_office")
    refused = office.get(at(person, "edit"))
    assert refused.status_code == 403
    line = client_of(cast, "line")
    enrol(person.pk, "hypertension", actor=cast.staff["doctor"], from_on=TODAY)
    for address in (at(person, page), at(person, "print")):
        assert line.get(address).status_code == 403
    closing = line.post(
        at(person, "closing"),
        sheet("close", state="lost", on="2024-10-16", reason="联系不上", evidence="三次"),
    )
    assert closing.status_code == 403 and "羊亭中心卫生院" in text(closing)
    assert Resident.objects.get(pk=person.pk).living


def test_a_role_without_the_right_sees_whose_it_is_instead_of_a_button(cast: Cast, person: Resident) -> None:
    village = client_of(cast, "village_doctor")
    page = text(village.get(at(person, "closing")))
    assert "请由羊亭中心卫生院的负责人员办理" in page and "终止不删除任何记录" not in page
    assert "设标签" in text(village.get(at(person, "marks")))


def test_opening_any_page_is_logged(person: Resident, doctor: Client) -> None:
    for page in TABS:
        doctor.get(at(person, page))
    purposes = set(AccessLog.objects.filter(resident=person).values_list("purpose", flat=True))
    assert {"查看档案首页", "修改档案", "查看家庭", "查看变更历史", "打印档案", "打印封面"} <= purposes


@pytest.mark.req("DATA-12")
def test_a_correction_needs_a_reason_and_is_told_in_words(person: Resident, doctor: Client) -> None:
    refused = doctor.post(at(person, "edit"), typed_of(person, phone="13806319999", reason=""))
    assert refused.status_code == 422 and "修改原因：必须填写" in text(refused)
    assert "13806319999" in refused.content.decode()
    done = doctor.post(
        at(person, "edit"), typed_of(person, phone="13806319999", blood_type_abo="2", reason="本人来电")
    )
    assert done.status_code == 302
    history = text(doctor.get(at(person, "changes")))
    for said in ("本人来电", "于白露（羊亭中心卫生院）", "138****0077", "138****9999", "血型", "B型"):
        assert said in history
    assert "13806319999" not in history


def test_two_people_at_one_record_see_both_sides(person: Resident, doctor: Client) -> None:
    stale = typed_of(person, phone="13806311111")
    doctor.post(at(person, "edit"), typed_of(person, phone="13806312222"))
    clash = doctor.post(at(person, "edit"), stale)
    assert clash.status_code == 409
    assert "138****2222" in text(clash) and "138****1111" in text(clash)
    assert Resident.objects.get(pk=person.pk).phone == "13806312222"


def test_a_listed_person_is_filed_from_the_page(cast: Cast, doctor: Client) -> None:
    about = Registration(VILLAGE_A1, created_on=dt.date(2020, 1, 10), filed=False)
    typed = {"name": "鞠立夏", "sex": 2, "birth_date": dt.date(1960, 5, 5)}
    listed = register_resident(uuid.uuid4(), typed, about, by=cast.staff["doctor"], confirmed=True)
    assert "建档 Ctrl S" in text(doctor.get(at(listed, "edit")))
    doctor.post(at(listed, "edit"), typed_of(listed, then="file", reason="", checked="1"))
    assert Resident.objects.get(pk=listed.pk).record_no == f"{VILLAGE_A1}00001"


@pytest.mark.req("EHR-12")
def test_death_closes_record_and_enrolments_and_can_be_taken_back(
    cast: Cast, person: Resident, doctor: Client
) -> None:
    enrol(person.pk, "hypertension", actor=cast.staff["doctor"], from_on=dt.date(2022, 1, 1))
    bare = doctor.post(at(person, "closing"), sheet("close", state="died", on="2024-10-10"))
    assert bare.status_code == 422 and "死亡原因：必须填写" in text(bare) and "依据：必须填写" in text(bare)
    typed = sheet("close", state="died", on="2024-10-10", cause_of_death="脑卒中", evidence="死亡医学证明")
    assert doctor.post(at(person, "closing"), typed).status_code == 302
    closed = Resident.objects.get(pk=person.pk)
    assert not closed.living and Enrolment.objects.get(resident=person).to_on == dt.date(2024, 10, 10)
    doctor.post(at(person, "closing"), typed)
    assert closed.standings.count() == 2
    doctor.post(at(person, "closing"), sheet("reopen", on="2024-10-16", reason="误报"))
    assert Resident.objects.get(pk=person.pk).living
    said = text(doctor.get(at(person, "closing")))
    assert "脑卒中" in said and "误报" in said
    assert Enrolment.objects.get(resident=person).to_on == dt.date(2024, 10, 10)


@pytest.mark.req("EHR-12")
def test_a_death_that_never_was_gives_back_the_management(
    cast: Cast, person: Resident, doctor: Client
) -> None:
    enrol(person.pk, "hypertension", actor=cast.staff["doctor"], from_on=dt.date(2022, 1, 1))
    typed = sheet("close", state="died", on="2024-10-10", cause_of_death="脑卒中", evidence="死亡医学证明")
    doctor.post(at(person, "closing"), typed)
    assert doctor.post(at(person, "closing"), sheet("reopen", on="2024-10-10", reason="误报")).status_code == 302
    assert Enrolment.objects.get(resident=person).to_on is None


def test_a_household_is_made_joined_and_left(cast: Cast, person: Resident, doctor: Client) -> None:
    wife = cast.register("姜小满", sex=2)
    make = sheet("make", on="2024-01-01", household_no="7", address="")
    doctor.post(at(person, "household"), make)
    doctor.post(at(person, "household"), make)
    assert Household.objects.count() == 1
    doctor.post(at(person, "household"), sheet("add", who="姜小满", relation="12", on="2024-02-01"))
    wife.refresh_from_db()
    assert wife.household_relation == 12
    assert "妻" in text(doctor.get(at(person, "household"))) and "姜小满" in text(
        doctor.get(at(person, "household"))
    )
    nobody = doctor.post(
        at(person, "household"), sheet("add", who="没有这人", relation="20", on="2024-02-01")
    )
    assert nobody.status_code == 422 and "没有找到" in text(nobody)
    second = doctor.post(at(wife, "household"), sheet("relation", relation="2", on="2024-03-01"))
    assert second.status_code == 422 and "已有户主" in text(second)
    doctor.post(at(wife, "household"), sheet("leave", on="2024-05-01", reason="分户"))
    wife.refresh_from_db()
    assert wife.household_id is None


def test_members_out_of_reach_are_counted_not_named(cast: Cast, person: Resident, doctor: Client) -> None:
    doctor.post(at(person, "household"), sheet("make", on="2024-01-01"))
    away = cast.register("姜外村", VILLAGE_B1)
    home = Household.objects.get()
    away.household = home
    away.memberships.create(household=home, relation=20, from_on=dt.date(2024, 1, 2))
    away.save()
    page = text(doctor.get(at(person, "household")))
    assert "姜外村" not in page and "另有 1 位成员" in page


@pytest.mark.req("EHR-16")
def test_tags_have_source_and_dates(person: Resident, doctor: Client) -> None:
    bare = doctor.post(at(person, "marks"), sheet("tag", tag="disabled", on="2024-10-01", source=""))
    assert bare.status_code == 422 and "来源：必须填写" in text(bare)
    doctor.post(at(person, "marks"), sheet("tag", tag="disabled", on="2024-10-01", source="残疾人证"))
    person.refresh_from_db()
    assert person.tags == ["disabled"]
    doctor.post(at(person, "marks"), sheet("untag", tag="disabled", on="2024-10-10", reason="证件注销"))
    person.refresh_from_db()
    assert person.tags == []
    assert "残疾人证" in text(doctor.get(at(person, "marks")))


@pytest.mark.req("DATA-16")
def test_consent_is_given_once_and_withdrawn(person: Resident, doctor: Client) -> None:
    give = sheet("give", scope="opening", signer="丛立春", relation="1", signed_on="2024-10-01")
    doctor.post(at(person, "marks"), give)
    doctor.post(at(person, "marks"), give)
    consent = ResidentConsent.objects.get()
    doctor.post(
        at(person, "marks"), sheet("withdraw", consent=str(consent.pk), on="2024-10-05", reason="本人要求")
    )
    consent.refresh_from_db()
    assert consent.withdrawn_on == dt.date(2024, 10, 5)
    assert "本人要求" in text(doctor.get(at(person, "marks")))


@pytest.mark.req("EHR-09", "EHR-11")
def test_five_sections_make_a_review(person: Resident, doctor: Client) -> None:
    four = {f"accurate_{code}": "1" for code in (1, 2, 3, 4)}
    doctor.post(at(person, "review"), sheet("review", **four, contact="1"))
    person.refresh_from_db()
    assert (person.reviewed_on, person.verified_on) == (None, TODAY)
    wrong = doctor.post(at(person, "review"), sheet("review", accurate_5="0"))
    assert wrong.status_code == 422 and "发现的问题" in text(wrong)
    last = sheet("review", accurate_5="0", error_5="缺接诊记录", correction_5="已补")
    doctor.post(at(person, "review"), last)
    doctor.post(at(person, "review"), last)
    person.refresh_from_db()
    assert person.reviewed_on == TODAY and RecordReview.objects.count() == 5


def test_village_and_doctor_change_within_the_institution(cast: Cast, person: Resident) -> None:
    office = client_of(cast, "public_health_a")
    office.post(
        at(person, "move"),
        sheet("village", village=VILLAGE_A2, on="2024-10-01", address="小西庄村3号", doctor=""),
    )
    office.post(at(person, "move"), sheet("doctor", doctor=str(cast.staff["doctor"].pk), on="2024-10-02"))
    person.refresh_from_db()
    assert (person.village_id, person.doctor_id) == (VILLAGE_A2, cast.staff["doctor"].pk)
    assert "小西庄村委会" in text(office.get(at(person, "move")))


@pytest.mark.req("EHR-14")
def test_the_home_page_is_drawn_from_the_record(cast: Cast, person: Resident, doctor: Client) -> None:
    enrol(person.pk, "hypertension", actor=cast.staff["doctor"], from_on=dt.date(2022, 1, 1))
    page = text(doctor.get(at(person, "home")))
    for said in ("个人健康标识", "高血压", "2022-01-01 起在管", "个人基本健康信息", "卫生健康服务活动记录"):
        assert said in page
    assert str(person.id_no) not in page


def test_the_paper_says_what_the_record_says(cast: Cast, person: Resident, doctor: Client) -> None:
    Resident.objects.filter(pk=person.pk).update(ethnicity=11, past_disease=[2], blood_type_abo=1)
    cover = text(doctor.get(at(person, "print"), {"what": "cover"}))
    basic = text(doctor.get(at(person, "print"), {"what": "basic"}))
    card = text(doctor.get(at(person, "print"), {"what": "card"}))
    assert "居民健康档案" in cover and "大西庄村1号" in cover and "羊亭镇" in cover
    assert "满族" in basic and "99少数民族" in basic and str(person.id_no) in basic
    assert "☑高血压" in card and "☑A型" in card and "371002-101-101-00001" in card
    assert AccessLog.objects.filter(resident=person, action="export").count() == 3


def written(cast: Cast, person: Resident, on: dt.date) -> Encounter:
    """A visit of the person, as stored."""
    by = cast.staff["doctor"]
    return Encounter.objects.create(
        id=uuid.uuid4(), resident=person, institution=by.institution, staff=by, served_on=on, recorded_at=now(),
        recorded_by=by, subjective="头晕", objective="血压正常", assessment="无特殊", plan="观察",
    )  # fmt: skip


@pytest.mark.req("EHR-13")
def test_a_service_after_the_day_of_death_is_flagged(cast: Cast, person: Resident, doctor: Client) -> None:
    written(cast, person, dt.date(2024, 10, 10))
    typed = sheet("close", state="died", on="2024-10-10", cause_of_death="脑卒中", evidence="死亡医学证明")
    doctor.post(at(person, "closing"), typed)
    flag = "死亡日期之后还有服务记录，请核对"
    assert flag not in text(doctor.get(at(person, "closing")))
    late = written(cast, person, dt.date(2024, 10, 11))
    shown = doctor.get(at(person, "closing"))
    assert flag in text(shown) and str(late.pk) in shown.content.decode()


@pytest.mark.req("XC-08")
def test_all_services_stand_on_one_timeline(cast: Cast, person: Resident, doctor: Client) -> None:
    written(cast, person, dt.date(2024, 3, 1))
    by = cast.staff["doctor"]
    common = {"resident": person, "institution": by.institution, "staff": by, "recorded_by": by, "recorded_at": now()}
    HealthExam.objects.create(id=uuid.uuid4(), served_on=dt.date(2024, 5, 6), **common)
    FirstBp.objects.create(
        id=uuid.uuid4(), served_on=dt.date(2024, 9, 9), sbp=128, dbp=80, hypertension_history=2, **common
    )
    said = text(doctor.get(at(person, "services")))
    places = [said.index(day) for day in ("2024-09-09", "2024-05-06", "2024-03-01")]
    assert places == sorted(places)
    assert all(form in said for form in ("35岁首诊测压登记", "健康体检表", "接诊记录表"))


def test_services_are_listed_by_programme(person: Resident, doctor: Client) -> None:
    page = doctor.get(at(person, "services"), {"programme": "hypertension"})
    assert page.status_code == 200 and "没有符合条件的条" in text(page)
