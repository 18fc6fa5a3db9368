"""出生报告: a hospital tells of a birth, the mother's home takes it in, the child is filed and owed its visits."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from gongwei.obligations.worklist import open_of
from gongwei.people.models import Institution, Resident, Staff, StaffRole
from gongwei.people.reference import place_in_tree
from gongwei.people.tests.cast import START, VILLAGE_B1, Cast, make_cast
from gongwei.programmes.maternal.models import BirthReport, Delivery, Newborn
from gongwei.programmes.maternal.tests.visits import mother
from gongwei.web.tests.people_pages import client_of

URL, DAY = "/maternal/births/", dt.date(2024, 10, 14)
pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db: None, monkeypatch: pytest.MonkeyPatch) -> Cast:
    """With a hospital that manages nobody, and a midwife there."""
    monkeypatch.setenv("GONGWEI_TODAY", "2024-10-16")
    made = make_cast()
    hospital = place_in_tree(Institution.objects.create(
        code="H", name="威海市妇幼保健院", kind="other", region_id="371002000000", parent=None, active_from=START
    ))  # fmt: skip
    account = User.objects.create_user("midwife", password=None)
    midwife = Staff.objects.create(name="鞠惊蛰", account=account, institution=hospital, active_from=START)
    StaffRole.objects.create(staff=midwife, role="doctor", institution=hospital, from_on=START)
    made.staff["midwife"] = midwife
    return made


def told(woman: Resident, **changes: str) -> dict[str, Any]:
    return {
        "sheet": "birth", "key": str(uuid.uuid4()), "mother_name": woman.name, "mother_id_no": woman.id_no,
        "born_on": DAY.isoformat(), "weeks": "39", "days": "2", "delivery_mode": "1", "mother_state": "1", "sex": "2",
        "weight_g": "3180", "child_name": "", "certificate_no": "", **changes,
    }  # fmt: skip


def owed(child: Resident) -> set[str]:
    found = open_of([child.pk], dt.date(2024, 10, 16)).get(child.pk, [])
    return {f"{each.programme}:{each.step}" for each in found}


@pytest.mark.req("EHR-24")
def test_a_hospitals_report_opens_the_childs_record_at_the_mothers_home(cast: Cast) -> None:
    woman, midwife = mother(cast), client_of(cast, "midwife")
    assert midwife.get(f"/residents/{woman.pk}/").status_code == 404, "the hospital sees no records of the township"
    assert midwife.post(URL, told(woman)).status_code == 302
    report = BirthReport.objects.get()
    assert report.received_on is None and "待羊亭中心卫生院接收" in midwife.get(URL).content.decode()
    assert "于清明" not in client_of(cast, "public_health_b").get(URL).content.decode()
    home = client_of(cast, "public_health_a")
    assert "出生报告 1 份" in home.get("/").content.decode()
    assert "出生报告 1 份" not in client_of(cast, "public_health_b").get("/").content.decode()
    shown = home.get(URL).content.decode()
    assert "于清明" in shown and "威海市妇幼保健院" in shown and len(shown.encode()) < 60_000
    assert home.post(URL, {"do": "receive", "report": report.pk, "key": str(uuid.uuid4())}).status_code == 302
    delivery, child = Delivery.objects.get(resident=woman), Newborn.objects.get(mother=woman).child
    assert (delivery.institution, delivery.staff, delivery.served_on) == (
        cast.staff["midwife"].institution, cast.staff["midwife"], DAY,
    )  # fmt: skip
    assert (child.birth_date, child.sex, child.institution, child.village) == (DAY, 2, woman.institution, woman.village)
    assert child.household_id is not None and Resident.objects.get(pk=woman.pk).household_id == child.household_id
    assert "child:newborn_visit" in owed(child)
    listed = client_of(cast, "doctor").get("/due/?span=year").content.decode()
    assert "于清明之女" in listed
    assert "于清明之女" not in client_of(cast, "public_health_b").get("/due/").content.decode()
    assert home.post(URL, {"do": "receive", "report": report.pk, "key": str(uuid.uuid4())}).status_code == 404


@pytest.mark.req("EHR-24")
def test_the_township_reports_at_once_and_twins_are_two_children_of_one_birth(cast: Cast) -> None:
    woman, doctor = mother(cast), client_of(cast, "doctor")
    assert doctor.post(URL, told(woman)).status_code == 302
    assert client_of(cast, "midwife").post(URL, told(woman, sex="1", weight_g="2950")).status_code == 302
    second = BirthReport.objects.get(weight_g=2950)
    doctor.post(URL, {"do": "receive", "report": second.pk, "key": str(uuid.uuid4())})
    assert Delivery.objects.filter(resident=woman).count() == 1
    assert sorted(Newborn.objects.filter(mother=woman).values_list("child__sex", flat=True)) == [1, 2]
    assert all("child:newborn_visit" in owed(each.child) for each in Newborn.objects.select_related("child"))


def test_what_is_wrong_is_named_and_what_was_typed_is_kept(cast: Cast) -> None:
    woman, midwife = mother(cast), client_of(cast, "midwife")
    other = mother(cast, name="姜立秋")
    for changes, said in (
        ({"mother_name": "于清晨"}, "姓名和身份证号都相符"),
        ({"mother_id_no": str(other.id_no)}, "姓名和身份证号都相符"),
        ({"born_on": "2024-10-17"}, "不能晚于今天"), ({"weeks": "60"}, "应是 20 到 45"), ({"sex": ""}, "必须填写"),
    ):  # fmt: skip
        answer = midwife.post(URL, told(woman, **changes))
        shown = answer.content.decode()
        assert answer.status_code == 422 and said in shown and 'value="3180"' in shown
    midwife.post(URL, told(woman))
    assert "已经报告过" in midwife.post(URL, told(woman)).content.decode() and BirthReport.objects.count() == 1


def test_a_stranger_is_refused(cast: Cast) -> None:
    woman = mother(cast, village=VILLAGE_B1)
    client_of(cast, "midwife").post(URL, told(woman))
    report = BirthReport.objects.get()
    given = {"do": "receive", "report": report.pk, "key": str(uuid.uuid4())}
    assert client_of(cast, "public_health_a").post(URL, given).status_code == 404
    assert client_of(cast, "midwife").post(URL, given).status_code == 404
    for role in ("line", "finance", "admin", "project_office"):
        assert client_of(cast, role).get(URL).status_code == 403
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.user("doctor"))
    assert strict.post(URL, told(woman)).status_code == 403
    assert not Newborn.objects.exists()
