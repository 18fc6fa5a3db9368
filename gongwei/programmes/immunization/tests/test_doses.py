"""A dose through the outer verb: what is refused, what is doubted, and what it does to the worklist."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest

from gongwei.obligations.refresh import refresh
from gongwei.obligations.verbs import record_service, void_service
from gongwei.people.models import Resident
from gongwei.people.problems import Invalid
from gongwei.people.tests.cast import Cast
from gongwei.programmes.immunization.forms import CARD, DEFERRAL, DOSE, FORMS
from gongwei.programmes.immunization.models import Dose
from gongwei.programmes.immunization.tests.samples import TODAY, card_values, child, dose_values, owed
from gongwei.records.fields import described

BORN = dt.date(2024, 1, 10)
AWAY = {"elsewhere": True, "elsewhere_at": "某市妇幼保健院"}


def save(cast: Cast, resident: Resident, name: str, number: int, on: dt.date, **how: Any) -> Dose:
    changes = how.pop("changes", {})
    given: Dose = record_service(
        DOSE,
        uuid.uuid4(),
        resident.pk,
        dose_values(name, number, on, **changes),
        actor=cast.staff["doctor"],
        **how,
    )
    return given


def refused(cast: Cast, resident: Resident, name: str, on: dt.date, **changes: Any) -> list[tuple[str, str]]:
    with pytest.raises(Invalid) as error:
        save(cast, resident, name, 1, on, changes=changes)
    return [(problem.field, problem.severity) for problem in error.value.problems]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
def test_every_field_of_the_table_is_on_its_form(form: Any) -> None:
    beside = {name for name, _, _ in described(form.model) if name.endswith("_other")}
    assert {name for name, _, _ in described(form.model)} - beside - set(form.field_names()) == set()


@pytest.mark.req("VAC-02")
def test_a_free_vaccine_costs_nothing_and_a_paid_one_is_no_programme_vaccine(cast: Cast) -> None:
    resident = child(cast, born=BORN)
    assert refused(cast, resident, "HepB", BORN, fee=20) == [("fee", "hard")]
    assert refused(cast, resident, "VarV", dt.date(2024, 10, 1), programme=1, fee=None) == [
        ("programme", "hard")
    ]


def test_an_expired_lot_a_contraindication_and_a_refusal_stop_the_dose(cast: Cast) -> None:
    resident = child(cast, born=BORN)
    assert refused(cast, resident, "HepB", BORN, expiry_on=BORN - dt.timedelta(1)) == [("expiry_on", "hard")]
    assert refused(cast, resident, "HepB", BORN, contraindication=2) == [("contraindication", "hard")]
    assert refused(cast, resident, "HepB", BORN, consent=3) == [("consent", "hard")]
    assert refused(cast, resident, "HepB", BORN - dt.timedelta(1)) == [("served_on", "hard")]
    assert save(cast, resident, "HepB", 1, BORN, changes={"expiry_on": BORN}).version == 1


def test_a_dose_that_would_not_count_is_doubted_and_can_be_confirmed(cast: Cast) -> None:
    resident = child(cast, born=BORN)
    early = dt.date(2024, 9, 9)
    assert refused(cast, resident, "MMR", early) == [("vaccine", "soft")]
    saved = save(cast, resident, "MMR", 1, early, confirmed=["vaccine:7"])
    assert saved.pk and "MMR-1" in owed(resident)
    assert owed(resident)["MMR-1"].met_on is None


def test_the_number_of_the_dose_follows_the_history(cast: Cast) -> None:
    resident = child(cast, born=BORN)
    save(cast, resident, "HepB", 1, BORN)
    assert refused(cast, resident, "HepB", dt.date(2024, 2, 12)) == [("dose_no", "soft")]
    assert save(cast, resident, "HepB", 2, dt.date(2024, 2, 12)).dose_no == 2


@pytest.mark.req("VAC-02")
def test_saving_and_voiding_move_the_worklist(cast: Cast) -> None:
    resident = child(cast, born=BORN)
    first = save(cast, resident, "HepB", 1, BORN)
    rows = owed(resident)
    assert rows["HepB-1"].met_by == first.pk
    assert (rows["HepB-2"].opens_on, rows["HepB-2"].due_on) == (dt.date(2024, 2, 10), dt.date(2024, 3, 9))
    assert "HepB-3" not in rows
    late = save(cast, resident, "HepB", 2, dt.date(2024, 6, 1))
    assert owed(resident)["HepB-3"].opens_on == dt.date(2024, 7, 31)
    void_service(DOSE, late.pk, actor=cast.staff["doctor"], reason="录错人")
    assert owed(resident)["HepB-2"].met_on is None
    assert "HepB-3" not in owed(resident)


def test_a_deferral_moves_the_day_and_a_contraindication_ends_it(cast: Cast) -> None:
    resident = child(cast, born=BORN)
    held = {
        "served_on": TODAY,
        "protection": 7,
        "kind": 1,
        "until_on": dt.date(2024, 11, 1),
        "reason": "发热",
    }
    record_service(DEFERRAL, uuid.uuid4(), resident.pk, held, actor=cast.staff["doctor"])
    assert owed(resident)["MMR-1"].opens_on == dt.date(2024, 11, 1)
    never = {**held, "kind": 2, "until_on": None, "reason": "严重过敏"}
    record_service(DEFERRAL, uuid.uuid4(), resident.pk, never, actor=cast.staff["doctor"])
    assert "MMR-1" not in owed(resident)


@pytest.mark.req("VAC-03")
def test_the_card_is_owed_within_a_month_and_numbered_by_the_database(cast: Cast) -> None:
    first, second = child(cast, born=BORN), child(cast, "王白露", BORN)
    [due] = owed(first, "card").values()
    assert (due.due_on, due.met_on) == (dt.date(2024, 2, 10), None)
    cards = [
        record_service(
            CARD, uuid.uuid4(), each.pk, card_values(dt.date(2024, 1, 20)), actor=cast.staff["doctor"]
        )
        for each in (first, second)
    ]
    place = f"{cast.staff['doctor'].institution_id % 100:02d}"
    assert [card.child_code for card in cards] == [f"37100201{place}2024000{n}" for n in (1, 2)]
    assert next(iter(owed(first, "card").values())).met_by == cards[0].pk


@pytest.mark.req("VAC-08")
def test_the_child_is_examined_before_it_is_vaccinated(cast: Cast) -> None:
    resident = child(cast, born=dt.date(2024, 2, 12))
    refresh([resident.pk])
    assert refused(cast, resident, "MMR", TODAY) == [("exam_override", "required")]
    reason = {"exam_override": "体检安排在下午"}
    assert save(cast, resident, "MMR", 1, TODAY, changes=reason).exam_override == "体检安排在下午"
    emergency = child(cast, "王白露", dt.date(2024, 2, 12))
    assert save(cast, emergency, "MMR", 1, TODAY, changes={"organised": 4}).pk
    past = child(cast, "于谷雨", dt.date(2024, 2, 12))
    assert save(cast, past, "MMR", 1, dt.date(2024, 10, 14), changes=AWAY).pk
