"""专项档案: saving the card of somebody diagnosed elsewhere opens management, or changes nothing at all."""

from __future__ import annotations

from typing import Any

import pytest

from gongwei.care.models import Enrolment
from gongwei.obligations.models import Obligation
from gongwei.people.tests.cast import TODAY
from gongwei.web.tests.visiting import Township, new_url, township, typed

CARD: dict[str, Any] = {
    "served_on": TODAY.isoformat(), "diagnosis_date": "2024-09-20", "diagnosis_org": "威海市中心医院", "found_by": "1",
    "family_history": "2", "height": "170", "weight": "72", "sbp": "150", "dbp": "92",
}  # fmt: skip


@pytest.fixture
def place(db: None) -> Township:
    return township()


@pytest.mark.req("NCD-02")
def test_the_card_of_a_known_patient_opens_management_and_what_it_owes(place: Township) -> None:
    person = place.patient()
    page = place.client.get(f"/residents/{person.pk}/").content.decode()
    assert new_url(person, "hypertension_card") in page
    assert place.client.post(new_url(person, "hypertension_card"), typed(CARD)).status_code == 302
    enrolment = Enrolment.objects.get(resident=person, programme="hypertension")
    assert (enrolment.from_on, str(enrolment.diagnosed_on)) == (TODAY, "2024-09-20")
    assert Obligation.objects.filter(resident=person, programme="hypertension", seq="2024Q4").exists()


def test_a_card_with_a_gap_enrols_nobody(place: Township) -> None:
    person = place.patient()
    answer = place.client.post(new_url(person, "hypertension_card"), typed(CARD, found_by=None))
    assert answer.status_code == 422
    assert not Enrolment.objects.filter(resident=person).exists()


def test_a_second_card_of_a_managed_patient_enrols_nobody_twice(place: Township) -> None:
    person = place.patient("hypertension")
    assert place.client.post(new_url(person, "hypertension_card"), typed(CARD)).status_code == 302
    assert Enrolment.objects.filter(resident=person, programme="hypertension").count() == 1


def test_somebody_of_another_township_cannot_enrol(place: Township) -> None:
    person = place.patient(village="371002102101")
    assert place.client.post(new_url(person, "hypertension_card"), typed(CARD)).status_code in (403, 404)
    assert not Enrolment.objects.filter(resident=person).exists()
