"""The child's own pages: what they show, and whom they refuse."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from gongwei.people.models import AccessLog
from gongwei.people.tests.cast import VILLAGE_B1, Cast, make_cast
from gongwei.programmes.child.models import EyeExam, EyeSupport, SpecialFile, SpecialVisit, VisionTransfer
from gongwei.programmes.child.tests.samples import born, exam, record, visit

BIRTH = dt.date(2024, 2, 8)


@pytest.fixture
def cast(db: None, monkeypatch: pytest.MonkeyPatch) -> Cast:
    """The cast on 16 October 2024."""
    monkeypatch.setenv("GONGWEI_TODAY", "2024-10-16")
    return make_cast()


@pytest.fixture
def doctor(cast: Cast, client: Client) -> Client:
    """The responsible doctor of centre A, logged in."""
    client.force_login(cast.user("doctor"))
    return client


@pytest.mark.req("CHILD-12", "CHILD-09")
def test_one_child_stands_on_one_page_with_every_visit_and_its_curves(cast: Cast, doctor: Client) -> None:
    child = born(cast, BIRTH)
    visit(cast, child, dt.date(2024, 2, 14))
    exam(cast, child, 3, dt.date(2024, 5, 10), weight="6.20", length="61.0")
    exam(cast, child, 8, dt.date(2024, 10, 10), hemoglobin=104)
    record(
        cast, EyeExam, child, dt.date(2024, 10, 10), contact=8, appearance=1, visual_behaviour=1, eye_class=1
    )
    answer = doctor.get(reverse("child:file", args=[child.pk]))
    text = answer.content.decode()
    assert answer.status_code == 200
    for words in (
        "3月龄 2024-05-10",
        "8月龄 2024-10-10",
        "新生儿家庭访视记录表",
        "P97",
        "生长发育监测图",
        "眼保健及视力检查记录",
    ):
        assert words in text
    assert len(answer.content) < 60_000
    assert AccessLog.objects.filter(resident=child, purpose="查看儿童档案").exists()


@pytest.mark.req("CHILD-12")
def test_the_growth_card_stands_on_the_residents_page_of_a_child_only(cast: Cast, doctor: Client) -> None:
    child, grown = born(cast, BIRTH), cast.register("王清明")
    exam(cast, child, 8, dt.date(2024, 10, 10))
    assert "儿童健康" in doctor.get(reverse("web:resident", args=[child.pk])).content.decode()
    assert "child-panel" not in doctor.get(reverse("web:resident", args=[grown.pk])).content.decode()


def test_a_child_of_another_township_is_not_found(cast: Cast, doctor: Client) -> None:
    other = cast.register("王谷雨", VILLAGE_B1, birth_date=BIRTH, created_on=BIRTH)
    assert doctor.get(reverse("child:file", args=[other.pk])).status_code == 404


def test_the_finance_office_sees_none_of_it(cast: Cast, client: Client) -> None:
    child = born(cast, BIRTH)
    client.force_login(cast.user("finance"))
    for address in (
        reverse("child:file", args=[child.pk]),
        reverse("child:special"),
        reverse("child:school"),
    ):
        assert client.get(address).status_code in (403, 404)


@pytest.mark.req("CHILD-08", "CHILD-07", "CHILD-10")
def test_the_list_of_special_files_drops_what_was_closed_and_marks_what_is_late(
    cast: Cast, doctor: Client
) -> None:
    late, closed = born(cast, BIRTH), born(cast, BIRTH, "王清明")
    for each in (late, closed):
        record(
            cast,
            SpecialFile,
            each,
            dt.date(2024, 8, 1),
            reasons=[21],
            measures=[1],
            referral=1,
            next_date=dt.date(2024, 8, 29),
        )
    record(
        cast,
        SpecialVisit,
        closed,
        dt.date(2024, 8, 20),
        reasons=[21],
        trend=1,
        measures=[1],
        referral=1,
        result=3,
    )
    text = doctor.get(reverse("child:special")).content.decode()
    assert late.name in text and closed.name not in text
    assert "逾期" in text and "缺铁性贫血" in text
    assert (
        late.name
        not in doctor.get(reverse("child:special") + "?kind=risk").content.decode().split("<tbody>")[1]
    )
    assert doctor.get(reverse("child:special") + "?kind=nothing").status_code == 404


@pytest.mark.req("CHILD-06")
def test_the_vision_file_goes_from_open_to_waiting_to_acknowledged(cast: Cast, doctor: Client) -> None:
    child = cast.register(birth_date=dt.date(2018, 3, 10))
    assert child.name in doctor.get(reverse("child:school")).content.decode()
    sent = record(
        cast, VisionTransfer, child, dt.date(2024, 9, 2), school="鲸园小学", school_year=2024, pages=6
    )
    assert child.name not in doctor.get(reverse("child:school")).content.decode().split("<tbody>")[1]
    assert "鲸园小学" in doctor.get(reverse("child:school") + "?view=waiting").content.decode()
    VisionTransfer.objects.filter(pk=sent.pk).update(
        receipt=1, receipt_on=dt.date(2024, 9, 5), receipt_by="李老师"
    )
    assert "2024-09-05" in doctor.get(reverse("child:school") + "?view=done").content.decode()


@pytest.mark.req("CHILD-14")
def test_institutions_without_guidance_this_quarter_stand_first(cast: Cast, doctor: Client) -> None:
    by = cast.staff["doctor"]
    text = doctor.get(reverse("child:support")).content.decode()
    assert "没有" in text
    EyeSupport.objects.create(
        id="6f0d4a52-6a0e-4a3b-8f5e-000000000001", institution=by.institution, staff=by, recorded_by=by,
        recorded_at=dt.datetime(2024, 10, 10, 9, tzinfo=dt.UTC), served_on=dt.date(2024, 10, 10), kind=2,
        given_by="妇幼保健院",
        topic="视力检查方法",
    )  # fmt: skip
    assert "视力检查方法" in doctor.get(reverse("child:support")).content.decode()
