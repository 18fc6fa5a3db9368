"""Which records are filed, complete, used and reviewed, on PostgreSQL; equal to what the record's own page says."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.db import connection

from gongwei.care.models import Encounter
from gongwei.catalogue.judging import judge
from gongwei.engine.slots import PeriodDates
from gongwei.indicators.statements import columns, statement
from gongwei.kernel.clock import now
from gongwei.people import completeness
from gongwei.people.models import RecordReview, Residence, Resident, Standing
from gongwei.people.tests.cast import Cast, make_cast
from gongwei.programmes.health_record import rules
from gongwei.programmes.health_record.measures import CRITERIA, MEASURES, STANDARD
from gongwei.records.fields import described

AS_OF = dt.date(2024, 10, 16)
COMPLETE: dict[str, Any] = {
    "current_address": "羊亭镇大西庄村", "registered_address": "羊亭镇大西庄村", "contact_name": "于谷雨",
    "contact_phone": "0631-5230001", "residence_type": 1, "ethnicity": 1, "blood_type_abo": 5, "blood_type_rh": 3,
    "education": 7, "occupation": 4, "marital_status": 2, "payment_methods": [3], "drug_allergy": [1],
    "exposure_history": [1], "past_disease": [1], "surgery": 1, "trauma": 1, "transfusion": 1, "family_father": [1],
    "family_mother": [1], "family_siblings": [1], "family_children": [1], "genetic_disease": 1, "disability": [1],
}  # fmt: skip


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def filed(cast: Cast, name: str = "丛立春", **changes: Any) -> Resident:
    """A record with every item of cover and basic information, unless changed."""
    born = changes.pop("birth_date", dt.date(1958, 3, 1))
    resident = cast.register(name, birth_date=born)
    Resident.objects.filter(pk=resident.pk).update(doctor=cast.staff["doctor"], **{**COMPLETE, **changes})
    resident.refresh_from_db()
    return resident


def row(resident: Resident, as_of: dt.date = AS_OF) -> dict[str, Any] | None:
    values: dict[str, Any] = {"residents": [resident.pk], **PeriodDates.year_to(as_of).values()}
    with connection.cursor() as cursor:
        cursor.execute(statement("health_record.filed", "postgres", True).text, values)
        rows = cursor.fetchall()
    return dict(zip(columns("health_record.filed"), rows[0], strict=True)) if rows else None


def failed(resident: Resident, as_of: dt.date = AS_OF) -> set[str]:
    found = row(resident, as_of)
    assert found is not None, "not counted"
    return {criterion.id for criterion in CRITERIA if not found[criterion.id]}


def served(cast: Cast, resident: Resident, on: dt.date, **more: Any) -> Encounter:
    by = cast.staff["doctor"]
    return Encounter.objects.create(
        id=uuid.uuid4(), resident=resident, institution=by.institution, staff=by, served_on=on, recorded_at=now(),
        recorded_by=by, subjective="咳嗽", objective="咽红", assessment="上感", plan="多饮水", **more,
    )  # fmt: skip


def reviewed(cast: Cast, resident: Resident, section: int, on: dt.date, **found: Any) -> None:
    RecordReview.objects.create(
        id=uuid.uuid4(), resident=resident, section=section, reviewed_on=on, reviewed_by=cast.staff["doctor"],
        **{"accurate": True, **found},
    )  # fmt: skip


def test_the_lists_of_columns_are_those_of_the_records_page() -> None:
    assert rules.COVER == completeness.REQUIRED_COVER
    assert rules.BASIC == completeness.REQUIRED_BASIC
    assert rules.ENVIRONMENT == completeness.REQUIRED_RURAL
    assert rules.TELEPHONE == completeness.PHONE_PATTERN
    conditions = {name: (when.field, *when.codes) for name, when in completeness.REQUIRED_WHEN.items()}
    assert conditions.pop("id_no") == ("birth_certificate_no", None, "")
    assert rules.NAMED == conditions


@pytest.mark.req("EHR-06")
@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"current_address": ""},
        {"blood_type_abo": None},
        {"drug_allergy": []},
        {"payment_methods": [8]},
        {"payment_methods": [8], "payment_other": "单位"},
        {"past_disease": [6]},
        {"contact_phone": "0631-52"},
        {"genetic_disease": 2},
        {"birth_date": dt.date(2017, 10, 17), "blood_type_abo": None},
        {"birth_date": dt.date(2017, 10, 16), "blood_type_abo": None},
    ],
)
def test_the_rule_and_the_records_page_agree_on_completeness(cast: Cast, changes: dict[str, Any]) -> None:
    resident = filed(cast, **changes)
    columns_of_record = {field.column for field in Resident._meta.concrete_fields}
    asked = {
        *rules.COVER,
        *rules.BASIC,
        *rules.NAMED,
        *(name for name, _, _ in described(Resident)),
    } & columns_of_record
    given = {name: getattr(resident, name) for name in asked}
    [outcome] = judge("health_record", [{**given, "served_on": AS_OF}])
    assert outcome["standard"] == completeness.completeness(resident, AS_OF, basic_from=7).complete


@pytest.mark.req("EHR-07")
def test_filed_are_the_permanent_residents_with_a_record_by_the_day(cast: Cast) -> None:
    resident, visitor, dead = filed(cast), filed(cast, "王清明"), filed(cast, "于谷雨")
    assert row(resident) is not None
    assert row(resident, dt.date(2020, 1, 9)) is None
    Residence.objects.filter(resident=visitor).update(permanent=False)
    assert row(visitor) is None
    Standing.objects.filter(resident=dead).update(to_on=dt.date(2024, 6, 1))
    Standing.objects.create(
        resident=dead, state="died", from_on=dt.date(2024, 6, 1), cause_of_death="x", evidence="x"
    )
    assert row(dead) is None
    assert row(dead, dt.date(2024, 5, 31)) is not None


@pytest.mark.req("EHR-08")
def test_a_record_is_used_by_any_service_of_the_plans_year_that_is_not_void(cast: Cast) -> None:
    resident = filed(cast)
    assert "used" in failed(resident)
    served(cast, resident, dt.date(2023, 12, 31))
    served(cast, resident, dt.date(2024, 3, 1), voided_at=now(), void_reason="录错人")
    assert "used" in failed(resident)
    served(cast, resident, dt.date(2024, 1, 1))
    assert "used" not in failed(resident)


@pytest.mark.req("EHR-09", "EHR-11")
def test_a_record_is_reviewed_once_all_five_sections_are_accurate_or_corrected(cast: Cast) -> None:
    resident = filed(cast)
    for section in (1, 2, 3, 4):
        reviewed(cast, resident, section, dt.date(2024, 4, 1))
    assert "reviewed" in failed(resident)
    reviewed(cast, resident, 5, dt.date(2024, 4, 2), accurate=False, error="电话错", correction="已改")
    assert "reviewed" not in failed(resident)
    assert "reviewed" in failed(resident, dt.date(2024, 4, 1))
    reviewed(cast, resident, 1, dt.date(2024, 9, 1), accurate=False, error="地址错")
    assert "reviewed" in failed(resident)


@pytest.mark.req("EHR-06", "EHR-12")
def test_a_lost_person_stays_counted_and_meets_nothing(cast: Cast) -> None:
    resident = filed(cast)
    served(cast, resident, dt.date(2024, 1, 1))
    assert failed(resident) == {"reviewed"}
    Standing.objects.filter(resident=resident).update(to_on=dt.date(2024, 6, 1))
    Standing.objects.create(
        resident=resident, state="lost", from_on=dt.date(2024, 6, 1), reason="x", evidence="x"
    )
    assert failed(resident) == {criterion.id for criterion in CRITERIA}


def test_every_measure_asks_for_criteria_that_exist() -> None:
    known = {criterion.id for criterion in CRITERIA}
    assert {name for measure in MEASURES for name in measure.met} <= known
    assert set(STANDARD) < known
