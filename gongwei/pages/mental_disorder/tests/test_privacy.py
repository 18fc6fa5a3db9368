"""Who does not read this programme sees neither its pages nor its tags, work, records or medicines (SMI-13)."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from gongwei.obligations.refresh import refresh
from gongwei.people.models import AccessLog, Resident
from gongwei.people.tests.cast import VILLAGE_B1, Cast, make_cast
from gongwei.programmes.mental_disorder.models import Medicine, Visit
from gongwei.programmes.mental_disorder.tests.samples import patient, visit

PAGES = ("roster", "arrivals", "reconcile")


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def ill(cast: Cast) -> Resident:
    """Somebody with both: the line of hypertension may see the person, and nothing of the other illness."""
    resident = patient(cast, name="丛立春")
    made = visit(cast, resident, dt.date(2024, 3, 5), visit_class=1, danger_level=3)
    Medicine.objects.create(record=made, position=1, name="利培酮片", per=1, times=2, dose_mg=2)
    resident.enrolments.create(
        programme="hypertension", from_on=dt.date(2022, 1, 1), institution=cast.centre_a, found_by=1
    )
    refresh([resident.pk])
    return resident


def client_of(cast: Cast, role: str) -> Client:
    client = Client()
    client.force_login(cast.user(role))
    return client


def shown(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.req("SMI-13", "DATA-16")
def test_the_line_of_another_programme_sees_the_person_and_nothing_of_this_one(
    cast: Cast, ill: Resident
) -> None:
    client = client_of(cast, "line")
    urls = [
        reverse("web:resident", args=[ill.pk]), reverse("web:due") + "?span=year", reverse("web:home") + "?span=year",
        reverse("web:residents"),
    ]  # fmt: skip
    for url in urls:
        found = shown(client, url)
        assert "丛立春" in found
        for secret in ("精神", ">精<", "利培酮", "危险性"):
            assert secret not in found, (url, secret)


def test_the_responsible_doctor_sees_it_all(cast: Cast, ill: Resident) -> None:
    found = shown(client_of(cast, "doctor"), reverse("web:resident", args=[ill.pk]))
    for word in ("严重精神障碍管理", "利培酮片 每日2次 每次2mg", ">精<", "不稳定", "3 级"):
        assert word in found


@pytest.mark.req("SMI-13")
@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(
    ("role", "status"), [("line", 403), ("disabled_federation", 403), ("finance", 403), ("doctor", 200)]
)
def test_the_pages_of_the_chapter_open_only_to_its_readers(
    cast: Cast, name: str, role: str, status: int
) -> None:
    assert client_of(cast, role).get(reverse(f"mental_disorder:{name}")).status_code == status


@pytest.mark.req("SMI-13")
def test_a_line_that_has_the_programme_named_sees_its_members(cast: Cast, ill: Resident) -> None:
    cast.staff["line"].roles.update(programmes=["mental_disorder"])
    assert "丛立春" in shown(client_of(cast, "line"), reverse("mental_disorder:roster"))


@pytest.mark.req("SMI-13")
def test_a_record_by_guessed_address_is_not_there_for_another_township(cast: Cast, ill: Resident) -> None:
    stored = Visit.objects.get(resident=ill)
    url = reverse("web:record", args=["mental_disorder_followup", stored.pk])
    assert client_of(cast, "public_health_b").get(url).status_code == 404
    assert client_of(cast, "line").get(url).status_code == 403
    assert client_of(cast, "doctor").get(url).status_code == 200


@pytest.mark.req("SMI-13")
def test_each_look_at_a_record_is_logged(cast: Cast, ill: Resident) -> None:
    stored = Visit.objects.get(resident=ill)
    client_of(cast, "doctor").get(reverse("web:record", args=["mental_disorder_followup", stored.pk]))
    line = AccessLog.objects.filter(resident=ill).latest("at")
    assert (line.staff, line.detail) == (cast.staff["doctor"], "严重精神障碍患者随访服务记录表")


def test_the_roster_of_one_township_holds_nobody_of_the_other(cast: Cast, ill: Resident) -> None:
    patient(cast, name="于霜降", village=VILLAGE_B1)
    found = shown(client_of(cast, "public_health_a"), reverse("mental_disorder:roster"))
    assert "丛立春" in found and "于霜降" not in found
