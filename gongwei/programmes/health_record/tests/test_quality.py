"""质控: each defect is found by its own text, and costs what the parameters say."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.db import connection

from gongwei.care.models import Enrolment
from gongwei.catalogue.plans import values_on
from gongwei.engine.slots import PeriodDates
from gongwei.people.models import NotTheSame, Resident
from gongwei.people.tests.cast import Cast, make_cast
from gongwei.programmes.health_record.quality import CRITERIA
from gongwei.programmes.health_record.tests.test_measures import filed, served
from gongwei.quality import judging

AS_OF = dt.date(2024, 10, 16)
pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def judged(as_of: dt.date = AS_OF, *residents: int) -> dict[int, dict[str, Any]]:
    made = judging.statement("health_record", "postgres", bool(residents))
    values: dict[str, Any] = {**PeriodDates.year_to(as_of).values(), "residents": list(residents)}
    with connection.cursor() as cursor:
        cursor.execute(made.text, values)
        names = [column.name for column in cursor.description or ()]
        return {row[0]: dict(zip(names, row, strict=True)) for row in cursor.fetchall()}


def failed(row: dict[str, Any]) -> set[str]:
    return {each.id for each in CRITERIA if not row[each.id]}


def changed(person: Resident, **columns: Any) -> Resident:
    Resident.objects.filter(pk=person.pk).update(**columns)
    return person


@pytest.mark.req("EHR-03")
@pytest.mark.parametrize(("columns", "defect"), [
    ({"current_address": ""}, "cover_complete"),
    ({"education": None}, "basic_complete"),
    ({"phone": "12345"}, "phones_valid"),
    ({"birth_date": dt.date(2006, 10, 17)}, "marriage_agrees"),
])  # fmt: skip
def test_a_defect_is_named_and_costs_its_points(cast: Cast, columns: dict[str, Any], defect: str) -> None:
    person = filed(cast)
    sound = {"id_no": None, "birth_certificate_no": "A123456789", "phone": "13800000001"}
    changed(person, **sound, information_changed_on=dt.date(2024, 5, 1))
    assert failed(judged()[person.pk]) == set() and judged()[person.pk]["score"] == 100
    changed(person, **columns)
    [row] = judged(AS_OF, person.pk).values()
    assert failed(row) == {defect}
    assert row["score"] == 100 - values_on("health_record", AS_OF)[f"deduct_{defect}"]
    assert row["created_by_id"] == person.created_by_id and row["creator_id"] == person.creating_institution_id


@pytest.mark.req("EHR-03")
def test_stale_from_the_day_after_the_last_that_counts(cast: Cast) -> None:
    person = filed(cast)
    changed(person, created_on=dt.date(2022, 10, 15))
    assert "fresh" in failed(judged()[person.pk])
    changed(person, created_on=dt.date(2022, 10, 16))
    assert "fresh" not in failed(judged()[person.pk])
    changed(person, created_on=dt.date(2020, 1, 1))
    served(cast, person, dt.date(2024, 9, 1))
    assert "fresh" not in failed(judged()[person.pk])
    assert "fresh" in failed(judged(dt.date(2024, 8, 31))[person.pk])


@pytest.mark.req("EHR-03")
def test_twins_found_apart_are_no_duplicates_and_a_disease_under_management_belongs_in_the_history(cast: Cast) -> None:
    one, two, other = filed(cast), filed(cast), filed(cast, "毕清明")
    for person in (one, two):
        changed(person, phone=f"1380000000{person.pk % 10}", village_id=one.village_id)
    found = judged()
    assert {key for key, row in found.items() if "unique" in failed(row)} == {one.pk, two.pk}
    NotTheSame.objects.create(id=uuid.uuid4(), older=two, younger=one, found_on=AS_OF, found_by=cast.staff["doctor"],
                              reason="双胞胎")  # fmt: skip
    assert "unique" not in failed(judged()[one.pk])
    Enrolment.objects.create(resident=other, programme="hypertension", from_on=dt.date(2024, 3, 1),
                             institution=other.institution)  # fmt: skip
    assert "history_agrees" in failed(judged()[other.pk])
    changed(other, past_disease=[2])
    assert "history_agrees" not in failed(judged()[other.pk])
