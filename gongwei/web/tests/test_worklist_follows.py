"""The worklist follows a resident wherever a page moves them: each move brings what is owed to the institution."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db.models import F

from gongwei.obligations.models import Obligation
from gongwei.people.models import Resident, ResidentMerge, TransferRequest
from gongwei.people.tests.cast import VILLAGE_A2, id_no
from gongwei.web.tests.people_pages import client_of, paper, sheet, text
from gongwei.web.tests.visiting import Township, township


@pytest.fixture
def place(db: None) -> Township:
    """Two townships."""
    return township()


def due(place: Township, person: Resident, **asked: Any) -> tuple[bool, bool]:
    """Whether the person stands in the list of the first township, and of the second."""
    strays = Obligation.objects.exclude(responsible=F("resident__institution"))
    assert not strays.exists(), "what is owed stands with another institution than the resident"
    offices = [client_of(place.cast, role) for role in ("public_health_a", "public_health_b")]
    first, second = (f'data-row="{person.pk}"' in _rows(office.get("/due/", asked)) for office in offices)
    return first, second


def _rows(answer: Any) -> str:
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_moving_within_the_institution(place: Township) -> None:
    person = place.patient("hypertension")
    assert due(place, person) == (True, False)
    office = client_of(place.cast, "public_health_a")
    doctor = str(place.cast.staff["doctor"].pk)
    moved = sheet("village", village=VILLAGE_A2, on="2024-10-10", doctor=doctor)
    assert office.post(f"/residents/{person.pk}/move/", moved).status_code == 302
    assert due(place, person, village=VILLAGE_A2) == (True, False)
    assert (
        office.post(f"/residents/{person.pk}/move/", sheet("doctor", doctor="", on="2024-10-12")).status_code
        == 302
    )
    assert due(place, person) == (True, False)


def test_a_transfer_takes_it_to_the_other_institution(place: Township) -> None:
    person = place.patient("hypertension", "diabetes")
    client_of(place.cast, "public_health_a").post(
        f"/residents/{person.pk}/move/", sheet("offer", town="虎口村", reason="随子女居住")
    )
    assert due(place, person) == (True, False)
    accepted = sheet("accept", effective_on="2024-10-01", answer="已接收")
    client_of(place.cast, "public_health_b").post(f"/transfers/{TransferRequest.objects.get().pk}/", accepted)
    assert due(place, person) == (False, True)
    assert set(Obligation.objects.filter(resident=person).values_list("responsible", flat=True)) == {
        place.cast.centre_b.pk
    }


def test_closing_takes_it_away_and_reopening_brings_it_back(place: Township) -> None:
    person = place.patient("hypertension")
    doctor = client_of(place.cast, "doctor")
    died = sheet("close", state="died", on="2024-10-10", cause_of_death="脑卒中", evidence="死亡医学证明")
    assert doctor.post(f"/residents/{person.pk}/closing/", died).status_code == 302
    assert due(place, person) == (False, False)
    back = sheet("reopen", on="2024-10-10", reason="同名误报")
    assert doctor.post(f"/residents/{person.pk}/closing/", back).status_code == 302
    assert due(place, person) == (True, False)


def test_merging_and_taking_apart(place: Township) -> None:
    kept = place.patient("hypertension", created_on=dt.date(2020, 1, 10))
    other = place.patient("diabetes", village=VILLAGE_A2, created_on=dt.date(2022, 5, 1))
    office = client_of(place.cast, "public_health_a")
    office.post(f"/duplicates/{other.pk}/{kept.pk}/", sheet("merge", reason="身份证核对"))
    merge = ResidentMerge.objects.get()
    assert (due(place, kept), due(place, other)) == ((True, False), (False, False))
    assert Obligation.objects.filter(resident=kept, programme="diabetes").exists()
    office.post(f"/merges/{merge.pk}/undo/", sheet("undo", reason="核错了"))
    assert (due(place, kept), due(place, other)) == ((True, False), (True, False))


def test_who_is_registered_is_owed_at_once(place: Township) -> None:
    born = dt.date(1950, 3, 1)
    typed = paper(name="宫立冬", sex="1", birth_date=born.isoformat(), id_no=id_no(born), phone="13806319999")
    answer = client_of(place.cast, "public_health_a").post("/register/", typed)
    assert answer.status_code == 302, text(answer)
    person = Resident.objects.get(name="宫立冬")
    assert due(place, person, span="year") == (True, False)
