"""The list of certified residents, three years beside each other, what is settled; and whom the pages refuse."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from gongwei.care.models import HealthExam
from gongwei.catalogue.plans import plan
from gongwei.funds.models import Order
from gongwei.funds.orders import approve
from gongwei.funds.purposes import purpose, set_aside
from gongwei.kernel.clock import now
from gongwei.people.models import Institution, Resident
from gongwei.people.tests.cast import VILLAGE_B1, Cast, make_cast
from gongwei.people.verbs.tags import set_tag
from gongwei.programmes.disabled.models import Certificate


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def client(cast: Cast, role: str) -> Client:
    browser = Client()
    browser.force_login(cast.user(role))
    return browser


def certified(cast: Cast, name: str, **where: str) -> Resident:
    """Somebody with the tag and a certificate."""
    person: Resident = cast.register(name, birth_date=dt.date(1970, 1, 1), **where)
    by = cast.staff["public_health_b" if where else "public_health_a"]
    set_tag(person.pk, "disabled", dt.date(2021, 3, 1), source="残疾人证", by=by)
    record(
        cast,
        Certificate,
        person,
        dt.date(2021, 3, 1),
        cert_no=f"{person.id_no}43",
        disability_types=[4],
        level=3,
    )
    return person


def record(cast: Cast, model: type, person: Resident, on: dt.date, **values: object) -> None:
    by = cast.staff["doctor"]
    model.objects.create(  # type: ignore[attr-defined]
        id=uuid.uuid4(), resident=person, institution=by.institution, staff=by, served_on=on, recorded_at=now(),
        recorded_by=by, **values,
    )  # fmt: skip


@pytest.mark.req("DIS-02", "DIS-04")
def test_the_list_shows_years_and_parts(cast: Cast) -> None:
    person = certified(cast, "丛立春")
    cast.register("王清明", birth_date=dt.date(1970, 1, 1))
    record(cast, HealthExam, person, dt.date(2023, 5, 20), bp_left_sys=150, bp_left_dia=90)
    page = client(cast, "public_health_a").get(reverse("disabled:roster"))
    [row] = page.context["rows"]
    assert (row["facts"].kind, row["examined"]) == ("肢体 三级", [False, True, False])
    assert {key: count for key, _, _, count in page.context["views"]} == {
        "all": 1, "waiting": 1, "abnormal": 0, "demand": 0, "uncarded": 0,
    }  # fmt: skip
    compared = client(cast, "doctor").get(reverse("disabled:compare", args=[person.pk]))
    assert compared.context["enough"] is False
    assert "只有 1 年结果" in compared.content.decode()


@pytest.mark.req("DIS-02")
def test_another_township_and_money_do_not_see_names(cast: Cast) -> None:
    other = certified(cast, "于谷雨", village=VILLAGE_B1)
    browser = client(cast, "public_health_a")
    assert browser.get(reverse("disabled:compare", args=[other.pk])).status_code in (403, 404)
    assert browser.get(reverse("disabled:roster")).context["rows"] == []
    assert client(cast, "finance").get(reverse("disabled:roster")).status_code == 403
    assert Client().get(reverse("disabled:roster")).status_code == 302


@pytest.mark.req("DIS-05")
def test_one_person_is_settled_once_a_year(cast: Cast) -> None:
    person = certified(cast, "丛立春")
    for day in (dt.date(2024, 3, 1), dt.date(2024, 9, 1)):
        record(cast, HealthExam, person, day)
    page = client(cast, "public_health_a").get(reverse("disabled:settlement"))
    assert page.status_code == 200
    assert page.context["fee"] == Decimal(100)
    counted = {
        place.code: (certified, examined, money) for place, certified, examined, money in page.context["rows"]
    }
    assert set(counted.values()) <= {(1, 1, Decimal(100)), (0, 0, Decimal(0))}


@pytest.mark.req("FUND-30")
def test_the_fee_is_claimed_on_the_page_by_the_own_institution_alone(cast: Cast) -> None:
    first, second = certified(cast, "丛立春"), certified(cast, "王清明")
    for place, held in zip((cast.centre_a, cast.centre_b), plan().file.institutions, strict=False):
        Institution.objects.filter(pk=place.pk).update(code=held.code)
    for person in (first, second, first):
        record(cast, HealthExam, person, dt.date(2024, 3, 1))
    url, key = reverse("disabled:settlement"), str(uuid.uuid4())
    asked = {"key": key, "sheet": "claim", "place": str(cast.centre_a.pk)}
    short = client(cast, "public_health_a").post(url, asked)
    assert short.status_code == 422 and "要付 200.00 元；请项目办或财政先预留" in short.content.decode()
    by, office = cast.staff["finance"], cast.staff["project_office"]
    approve(set_aside(uuid.uuid4(), purpose("disabled_exam"), Decimal(200), "2 人", dt.date(2024, 10, 16), by=by),
            by=office)  # fmt: skip
    for role in ("public_health_b", "disabled_federation", "line"):
        assert client(cast, role).post(url, asked).status_code == 403
    checked = Client(enforce_csrf_checks=True)
    checked.force_login(cast.user("public_health_a"))
    assert checked.post(url, asked).status_code == 403
    other = client(cast, "public_health_a").post(url, {**asked, "place": str(cast.centre_b.pk)})
    assert other.status_code == 422 and "请从列表中选择" in other.content.decode()
    for _ in range(2):
        client(cast, "public_health_a").post(url, asked)
    approve(Order.objects.get(id=key), by=by)
    page = client(cast, "disabled_federation").get(url)
    assert page.context["sums"] == [0, 200] and page.context["sheets"] == []
    assert "不占人均经费" in page.content.decode()


def test_the_resident_s_page_shows_the_certificate(cast: Cast) -> None:
    person = certified(cast, "丛立春")
    text = client(cast, "doctor").get(reverse("web:resident", args=[person.pk])).content.decode()
    assert "肢体 三级" in text and "2024 体检" in text
